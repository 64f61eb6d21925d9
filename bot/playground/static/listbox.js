// Options under a text field (combobox pattern) or under a button: one highlight, moved with the arrow keys.
import { h, uid } from "./dom.js";

/** A list of {id, label, detail, note, group}; `pick(item)` is called with the chosen one. */
export class Listbox {
  /** @param holder the element with keyboard focus that says aria-activedescendant */
  constructor(holder, { pick, label, testid = null }) {
    this.holder = holder;
    this.pick = pick;
    this.items = [];
    this.at = -1;
    this.node = h("ul", { class: "listbox", role: "listbox", id: uid("listbox"), "aria-label": label, "data-testid": testid, hidden: true });
    this.node.addEventListener("pointerdown", (event) => event.preventDefault()); // focus stays in the field
    this.node.addEventListener("click", (event) => this.clicked(event));
    holder.setAttribute("aria-controls", this.node.id);
    holder.setAttribute("aria-expanded", "false");
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Show these items (none closes it); `first` is highlighted. */
  show(items, first = 0) {
    this.items = items;
    this.node.replaceChildren(...items.flatMap((item, i) => this.option(item, i)));
    this.node.hidden = items.length === 0;
    this.holder.setAttribute("aria-expanded", String(this.isOpen));
    this.highlight(items.length ? first : -1);
  }

  /** A sentence in place of options ("Nothing found"). */
  say(text) {
    this.show([]);
    this.node.replaceChildren(h("li", { class: "listbox-note", role: "option", "aria-disabled": "true" }, text));
    this.node.hidden = false;
  }

  close() {
    this.show([]);
  }

  option(item, i) {
    const node = h("li", { role: "option", id: `${this.node.id}-${i}`, "aria-selected": "false", "data-index": i, "data-value": item.value ?? item.id },
      h("span", { class: "option-label" }, item.label),
      item.detail ? h("span", { class: "option-detail" }, item.detail) : null);
    return node;
  }

  highlight(to) {
    this.at = to;
    const options = [...this.node.querySelectorAll("[data-index]")];
    options.forEach((node, i) => node.setAttribute("aria-selected", String(i === to)));
    if (options[to]) {
      this.holder.setAttribute("aria-activedescendant", options[to].id);
      options[to].scrollIntoView({ block: "nearest" });
    } else this.holder.removeAttribute("aria-activedescendant");
  }

  /** Answers true when the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const count = this.items.length;
    if (event.key === "ArrowDown" && count) this.highlight((this.at + 1) % count);
    else if (event.key === "ArrowUp" && count) this.highlight((this.at - 1 + count) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && this.items[this.at]) this.choose(this.at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  clicked(event) {
    const option = event.target.closest("[data-index]");
    if (option) this.choose(Number(option.dataset.index));
  }

  choose(index) {
    const item = this.items[index];
    this.close();
    this.pick(item);
  }
}
