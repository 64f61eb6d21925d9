// Discord's block markdown -> DOM nodes: headings, subtext, lists, quotes, code, paragraphs.
import { h } from "./dom.js";
import { inline } from "./inline.js";

const FENCE = /```(?:([\w+-]{1,20})\n)?\n?([\s\S]+?)\n?```/g;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(.+)$/;

/** One block of rendered text. */
export function markdown(text, props = {}) {
  return h("div", { ...props, class: `md ${props.class ?? ""}`.trim() }, blocks(String(text ?? "")));
}

function blocks(text) {
  const nodes = [];
  let at = 0;
  for (const fence of text.matchAll(FENCE)) {
    nodes.push(...lines(text.slice(at, fence.index)));
    nodes.push(h("pre", { tabindex: "0" }, h("code", {}, fence[2])));
    at = fence.index + fence[0].length;
  }
  return [...nodes, ...lines(text.slice(at))];
}

function lines(text) {
  const rows = text.split("\n");
  const nodes = [];
  while (rows.length) {
    const taken = heading(rows) ?? subtext(rows) ?? quote(rows) ?? list(rows) ?? paragraph(rows);
    if (taken) nodes.push(taken);
  }
  return nodes;
}

// A pane has the second level of headings, a message therefore begins at the third.
function heading(rows) {
  const m = /^(#{1,3}) +(.*\S)\s*$/.exec(rows[0]);
  if (!m) return null;
  rows.shift();
  return h(`h${m[1].length + 2}`, { class: `h-${m[1].length}` }, inline(m[2]));
}

function subtext(rows) {
  const m = /^-# +(.*\S)\s*$/.exec(rows[0]);
  if (!m) return null;
  rows.shift();
  return h("p", { class: "subtext" }, inline(m[1]));
}

function quote(rows) {
  if (rows[0].startsWith(">>> ")) {
    const rest = rows.splice(0).join("\n").slice(4);
    return h("blockquote", {}, lines(rest));
  }
  const inside = [];
  while (rows.length && /^> /.test(rows[0])) inside.push(rows.shift().slice(2));
  return inside.length ? h("blockquote", {}, lines(inside.join("\n"))) : null;
}

function list(rows) {
  const items = [];
  for (let m; rows.length && (m = ITEM.exec(rows[0])); rows.shift()) {
    items.push({ indent: m[1].length, ordered: /\d/.test(m[2]), start: parseInt(m[2], 10), text: m[3] });
  }
  return items.length ? nest(items) : null;
}

function nest(items) {
  const { indent, ordered, start } = items[0];
  const node = h(ordered ? "ol" : "ul", { start: ordered && start !== 1 ? start : null });
  for (let i = 0; i < items.length; ) {
    const item = h("li", {}, inline(items[i].text));
    let next = i + 1;
    while (next < items.length && items[next].indent > indent) next += 1;
    if (next > i + 1) item.append(nest(items.slice(i + 1, next)));
    node.append(item);
    i = next;
  }
  return node;
}

function paragraph(rows) {
  const inside = [];
  while (rows.length && !(inside.length && startsBlock(rows[0]))) inside.push(rows.shift());
  const text = inside.join("\n").replace(/^\n+|\s+$/g, "");
  return text ? h("p", {}, inline(text)) : null;
}

function startsBlock(row) {
  return row.trim() === "" || /^(#{1,3} |-# |> |>>> )/.test(row) || ITEM.test(row);
}
