// The line at the foot of a pane: text, "/" for commands, "@" for mentions.
import { act } from "./api.js";
import { CommandForm } from "./command.js";
import { fill, h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { state } from "./state.js";
import { commandAt, suggest } from "./suggest.js";
import { toast } from "./toasts.js";

/** One composer. `channel()` says where it speaks, `run(promise)` shows how an action goes. */
export class Composer {
  constructor({ channel, run }) {
    this.channel = channel;
    this.run = run;
    this.input = h("input", {
      type: "text", role: "combobox", "aria-autocomplete": "list", autocomplete: "off", maxlength: "2000",
      enterkeyhint: "send", "data-testid": "composer-input",
      oninput: () => this.offer(),
      onblur: () => this.list.close(),
      onkeydown: (event) => this.list.key(event),
    });
    this.list = new Listbox(this.input, { label: "Suggestions", testid: "picker", pick: (item) => this.picked(item) });
    this.form = h("form", { class: "composer-line", "data-testid": "composer", onsubmit: (event) => this.submit(event) },
      h("button", {
        type: "button", class: "icon-button slash", "aria-label": "Commands", title: "Commands (/)", "data-testid": "open-picker",
        onclick: () => this.openPicker(),
      }, "/"),
      this.input,
      h("button", { type: "submit", class: "button primary send", "data-testid": "composer-send" }, "Send"));
    this.replyBar = h("div", { class: "replying", hidden: true });
    this.node = h("div", { class: "composer" }, this.list.node, this.replyBar, this.form);
  }

  /** Fit the label to the channel. */
  show(channel) {
    const text = channel ? `Message ${channel.kind === "dm" ? "@" : "#"}${channel.name}` : "Nothing to write to yet";
    this.input.placeholder = `${text}, or /`;
    this.input.setAttribute("aria-label", text);
    this.input.disabled = !channel;
  }

  openPicker() {
    this.leaveCommand();
    this.input.value = "/";
    this.input.focus();
    this.offer();
  }

  offer() {
    const found = suggest(this.input.value, state.snapshot);
    this.offered = found;
    if (!found) this.list.close();
    else if (found.items.length) this.list.show(found.items);
    else if (found.kind === "command") this.list.say(state.snapshot?.commands?.length ? "No command begins like that." : "The bot has not listed its commands yet.");
    else this.list.close();
  }

  picked(item) {
    if (this.offered?.kind === "mention") {
      this.input.value = `${this.input.value.slice(0, this.offered.from)}${item.label} `;
      return;
    }
    const typedInFull = this.input.value.toLowerCase() === item.label.toLowerCase();
    if (typedInFull && !item.command.options?.length) this.runCommand(item.command, {});
    else this.enterCommand(item.command);
  }

  /** Begin to fill in a command. */
  enterCommand(command) {
    this.leaveCommand();
    this.input.value = "";
    this.commandForm = new CommandForm(command, {
      channel: this.channel,
      run: (options) => this.runCommand(command, options),
      cancel: () => {
        this.leaveCommand();
        this.input.focus();
      },
    });
    this.form.hidden = true;
    this.node.append(this.commandForm.node);
    this.commandForm.focus();
  }

  leaveCommand() {
    this.commandForm?.node.remove();
    this.commandForm = null;
    this.form.hidden = false;
  }

  /** Send a command from this channel. */
  runCommand(command, options) {
    const writing = this.node.contains(document.activeElement); // a button elsewhere keeps focus (and a phone's keyboard away)
    this.leaveCommand();
    this.input.value = "";
    if (writing) this.input.focus();
    return this.run(act({ do: "slash", command_id: command.id, channel_id: this.channel().id, options }));
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || !this.channel()) return;
    if (text.startsWith("/")) return void this.submitSlash(text);
    const reply = this.reply;
    this.input.value = "";
    this.list.close();
    this.replyTo(null);
    this.run(act({ do: "say", channel_id: this.channel().id, text, ...(reply ? { reply_to: reply.id } : {}) }));
  }

  /** Answer one message (null: none). A reply pings its author, as on Discord. */
  replyTo(message) {
    this.reply = message;
    this.replyBar.hidden = !message;
    fill(this.replyBar, message ? [h("span", {}, `Replying to ${message.author.name}`),
      h("button", { type: "button", class: "icon-button", "aria-label": "Do not reply", "data-action": "no-reply" }, "✕")] : null);
    if (message) this.input.focus();
  }

  submitSlash(text) {
    const command = commandAt(text, state.snapshot);
    if (!command) return toast(`There is no command ${text.split(/\s/)[0]}. Type / alone to see all of them.`, { bad: true });
    return text.length === command.name.length + 1 && !command.options?.length ? this.runCommand(command, {}) : this.enterCommand(command);
  }
}
