// Discord's inline markdown -> DOM nodes.
import { h } from "./dom.js";
import { nameOf } from "./state.js";
import { timeNode } from "./timestamps.js";

const MAX_DEPTH = 8;

const RULES = [
  [/\\([\\*_~`|>#\-[\]()<@!.:])/y, (m) => m[1]],
  [/(`{1,2})([^\n]*?[^`\n])\1(?!`)/y, (m) => h("code", {}, m[2].trim())],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => timeNode(Number(m[1]) * 1000, m[2] ?? "f", { class: "stamp" })],
  [/<@!?(\d+)>/y, (m) => h("span", { class: "mention" }, `@${nameOf(m[1]) ?? "unknown"}`)],
  [/<@&(\d+)>/y, (m) => h("span", { class: "mention" }, `@${nameOf(m[1]) ?? "role"}`)],
  [/<#(\d+)>/y, (m) => h("span", { class: "mention" }, `#${nameOf(m[1]) ?? "unknown"}`)],
  [/<\/([^:>\n]{1,100}):(\d+)>/y, (m) => commandLink(m[1], m[2])],
  [/<a?:(\w{1,32}):\d+>/y, (m) => h("span", { class: "emoji" }, `:${m[1]}:`)],
  [/\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: "[^"\n]*")?\)/y, (m, depth) => link(m[2], inline(m[1], depth + 1))],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1], m[1])],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]!?*_~|]/y, (m) => link(m[0], m[0])],
  [/@(?:everyone|here)\b/y, (m) => h("span", { class: "mention" }, m[0])],
  [/\*\*\*(?=\S)([\s\S]+?)\*\*\*(?!\*)/y, (m, depth) => h("strong", {}, h("em", {}, inline(m[1], depth + 1)))],
  [/\*\*(?=\S)([\s\S]+?)\*\*(?!\*)/y, wrap("strong")],
  [/__(?=\S)([\s\S]+?)__(?!_)/y, wrap("u")],
  [/\*(?=\S)((?:\*\*|[^*])+?)\*(?!\*)/y, wrap("em")],
  [/(?<![A-Za-z0-9])_(?=\S)((?:__|[^_])+?)_(?![A-Za-z0-9_])/y, wrap("em")],
  [/~~(?=\S)([\s\S]+?)~~(?!~)/y, wrap("s")],
  [/\|\|([\s\S]+?)\|\|/y, (m, depth) => spoiler(inline(m[1], depth + 1))],
];

function wrap(tag) {
  return (m, depth) => h(tag, {}, inline(m[1], depth + 1));
}

function link(url, text) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

function commandLink(name, id) {
  return h("button", { type: "button", class: "mention command-mention", "data-action": "command", "data-command-id": id }, `/${name}`);
}

function spoiler(content) {
  return h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler: show it", "data-action": "spoiler" },
    h("span", { class: "spoiler-text" }, content));
}

/** The nodes for one run of text. */
export function inline(text, depth = 0) {
  if (depth > MAX_DEPTH) return [text];
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const hit = /[\\`<[h@*_~|]/.test(text[at]) ? match(text, at) : null;
    if (!hit) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(hit.make(hit.found, depth));
    at += hit.found[0].length;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function match(text, at) {
  for (const [rule, make] of RULES) {
    rule.lastIndex = at;
    const found = rule.exec(text);
    if (found) return { found, make };
  }
  return null;
}
