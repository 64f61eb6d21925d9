// One conversation: its head, its log, the waiting lines and the composer.
import { act, control } from "./api.js";
import { findComponent } from "./components.js";
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { Follower } from "./follow.js";
import { renderDmHint, renderHint } from "./hint.js";
import { openMenu } from "./menu.js";
import { FLAG_LOADING, MessageList, thinking } from "./messages.js";
import { openSelect } from "./select.js";
import { channelOf, state, update } from "./state.js";

let lastUsed = "channel"; // the server's waiting lines name no pane; they belong where the person acted

/** A pane of kind "channel" or "dm", inside its <section>. */
export class Pane {
  constructor(kind) {
    this.kind = kind;
    this.root = document.getElementById(`pane-${kind}`);
    this.head = h("header", { class: "pane-head" });
    this.hint = h("div", { class: "hint-place" });
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "-1", "data-testid": `log-${kind}` });
    this.scroll = h("div", { class: "scroll", tabindex: "0", "aria-labelledby": `title-${kind}`, role: "group" }, this.hint, this.log);
    this.status = h("div", { class: "pending", role: "status", "data-testid": `pending-${kind}` });
    this.composer = new Composer({ channel: () => channelOf(kind), run: (promise) => this.run(promise) });
    this.root.append(this.head, this.scroll, this.status, this.composer.node);
    this.list = new MessageList(this.log);
    this.follower = new Follower(this.scroll, this.log);
    this.failure = null;
    this.listen();
  }

  listen() {
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.log.addEventListener("contextmenu", (event) => this.contextMenu(event));
    this.log.addEventListener("keydown", (event) => this.keyed(event));
    document.addEventListener("modal-sent", () => this.pressed && this.list.expectAnswer(this.pressed));
  }

  /** Bring everything up to date with the state. */
  render() {
    const channel = channelOf(this.kind);
    const anew = this.channelId !== channel?.id || this.viewer !== state.viewer;
    if (anew) this.reset(channel);
    fill(this.head, this.heading(channel));
    this.log.setAttribute("aria-label", `Messages in ${this.title(channel)}`);
    const hintHeld = this.hint.contains(document.activeElement);
    fill(this.hint, this.kind === "channel" ? renderHint(state.snapshot) : renderDmHint(state.snapshot, channel));
    const added = this.list.show(channel?.messages ?? []);
    if (hintHeld && !this.hint.contains(document.activeElement)) (added.at(-1) ?? this.log).focus({ preventScroll: true });
    fill(this.status, this.waitingLines(channel), this.botLine());
    this.composer.show(channel);
    if (anew) this.follower.start();
    else this.follower.keep();
  }

  // A log that is filled for the first time must not be read out whole.
  reset(channel) {
    this.channelId = channel?.id;
    this.viewer = state.viewer;
    this.failure = null;
    this.log.setAttribute("aria-live", "off");
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  title(channel) {
    return this.kind === "dm" ? `Direct message with ${state.snapshot?.bot_user?.name ?? "the bot"}` : `#${channel?.name ?? "…"}`;
  }

  heading(channel) {
    const title = this.title(channel);
    const note = this.kind === "dm" ? "Only the two of you" : "Everybody reads along";
    const texts = (state.snapshot?.channels ?? []).filter((one) => one.kind === "text");
    return [
      h("h2", { id: `title-${this.kind}` }, title, h("small", {}, note)),
      this.kind === "channel" && texts.length > 1 ? h("div", { class: "channel-choice", role: "group", "aria-label": "Channels" },
        texts.map((one) => h("button", {
          type: "button", "data-action": "channel", "data-channel-id": one.id, "data-testid": `channel-${one.name}`, "aria-pressed": String(one.id === channel?.id),
        }, `#${one.name}`))) : null,
    ];
  }

  waitingLines(channel) {
    const pending = (state.snapshot?.pending ?? []).filter((one) => (one.channel_id ? one.channel_id === channel?.id : lastUsed === this.kind));
    const failed = pending.some((one) => one.state === "failed");
    const promised = channel?.messages.some((message) => message.flags & FLAG_LOADING); // says "thinking…" itself
    const lines = pending.filter((one) => !(promised && one.state === "thinking")).map((one) =>
      (one.state === "failed" ? failureLine(this.failure ?? one.text) : thinking(one.text)));
    if (this.failure && !failed) lines.push(failureLine(this.failure));
    return lines;
  }

  botLine() {
    const { bot, bot_user: user } = state.snapshot ?? {};
    if (!bot || bot.status === "online") return null;
    if (bot.status === "starting") return thinking(`${user.name} is starting…`);
    return h("p", { class: "bot-line", "data-key": "bot" }, `${user.name} is ${bot.status === "crashed" ? "down: it crashed (see its log)" : "offline"}. `,
      h("button", { type: "button", class: "button quiet", "data-action": "start-bot" }, `Start ${user.name}`));
  }

  /** Show how an action goes: the failure line, if it fails. */
  async run(promise) {
    lastUsed = this.kind;
    this.failure = null;
    if (!this.follower.on) this.follower.start();
    const answer = await promise;
    if (!answer.ok) this.failure = answer.error || "The bot did not answer.";
    this.render();
    return answer;
  }

  clicked(event) {
    const target = event.target.closest("[data-action]");
    if (!target || target.getAttribute("aria-disabled") === "true") return;
    const message = this.messageOf(target);
    const actions = {
      press: () => this.press(target, message),
      "open-select": () => this.openSelect(target, message),
      dismiss: () => this.run(act({ do: "dismiss", message_id: message.id })),
      menu: () => this.openMenu(target, message),
      "no-reply": () => this.composer.replyTo(null),
      command: () => this.command(target),
      spoiler: () => reveal(target),
      channel: () => update({ channelId: target.dataset.channelId }),
      "start-bot": () => control({ do: "bot", action: "start" }),
    };
    actions[target.dataset.action]?.();
  }

  // A key held down would answer the next question too, now that focus stays where it was.
  keyed(event) {
    if (event.repeat && event.key === "Enter" && event.target.closest("[data-action]")) event.preventDefault();
    if (event.target.dataset.action === "spoiler" && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      reveal(event.target);
    }
  }

  contextMenu(event) {
    const article = event.target.closest("[data-message-id]");
    if (!article || event.target.closest("a, img, input") || String(getSelection())) return;
    event.preventDefault();
    this.openMenu(article.querySelector(".more"), this.messageOf(article));
  }

  openMenu(anchor, message) {
    openMenu(anchor, message, { run: (promise) => this.run(promise), reply: (one) => this.composer.replyTo(one) });
  }

  messageOf(node) {
    const id = node.closest("[data-message-id]")?.dataset.messageId;
    return channelOf(this.kind)?.messages.find((one) => one.id === id) ?? null;
  }

  press(button, message) {
    return this.answerTo(button, message, { do: "press", message_id: message.id, custom_id: button.dataset.customId });
  }

  openSelect(button, message) {
    const component = findComponent(message.components, button.dataset.customId);
    openSelect(button, component, (values) =>
      this.answerTo(button, message, { do: "select", message_id: message.id, custom_id: component.custom_id, values }));
  }

  async answerTo(button, message, what) {
    const article = button.closest("article");
    if (article.getAttribute("aria-busy") === "true") return;
    this.pressed = message.id;
    this.list.expectAnswer(message.id);
    article.setAttribute("aria-busy", "true");
    button.classList.add("busy");
    await this.run(act(what));
    article.removeAttribute("aria-busy");
    button.classList.remove("busy");
  }

  command(target) {
    const name = target.textContent.replace(/^\//, "");
    const commands = (state.snapshot?.commands ?? []).filter((one) => one.type === 1);
    const command = commands.find((one) => one.id === target.dataset.commandId) ?? commands.find((one) => one.name === name);
    if (!command) return;
    if (command.options?.length) this.composer.enterCommand(command);
    else this.composer.runCommand(command, {});
  }
}

function failureLine(text) {
  const detail = (text ?? "").replace(/^This interaction failed[:.]?\s*/, "");
  return h("p", { class: "failed", "data-testid": "interaction-failed" }, h("strong", {}, "This interaction failed"), detail ? ` · ${detail}` : "");
}

function reveal(node) {
  node.classList.add("shown");
  node.removeAttribute("role");
  node.removeAttribute("tabindex");
  node.removeAttribute("aria-label");
}
