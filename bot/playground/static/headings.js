// Headings inside messages: what a card is called, and levels without gaps.
import { h } from "./dom.js";

const FIRST_LEVEL = 3; // the page has the first, a pane the second
const HEADINGS = "h3, h4, h5";

/** The words of a card's first heading, or null. */
export function headingOf(node) {
  return node.querySelector(HEADINGS)?.textContent.trim() || null;
}

/** Let the headings inside begin at the third level and leave none out; how they look stays. */
export function closeGaps(node) {
  const found = [...node.querySelectorAll(HEADINGS)];
  const used = [...new Set(found.map(levelOf))].sort();
  let last = FIRST_LEVEL - 1;
  for (const one of found) {
    last = Math.min(FIRST_LEVEL + used.indexOf(levelOf(one)), last + 1);
    one.replaceWith(h(`h${last}`, { class: one.className }, ...one.childNodes));
  }
  return node;
}

function levelOf(node) {
  return Number(node.tagName.slice(1));
}
