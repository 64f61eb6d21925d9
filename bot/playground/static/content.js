// The panel for whoever writes the content: what the last save did, every mistake, and where the questions lead.
import { fill, h } from "./dom.js";
import { drawGraph, listGraph, showHere } from "./graph.js";
import { state, update } from "./state.js";
import { toast } from "./toasts.js";

/** The panel; drawn anew only when something in it has changed, so that scrolling and an open list stay. */
export class ContentPanel {
  constructor(root, toggle) {
    this.root = root;
    this.toggle = toggle;
    this.status = h("p", { class: "content-status", role: "status", "data-testid": "content-status" });
    this.problems = h("div", { class: "content-problems" });
    this.where = h("p", { class: "content-where", "data-testid": "content-where" });
    this.topics = h("div", { class: "channel-choice", role: "group", "aria-label": "Topic" });
    this.drawing = h("div", { class: "graph-scroll", tabindex: "0", role: "group", "aria-label": "Drawing", "data-testid": "content-graph" });
    this.list = h("div", {});
    this.folder = h("small", {});
    root.append(h("header", { class: "pane-head" }, h("h2", { id: "title-content" }, "Content", this.folder)),
      h("div", { class: "content-body scroll", tabindex: "0", role: "group", "aria-labelledby": "title-content" },
        this.status, this.problems, h("h3", {}, "Where the questions lead"), this.topics, this.where, this.drawing,
        h("details", { class: "log-box" }, h("summary", {}, "The same as a list"), this.list)));
    this.shown = {};
    root.addEventListener("click", (event) => this.clicked(event));
    toggle.addEventListener("click", () => update({ content: !state.content }));
  }

  render() {
    const content = state.snapshot?.content ?? {};
    const known = Boolean(content.at);
    const open = known && state.content;
    document.querySelector(".stage").dataset.content = open ? "open" : "closed";
    this.toggle.hidden = !known;
    this.toggle.setAttribute("aria-pressed", String(open));
    if (!known) return;
    fill(this.toggle, "Content", h("span", { class: "content-badge" }, badge(content)));
    this.toggle.classList.toggle("bad", content.errors > 0);
    this.announce(content);
    this.part("folder", content.folder, () => { this.folder.textContent = content.folder; });
    this.part("status", [content.at, content.loaded_at, content.in_use, content.checked, content.errors, content.warnings], () => fill(this.status, statusOf(content)));
    this.part("problems", content.problems, () => fill(this.problems, problemList(content)));
    this.renderGraph(content);
  }

  renderGraph(content) {
    const people = standing(content);
    const me = people.find((one) => one.me);
    const topic = this.topic ?? me?.topic ?? content.graphs[0]?.topic;
    const graph = content.graphs.find((one) => one.topic === topic) ?? content.graphs[0];
    if (!graph) return;
    const here = people.filter((one) => one.topic === graph.topic && one.node);
    this.part("topics", [content.graphs.map((one) => one.name), graph.topic], () => fill(this.topics, topicButtons(content.graphs, graph)));
    this.part("where", [me ?? null, graph], () => { this.where.textContent = whereOf(me, graph); });
    this.part("graph", [graph, here, this.root.clientHeight > 0], () => {
      this.drawing.replaceChildren(drawGraph(graph, here));
      fill(this.list, listGraph(graph, here));
      showHere(this.drawing);
    });
  }

  /** Run `draw` only if its input is another than last time. */
  part(name, input, draw) {
    const text = JSON.stringify(input);
    if (this.shown[name] === text) return;
    this.shown[name] = text;
    draw();
  }

  /** One note for each save, also while the panel is closed. */
  announce(content) {
    const first = this.reads === undefined;
    if (this.reads === content.reads) return;
    this.reads = content.reads;
    if ((first && content.in_use) || this.root.clientHeight) return; // seen already, or about to be
    if (content.in_use) toast(`Content loaded at ${content.loaded_at}`);
    else toast(`Not loaded: ${placeOf(content, content.problems[0])} ${content.problems[0]?.message ?? ""}`, { bad: true });
  }

  async clicked(event) {
    const topic = event.target.closest("[data-topic]");
    if (topic) {
      this.topic = topic.dataset.topic;
      this.render();
      return;
    }
    const place = event.target.closest("[data-place]")?.dataset.place;
    if (!place) return;
    const copied = await navigator.clipboard?.writeText(place).then(() => true, () => false);
    toast(copied ? `Copied ${place}` : `The browser did not let this page copy ${place}`, { bad: !copied });
  }
}

function badge({ errors, warnings, in_use: used, checked }) {
  if (errors) return ` ${count(errors, "error")}`;
  if (warnings) return ` ${count(warnings, "warning")}`;
  return used && checked ? " ✓" : " …";
}

function statusOf(content) {
  const { in_use: used, at, loaded_at: loaded, checked, errors, warnings } = content;
  const found = [errors ? count(errors, "error") : "", warnings ? count(warnings, "warning") : ""].filter(Boolean).join(", ");
  return [
    used ? h("strong", {}, `Loaded at ${loaded}`) : h("strong", { class: "bad" }, `Not loaded: saved at ${at} with mistakes`),
    h("span", {}, used ? "New sessions use it." : loaded ? `New sessions still use what was loaded at ${loaded}.` : "The bot starts when it can be loaded."),
    h("span", {}, checked ? (found ? `The whole check found ${found}.` : "The whole check found no mistakes.") : `${found ? `${found} so far. ` : ""}The whole check is running…`),
  ];
}

function problemList(content) {
  if (!content.problems.length) return null;
  return [h("h3", {}, "Mistakes"), h("ul", { "data-testid": "content-problems" }, content.problems.slice(0, 100).map((one) => problem(content, one)))];
}

function problem(content, one) {
  const full = `${one.file}:${one.line}:${one.column}`;
  const notes = [one.did_you_mean ? `Did you mean '${one.did_you_mean}'?` : "", one.allowed?.length && !one.did_you_mean ? `Allowed: ${one.allowed.slice(0, 12).join(", ")}` : "", one.hint ?? ""].filter(Boolean);
  return h("li", { class: `is-${one.severity}` },
    h("p", {}, h("span", { class: "severity" }, one.severity),
      h("button", { type: "button", class: "text-button place", "data-place": full, title: `Copy ${full}`, "aria-label": `Copy ${full}` }, placeOf(content, one))),
    h("p", {}, one.message), notes.map((note) => h("small", {}, note)));
}

function placeOf({ folder }, one) {
  if (!one) return "";
  const file = one.file.startsWith(`${folder}/`) ? one.file.slice(folder.length + 1) : one.file;
  return `${file}:${one.line}:${one.column}`;
}

function topicButtons(graphs, chosen) {
  if (graphs.length < 2) return null;
  return graphs.map((one) => h("button", { type: "button", "data-topic": one.topic, "aria-pressed": String(one === chosen) }, one.name));
}

/** Who has an open session, and at which box. */
function standing({ people }) {
  const users = state.snapshot.users;
  return Object.entries(people ?? {}).map(([id, one]) => {
    const user = users.find((each) => each.id === id);
    return { ...one, name: user?.name ?? "Somebody", me: user?.key === state.viewer };
  });
}

function whereOf(me, graph) {
  const name = state.snapshot.viewer.name;
  if (!me?.node) return `${name} is in no question now.`;
  const node = graph.nodes.find((one) => one.id === me.node);
  const older = me.older ? " This session began with other content and keeps it." : "";
  return node ? `▶ ${name} is at “${node.label}”.${older}` : `${name} is at a step that this content does not have.${older}`;
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
