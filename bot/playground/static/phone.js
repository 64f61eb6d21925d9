// The lock screen of the person's phone: what Discord would show on it, and nothing else.
import { fill, h } from "./dom.js";
import { formatTime, timeNode } from "./timestamps.js";
import { nowMs, state } from "./state.js";

const MOST = 6;

/** The phone panel. */
export function renderPhone(root) {
  const { snapshot } = state;
  if (!snapshot) return;
  const notes = [...(snapshot.notifications ?? [])].reverse();
  fill(root,
    h("h2", { id: "title-phone" }, `${snapshot.viewer.name}’s phone`, h("small", {}, "locked")),
    h("div", { class: "phone" },
      h("p", { class: "phone-clock", "data-clock": "t" }, formatTime(nowMs(), "t")),
      h("p", { class: "phone-date", "data-clock": "D" }, formatTime(nowMs(), "D")),
      notes.length
        ? h("ol", { class: "notes", "aria-label": "Notifications, newest first" }, notes.slice(0, MOST).map(note))
        : h("p", { class: "phone-empty" }, "No notifications"),
      notes.length > MOST ? h("p", { class: "phone-more" }, `and ${notes.length - MOST} more`) : null));
}

function note(one) {
  return h("li", { class: "note", "data-key": one.id, "data-testid": "notification" },
    h("img", { src: "/static/ease.svg", alt: "", width: 24, height: 24 }),
    h("div", {},
      h("p", { class: "note-head" }, h("strong", {}, one.title), timeNode(one.at, "R")),
      h("p", { class: "note-body" }, one.body ? one.body : h("em", {}, "no text"))));
}
