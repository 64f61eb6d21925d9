// Puts the page together: each part draws itself from the state whenever that changes.
import { ContentPanel } from "./content.js";
import { Controls, renderTimerStrip, use } from "./controls.js";
import { fill, h } from "./dom.js";
import { renderModal } from "./modal.js";
import { Pane } from "./pane.js";
import { renderPhone } from "./phone.js";
import { hideRefusals, renderRefusals } from "./refusals.js";
import { connect, state, subscribe, switchViewer } from "./state.js";
import { renderTabs, wireTabs } from "./tabs.js";
import { tick } from "./timestamps.js";

const element = (id) => document.getElementById(id);
const panes = [new Pane("channel"), new Pane("dm")];
const controls = new Controls(element("pane-controls"));
const content = new ContentPanel(element("pane-content"), element("content-toggle"));
const tabs = document.querySelector(".tabs");
const viewers = document.querySelector(".viewers");
const strip = element("timer-strip");

function renderViewers() {
  fill(viewers, (state.snapshot?.users ?? []).map((user) =>
    h("button", {
      type: "button", "data-viewer": user.key, "data-testid": `viewer-${user.key}`, "aria-pressed": String(user.key === state.viewer),
      title: user.moderator ? `${user.name}, moderator` : `${user.name}, member`,
    }, user.name, user.moderator ? h("span", { class: "mod" }, " mod") : null)));
}

function renderConnection() {
  const lost = state.snapshot !== null && !state.connected;
  sayLine("offline", lost ? "The try-out does not answer. Start it again in its terminal; this page comes back by itself." : "");
  const viewer = state.snapshot?.viewer;
  sayLine("dms-closed", viewer?.dms_open === false ? `${viewer.name}’s DMs are closed` : "");
}

function sayLine(id, text) {
  const line = element(id);
  line.hidden = !text;
  if (line.textContent !== text) line.textContent = text;
}

function render() {
  renderViewers();
  renderConnection();
  renderRefusals(element("refusals"));
  renderTabs(tabs);
  renderTimerStrip(strip);
  for (const pane of panes) pane.render();
  renderPhone(element("pane-phone"));
  controls.render();
  content.render();
  renderModal();
  tick();
}

viewers.addEventListener("click", (event) => {
  const button = event.target.closest("[data-viewer]");
  if (button) switchViewer(button.dataset.viewer);
});
strip.addEventListener("click", (event) => {
  const button = event.target.closest("[data-control]");
  if (button) void use(button);
});
wireTabs(tabs);
hideRefusals(element("refusals"));
subscribe(render);
setInterval(tick, 500);
render();
connect();
