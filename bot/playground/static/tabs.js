// The tabs of a narrow window. A wide one shows everything, and the tabs are hidden.
import { fill, h } from "./dom.js";
import { channelOf, state, update } from "./state.js";

const ALL = ["channel", "dm", "phone", "controls", "content"];
const narrow = matchMedia("(max-width: 999px)");
const seen = new Map(); // pane -> what was newest when it was last on show

// Content is there only where somebody tells of it.
function panes() {
  return state.snapshot?.content?.at ? ALL : ALL.slice(0, -1);
}

/** Draw the tabs, with a dot on those where something new waits. */
export function renderTabs(root) {
  const { snapshot } = state;
  document.querySelector(".stage").dataset.pane = state.pane;
  for (const pane of ALL) {
    const panel = document.getElementById(`pane-${pane}`);
    if (narrow.matches) panel.setAttribute("role", "tabpanel");
    else panel.removeAttribute("role");
  }
  if (!snapshot) return;
  fill(root, panes().map(tab));
}

function tab(pane) {
  const on = state.pane === pane;
  const key = `${state.viewer}:${pane}`;
  const newest = newestIn(pane);
  if (on || !narrow.matches || !seen.has(key)) seen.set(key, newest);
  const fresh = seen.get(key) !== newest;
  return h("button", {
    type: "button", role: "tab", id: `tab-${pane}`, "data-tab": pane, "data-testid": `tab-${pane}`, "aria-controls": `pane-${pane}`,
    "aria-selected": String(on), tabindex: on ? "0" : "-1", class: fresh ? "fresh" : null,
  }, titleOf(pane), fresh ? h("span", { class: "visually-hidden" }, " (new)") : null);
}

function titleOf(pane) {
  return { channel: `#${channelOf("channel")?.name ?? "channel"}`, dm: "DM", phone: "Phone", controls: "Controls", content: "Content" }[pane];
}

function newestIn(pane) {
  const { snapshot } = state;
  if (pane === "phone") return snapshot.notifications?.at(-1)?.id ?? "";
  if (pane === "controls") return "";
  if (pane === "content") return snapshot.content.at;
  return channelOf(pane)?.messages.at(-1)?.id ?? "";
}

/** Clicks and arrow keys. */
export function wireTabs(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tab]");
    if (button) update({ pane: button.dataset.tab });
  });
  root.addEventListener("keydown", (event) => {
    const there = panes();
    const at = there.indexOf(state.pane);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: there.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    update({ pane: there[(to + there.length) % there.length] });
    document.getElementById(`tab-${state.pane}`).focus();
  });
  narrow.addEventListener("change", () => renderTabs(root));
}
