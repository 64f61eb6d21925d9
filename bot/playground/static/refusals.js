// What Discord would have refused: loud, at the top, until somebody has read it.
import { fill, h } from "./dom.js";
import { state } from "./state.js";
import { timeNode } from "./timestamps.js";

const MOST = 5;
let read = 0; // how many the person has hidden

/** The alert at the top of the page. */
export function renderRefusals(root) {
  const refusals = state.snapshot?.refusals ?? [];
  const problems = (state.snapshot?.problems ?? []).map((one) => ({ text: typeof one === "string" ? one : one.text, at_ms: one.at_ms }));
  const all = [...problems, ...refusals];
  if (all.length < read) read = 0; // the server was started anew
  const unread = all.slice(read).reverse();
  root.hidden = unread.length === 0;
  fill(root, unread.length ? content(unread, all.length) : null);
}

function content(unread, count) {
  return [
    h("div", { class: "refusals-head" },
      h("strong", {}, unread.length === 1 ? "Discord would have refused this" : `Discord would have refused these ${unread.length}`),
      h("button", { type: "button", class: "icon-button", "aria-label": "Hide what was refused so far", "data-read": count, "data-testid": "refusals-hide" }, "✕")),
    h("ul", {}, unread.slice(0, MOST).map((one) => h("li", {}, one.at_ms ? [timeNode(one.at_ms, "T"), " "] : null, one.text))),
    unread.length > MOST ? h("p", {}, `and ${unread.length - MOST} earlier`) : null,
  ];
}

/** Hide what is shown; the next refusal shows itself again. */
export function hideRefusals(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-read]");
    if (!button) return;
    read = Number(button.dataset.read);
    renderRefusals(root);
  });
}
