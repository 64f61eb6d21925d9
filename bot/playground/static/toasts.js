// Short notes at the edge of the page, read out by screen readers.
import { h } from "./dom.js";

const SHOWN_MS = 7000;

/** Say one sentence. `bad` marks a failure. */
export function toast(text, { bad = false } = {}) {
  const note = h("p", { class: `toast${bad ? " bad" : ""}` }, text,
    h("button", { type: "button", class: "icon-button", "aria-label": "Close this note", onclick: () => note.remove() }, "✕"));
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}
