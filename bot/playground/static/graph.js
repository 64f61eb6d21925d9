// The drawing of a topic: boxes in columns, from the first card to the routines, and the ways between them.
import { h } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const BOX = { width: 154, height: 34, down: 12, across: 50 };
const EDGE = { left: 34, top: 30 };
const LETTERS = 22;

/** The drawing as an <svg>. `people` are {name, node, me}; the box of the one who is `me` stands out. */
export function drawGraph(graph, people) {
  const places = placed(graph);
  const size = sizeOf(graph, places);
  const root = svg("svg", { class: "graph", width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": `Drawing of ${graph.name}. The list below says the same.` });
  root.append(...graph.columns.map((name, column) => svg("text", { class: "graph-column", x: xOf(column), y: 16 }, name)));
  const edges = graph.edges.map((edge) => drawEdge(edge, places));
  const boxes = graph.nodes.map((node) => drawNode(node, places.get(node.id), people.filter((one) => one.node === node.id)));
  // Words come last, so that no line runs over them.
  root.append(...edges.map((edge) => edge.line), ...boxes, ...edges.map((edge) => edge.words).filter(Boolean));
  const mine = people.find((one) => one.me)?.node ?? null;
  light(root, mine);
  root.addEventListener("pointerover", (event) => light(root, event.target.closest("[data-node]")?.dataset.node ?? mine));
  root.addEventListener("pointerleave", () => light(root, mine));
  return root;
}

/** The same as text: each box with the ways that leave it. */
export function listGraph(graph, people) {
  const named = new Map(graph.nodes.map((node) => [node.id, node]));
  return graph.columns.map((column, index) => [
    h("h4", {}, column),
    h("ul", { class: "graph-list" }, graph.nodes.filter((node) => node.column === index).map((node) => {
      const here = people.filter((one) => one.node === node.id).map((one) => one.name);
      const ways = graph.edges.filter((edge) => edge.source === node.id && named.has(edge.target));
      return h("li", { "aria-current": here.length ? "step" : null },
        h("strong", {}, node.label), node.detail ? h("span", {}, ` ${node.detail}`) : null,
        here.length ? h("em", {}, ` ${here.join(" and ")} ${here.length > 1 ? "are" : "is"} here`) : null,
        ways.length ? h("small", {}, `leads to ${ways.map((edge) => wayTo(named.get(edge.target), edge.label)).join(", ")}`) : null);
    })),
  ]);
}

/** Bring the box where the person stands into view, inside the element that scrolls. */
export function showHere(scroll) {
  const box = scroll.querySelector(".graph-node.me");
  if (!box || !scroll.clientHeight) return;
  const inner = box.getBoundingClientRect();
  const outer = scroll.getBoundingClientRect();
  scroll.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  scroll.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

function wayTo(node, label) {
  return label ? `${node.label} (${label})` : node.label;
}

function placed(graph) {
  const counts = new Map();
  return new Map(graph.nodes.map((node) => {
    const row = counts.get(node.column) ?? 0;
    counts.set(node.column, row + 1);
    return [node.id, { column: node.column, row, x: xOf(node.column), y: EDGE.top + row * (BOX.height + BOX.down) }];
  }));
}

function xOf(column) {
  return EDGE.left + column * (BOX.width + BOX.across);
}

function sizeOf(graph, places) {
  const lowest = Math.max(0, ...[...places.values()].map((place) => place.y));
  return { width: xOf(graph.columns.length - 1) + BOX.width + 8, height: lowest + BOX.height + 8 };
}

function drawNode(node, place, here) {
  const me = here.some((one) => one.me);
  const words = here.length ? `${here.map((one) => one.name).join(", ")}: ${node.label}` : node.label;
  const box = svg("g", { class: `graph-node is-${node.kind}${here.length ? " here" : ""}${me ? " me" : ""}`, "data-node": node.id });
  box.append(
    svg("title", {}, [words, node.detail].filter(Boolean).join(" — ")),
    svg("rect", { x: place.x, y: place.y, width: BOX.width, height: BOX.height, rx: node.kind === "question" ? 9 : 3 }),
    svg("text", { x: place.x + 8, y: place.y + 21 }, short(me ? `▶ ${node.label}` : words, LETTERS)));
  return box;
}

function drawEdge(edge, places) {
  const from = places.get(edge.source);
  const to = places.get(edge.target);
  const data = { "data-from": edge.source, "data-to": edge.target };
  const line = svg("path", { class: "graph-edge", d: pathOf(from, to), ...data });
  line.append(svg("title", {}, edge.label || "next"));
  const words = edge.label && from.column !== to.column
    ? svg("text", { class: "graph-words", x: to.x - 5, y: to.y + 11, "text-anchor": "end", ...data }, short(edge.label, 26)) : null;
  return { line, words };
}

function pathOf(from, to) {
  const half = BOX.height / 2;
  if (from.column !== to.column) {
    const x1 = from.x + BOX.width;
    const bend = Math.abs(to.x - x1) / 2;
    return `M${x1},${from.y + half} C${x1 + bend},${from.y + half} ${to.x - bend},${to.y + half} ${to.x},${to.y + half}`;
  }
  if (to.row === from.row + 1) return `M${from.x + BOX.width / 2},${from.y + BOX.height} V${to.y}`;
  const out = Math.min(30, 8 + 2 * Math.abs(to.row - from.row));
  return `M${from.x},${from.y + half} C${from.x - out},${from.y + half} ${from.x - out},${to.y + half} ${to.x},${to.y + half}`;
}

/** Make the ways from and to one box stand out. */
function light(root, id) {
  for (const part of root.querySelectorAll("[data-from]")) {
    part.classList.toggle("on", id !== null && (part.dataset.from === id || part.dataset.to === id));
  }
}

function short(text, letters) {
  return text.length > letters ? `${text.slice(0, letters - 1).trimEnd()}…` : text;
}

function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
