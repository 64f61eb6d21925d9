// Select menus in messages: a button that opens a list of up to 25 options, one or several.
import { emoji } from "./components.js";
import { h } from "./dom.js";
import { closePopup, openPopup, popupAnchor } from "./popup.js";
import { state } from "./state.js";

/** The options of a select, whatever its kind. People and channels come from the snapshot. */
export function optionsOf(component) {
  const people = (state.snapshot?.users ?? []).map((user) => ({ label: user.name, value: user.id }));
  const channels = (state.snapshot?.channels ?? []).filter((one) => one.kind === "text").map((one) => ({ label: `#${one.name}`, value: one.id }));
  return { 3: component.options ?? [], 5: people, 6: [], 7: people, 8: channels }[component.type] ?? [];
}

/** Open the list of a select; `choose(values)` sends it. */
export function openSelect(anchor, component, choose) {
  if (popupAnchor() === anchor) return closePopup();
  const options = optionsOf(component);
  const most = Math.min(component.max_values ?? 1, options.length);
  const least = component.min_values ?? 1;
  const send = (values) => {
    closePopup();
    anchor.querySelector(".select-text").textContent = options.filter((one) => values.includes(one.value)).map((one) => one.label).join(", ")
      || component.placeholder || "Make a selection";
    choose(values);
  };
  const list = new ChoiceList(options, { label: component.placeholder ?? "Options", least, most, send });
  openPopup(anchor, [list.node, list.done], { className: "select-popup" });
  list.node.focus();
  return undefined;
}

/** A focusable listbox: one choice is sent at once, several wait for Done. */
class ChoiceList {
  constructor(options, { label, least, most, send }) {
    Object.assign(this, { options, least, most, send, at: 0 });
    this.many = most > 1;
    this.chosen = new Set(options.filter((one) => one.default).map((one) => one.value));
    this.node = h("ul", {
      class: "listbox", role: "listbox", tabindex: "0", "aria-label": label, "data-testid": "select-list",
      "aria-multiselectable": this.many ? "true" : null,
      onkeydown: (event) => this.key(event),
      onclick: (event) => this.clicked(event),
    }, options.length ? options.map((one, i) => this.option(one, i)) : h("li", { class: "listbox-note" }, "There is nothing to choose from here."));
    this.done = this.many || least === 0 ? this.doneButton() : null;
    this.paint();
  }

  option(one, i) {
    return h("li", { role: "option", id: `choice-${i}`, "data-index": i, "data-value": one.value },
      h("span", { class: "option-label" }, [emoji(one.emoji), one.label].filter(Boolean).join(" ")),
      one.description ? h("span", { class: "option-detail" }, one.description) : null);
  }

  doneButton() {
    return h("button", { type: "button", class: "button primary", "data-testid": "select-done", onclick: () => this.send([...this.chosen]) }, "Done");
  }

  paint() {
    [...this.node.querySelectorAll("[data-index]")].forEach((node, i) => {
      node.setAttribute("aria-selected", String(this.chosen.has(this.options[i].value)));
      node.classList.toggle("at", i === this.at);
      if (i === this.at) node.scrollIntoView({ block: "nearest" });
    });
    if (this.options.length) this.node.setAttribute("aria-activedescendant", `choice-${this.at}`);
    if (this.done) this.done.disabled = this.chosen.size < this.least || this.chosen.size > this.most;
  }

  key(event) {
    const count = this.options.length;
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined && count) this.at = (to + count) % count;
    else if (event.key === " " || event.key === "Enter") this.toggle(this.at);
    else return;
    event.preventDefault();
    this.paint();
  }

  clicked(event) {
    const option = event.target.closest("[data-index]");
    if (!option) return;
    this.at = Number(option.dataset.index);
    this.toggle(this.at);
    this.paint();
  }

  toggle(index) {
    const value = this.options[index]?.value;
    if (value === undefined) return;
    if (!this.many) return this.send([value]);
    if (this.chosen.has(value)) this.chosen.delete(value);
    else if (this.chosen.size < this.most) this.chosen.add(value);
    return undefined;
  }
}
