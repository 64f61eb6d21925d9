// One message as an <article>, and a log of them that is patched rather than rebuilt.
import { renderAttachments, renderComponents } from "./components.js";
import { h, morph } from "./dom.js";
import { closeGaps, headingOf } from "./headings.js";
import { inline } from "./inline.js";
import { markdown } from "./markdown.js";
import { state } from "./state.js";
import { formatTime, timeNode } from "./timestamps.js";

export const FLAG_LOADING = 1 << 7;
const FLAG_V2 = 1 << 15;

/** A coloured initial, or the bot's own mark. */
export function avatar(author) {
  if (author.bot) return h("img", { class: "avatar", src: "/static/ease.svg", alt: "", width: 40, height: 40 });
  return h("span", { class: "avatar initial", "aria-hidden": "true", "data-hue": [...author.name].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 5 },
    author.name.slice(0, 1));
}

/** The whole message as it looks now. */
export function renderMessage(message) {
  const classes = ["message", message.ephemeral && "ephemeral", message.author.bot && "from-bot"].filter(Boolean);
  const inside = content(message);
  return h("article", {
    class: classes.join(" "),
    tabindex: "-1",
    "data-message-id": message.id,
    "data-key": message.id,
    "aria-label": [headingOf(inside), message.author.name, formatTime(message.timestamp_ms, "t")].filter(Boolean).join(", "),
  },
  origin(message),
  avatar(message.author),
  h("div", { class: "body" }, head(message), inside, foot(message)),
  menuButton(message));
}

function origin(message) {
  if (message.reply_to) {
    const text = message.reply_to.content || "an earlier message";
    return h("p", { class: "origin" }, "↱ ", h("strong", {}, `@${message.reply_to.author?.name ?? message.reply_to.author}`), " ", inline(text.slice(0, 120)));
  }
  if (!message.interaction) return null;
  const { user, name } = message.interaction;
  const onMessage = (state.snapshot?.commands ?? []).some((one) => one.type === 3 && one.name === name);
  return h("p", { class: "origin" }, h("strong", {}, user?.name ?? user), ` used ${onMessage ? "" : "/"}${name}`);
}

function head(message) {
  return h("p", { class: "head" },
    h("strong", { class: "author" }, message.author.name),
    message.author.bot ? h("span", { class: "badge" }, "App") : null,
    timeNode(message.timestamp_ms, "t"),
    message.edited ? h("span", { class: "edited" }, "(edited)") : null);
}

function content(message) {
  const v2 = Boolean(message.flags & FLAG_V2);
  const empty = !message.content && !(message.embeds ?? []).length && !(message.components ?? []).length && !(message.attachments ?? []).length;
  if (message.flags & FLAG_LOADING || (empty && message.author.bot)) return thinking(`${message.author.name} is thinking…`);
  return closeGaps(h("div", { class: "content" },
    message.content ? markdown(message.content) : null,
    v2 ? null : renderAttachments(message),
    (message.embeds ?? []).length ? h("p", { class: "unknown" }, "An embed, which this page does not show.") : null,
    renderComponents(message.components, message)));
}

/** Discord's waiting line. */
export function thinking(text) {
  return h("p", { class: "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), text);
}

function foot(message) {
  if (!message.ephemeral) return null;
  return h("p", { class: "foot" }, h("span", {}, "Only you can see this · "),
    h("button", { type: "button", class: "text-button", "data-action": "dismiss", "data-key": "dismiss" }, "Dismiss"),
    message.token_expired ? h("span", { class: "expired" }, " · Older than 15 minutes: Ease can change it again after your next press.") : null);
}

function menuButton(message) {
  return h("button", {
    type: "button",
    class: "icon-button more",
    "data-action": "menu",
    "data-key": "menu",
    "aria-haspopup": "menu",
    "aria-label": `More for this message, ${formatTime(message.timestamp_ms, "t")}`,
    title: "Apps and more",
  }, "⋯");
}

/** Keeps one log in step with a list of messages. */
export class MessageList {
  /** @param log the element that holds the articles */
  constructor(log) {
    this.log = log;
    this.shown = new Map(); // message id -> {json, node}
    this.ownPress = new Map(); // message id -> until when an edit counts as the answer to our own press
  }

  /** The next change of this message answers a press made here: a card with another heading takes the focus itself. */
  expectAnswer(messageId) {
    this.ownPress.set(messageId, performance.now() + 4000);
  }

  /** Show these messages. Answers with the articles that are new. */
  show(messages) {
    const wanted = new Set(messages.map((message) => message.id));
    for (const [id, { node }] of this.shown) if (!wanted.has(id)) this.remove(id, node);
    const added = [];
    let before = null;
    for (const message of messages) {
      const node = this.shown.has(message.id) ? this.patch(message) : this.add(message, before, added);
      before = node;
    }
    return added;
  }

  add(message, before, added) {
    const node = renderMessage(message);
    if (before) before.after(node);
    else this.log.prepend(node);
    this.shown.set(message.id, { json: JSON.stringify(message), node });
    added.push(node);
    return node;
  }

  patch(message) {
    const entry = this.shown.get(message.id);
    const json = JSON.stringify(message);
    if (json === entry.json) return entry.node;
    entry.json = json;
    const held = heldBy(entry.node);
    entry.node = morph(entry.node, renderMessage(message));
    if (held) this.giveBack(entry.node, held, message.id);
    return entry.node;
  }

  giveBack(node, held, messageId) {
    const answered = (this.ownPress.get(messageId) ?? 0) > performance.now();
    this.ownPress.delete(messageId);
    if (answered) return (samePlace(node, held) ?? node).focus({ preventScroll: true });
    if (node.contains(document.activeElement)) return undefined;
    const twin = controlsOf(node).find((one) => one.dataset.customId === held.customId)
      ?? [...node.querySelectorAll("[data-key]")].find((one) => one.dataset.key === held.key);
    return (twin ?? node).focus({ preventScroll: true });
  }

  remove(id, node) {
    const held = node.contains(document.activeElement);
    const neighbour = node.nextElementSibling ?? node.previousElementSibling;
    node.remove();
    this.shown.delete(id);
    if (held) (neighbour ?? this.log).focus({ preventScroll: true });
  }
}

function heldBy(node) {
  const active = document.activeElement;
  if (!node.contains(active)) return null;
  const place = controlsOf(node).indexOf(active);
  return { customId: active.dataset.customId, key: active.dataset.key, place, heading: headingOf(node) };
}

function controlsOf(node) {
  return [...node.querySelectorAll("[data-custom-id]")];
}

// The box just ticked has another label now, but it is the same box while the card asks the same.
function samePlace(node, held) {
  const twin = held.heading && held.heading === headingOf(node) ? controlsOf(node)[held.place] : null;
  return twin && !twin.disabled ? twin : null;
}
