// What Discord would have refused: loud, at the top, until somebody has read it.
import { fill, h } from "./dom.js";
import { state } from "./state.js";
import { timeNode } from "./timestamps.js";

const MOST = 5;
const hidden = new Set(); // what the person has read and put away

/** The alert at the top of the page. */
export function renderRefusals(root) {
  const unread = (state.snapshot?.refusals ?? []).filter((one) => !hidden.has(keyOf(one))).reverse();
  root.hidden = unread.length === 0;
  fill(root, unread.length ? content(unread) : null);
}

function keyOf(one) {
  return `${one.at_ms}: ${one.text}`;
}

function content(unread) {
  return [
    h("div", { class: "refusals-head" },
      h("strong", {}, unread.length === 1 ? "Discord would have refused this" : `Discord would have refused these ${unread.length}`),
      h("button", { type: "button", class: "icon-button", "aria-label": "Hide what was refused so far", "data-hide": true, "data-testid": "refusals-hide" }, "✕")),
    h("ul", {}, unread.slice(0, MOST).map((one) => h("li", {}, one.at_ms ? [timeNode(one.at_ms, "T"), " "] : null, one.text))),
    unread.length > MOST ? h("p", {}, `and ${unread.length - MOST} earlier`) : null,
  ];
}

/** Hide what is shown; the next refusal shows itself again. */
export function hideRefusals(root) {
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-hide]")) return;
    for (const one of state.snapshot?.refusals ?? []) hidden.add(keyOf(one));
    renderRefusals(root);
  });
}
