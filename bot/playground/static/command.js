// The composer while a slash command is being filled in: one field for each option.
import { act } from "./api.js";
import { h, uid } from "./dom.js";
import { readFile } from "./fields.js";
import { Listbox } from "./listbox.js";
import { state } from "./state.js";

const TYPE = { INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, NUMBER: 10, ATTACHMENT: 11 };
const TYPING_PAUSE_MS = 150;

/** A form for one command; `run(options)` sends it, `cancel()` goes back to text. */
export class CommandForm {
  constructor(command, { channel, run, cancel }) {
    this.command = command;
    this.channel = channel;
    this.run = run;
    this.fields = (command.options ?? []).map((option) => new OptionField(option, this));
    this.error = h("p", { class: "field-error", role: "alert" });
    this.send = h("button", { type: "submit", class: "button primary send", "data-testid": "command-run" }, "Run ", h("kbd", { "aria-hidden": "true" }, "↵"));
    this.node = h("form", {
      class: "command-form", novalidate: true, "data-testid": "command-form", "data-command": command.name, "aria-label": `Command /${command.name}`,
      onsubmit: (event) => this.submit(event),
      onkeydown: (event) => event.key === "Escape" && cancel(),
    },
    h("div", { class: "command-head" }, h("strong", {}, `/${command.name}`), h("span", {}, command.description ?? ""),
      h("button", { type: "button", class: "icon-button", "aria-label": "Leave this command", "data-testid": "command-cancel", onclick: cancel }, "✕")),
    h("div", { class: "command-fields" }, this.fields.map((field) => field.node), this.send),
    this.error);
  }

  focus() {
    (this.fields[0]?.input ?? this.send).focus();
  }

  /** {name: value} of what is filled in. */
  values() {
    return Object.fromEntries(this.fields.map((field) => [field.option.name, field.value()]).filter(([, value]) => value !== null));
  }

  submit(event) {
    event.preventDefault();
    const wrong = this.fields.find((field) => field.problem());
    this.error.textContent = wrong ? wrong.problem() : "";
    if (wrong) wrong.input.focus();
    else this.run(this.values());
  }
}

class OptionField {
  constructor(option, form) {
    this.option = option;
    this.form = form;
    this.picked = null; // the chosen suggestion: what is shown differs from what is sent
    const id = uid("option");
    const choices = this.fixedChoices();
    this.file = null; // what was read of a chosen file
    this.input = choices ? this.dropDown(id, choices) : option.type === TYPE.ATTACHMENT ? this.fileField(id) : this.textField(id);
    this.node = h("div", { class: "option-field" },
      h("label", { for: id }, option.name, option.required ? "" : h("small", {}, " optional")),
      h("div", { class: "option-input" }, this.input, this.list?.node),
      option.description ? h("small", { id: `${id}-hint` }, option.description) : null);
    this.input.setAttribute("aria-describedby", `${id}-hint`);
  }

  fixedChoices() {
    if (this.option.choices?.length) return this.option.choices;
    if (this.option.type === TYPE.BOOLEAN) return [{ name: "True", value: true }, { name: "False", value: false }];
    if (this.option.type === TYPE.USER) return (state.snapshot?.users ?? []).map((one) => ({ name: one.name, value: one.id }));
    if (this.option.type === TYPE.ROLE) return (state.snapshot?.roles ?? []).map((one) => ({ name: `@${one.name}`, value: one.id }));
    if (this.option.type === TYPE.CHANNEL) return state.snapshot.channels.filter((one) => one.kind === "text").map((one) => ({ name: `#${one.name}`, value: one.id }));
    return null;
  }

  dropDown(id, choices) {
    this.choices = choices;
    return h("select", { id, "data-testid": `option-${this.option.name}` },
      h("option", { value: "" }, this.option.required ? "Choose…" : "—"),
      choices.map((one, i) => h("option", { value: String(i) }, one.name)));
  }

  fileField(id) {
    const input = h("input", { id, type: "file", "data-testid": `option-${this.option.name}` });
    input.addEventListener("change", async () => { this.file = input.files.length ? await readFile(input.files[0]) : null; });
    return input;
  }

  textField(id) {
    const numeric = [TYPE.INTEGER, TYPE.NUMBER].includes(this.option.type);
    const input = h("input", { id, type: "text", autocomplete: "off", inputmode: numeric ? "decimal" : null, "data-testid": `option-${this.option.name}` });
    if (!this.option.autocomplete) return input;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    this.list = new Listbox(input, { label: `Suggestions for ${this.option.name}`, testid: "autocomplete", pick: (item) => this.pick(item) });
    input.addEventListener("input", () => this.typed());
    input.addEventListener("focus", () => this.typed());
    input.addEventListener("blur", () => this.list.close());
    input.addEventListener("keydown", (event) => this.list.key(event));
    return input;
  }

  pick(item) {
    this.picked = item;
    this.input.value = item.label;
  }

  typed() {
    if (this.picked && this.picked.label !== this.input.value) this.picked = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), TYPING_PAUSE_MS);
  }

  async suggest() {
    const text = this.input.value;
    const answer = await act({
      do: "autocomplete", channel_id: this.form.channel().id, command_id: this.form.command.id, option: this.option.name, text,
      options: { ...this.form.values(), [this.option.name]: text },
    });
    if (this.input.value !== text || document.activeElement !== this.input || this.picked) return;
    if (!answer.ok) return this.list.say("Loading options failed.");
    const choices = Array.isArray(answer.result) ? answer.result : answer.result?.choices ?? [];
    if (!choices.length) return this.list.say("No options match your search.");
    return this.list.show(choices.map((one) => ({ id: String(one.value), label: one.name, value: one.value })));
  }

  /** What is sent, or null when empty. */
  value() {
    if (this.choices) return this.input.value === "" ? null : this.choices[Number(this.input.value)].value;
    if (this.picked) return this.picked.value;
    if (this.option.type === TYPE.ATTACHMENT) return this.file;
    const text = this.input.value.trim();
    if (!text) return null;
    return [TYPE.INTEGER, TYPE.NUMBER].includes(this.option.type) ? Number(text) : text;
  }

  /** A sentence, or null when the value can be sent. */
  problem() {
    const { name, required, type } = this.option;
    const value = this.value();
    if (value === null) return required ? `${name} is needed.` : null;
    if (type === TYPE.INTEGER && !Number.isInteger(value)) return `${name} must be a whole number.`;
    if (type === TYPE.NUMBER && !Number.isFinite(value)) return `${name} must be a number.`;
    return null;
  }
}
