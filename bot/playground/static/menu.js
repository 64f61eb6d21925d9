// The context menu of a message: Apps > the bot's message commands, and what a person can do with a message.
import { act } from "./api.js";
import { h } from "./dom.js";
import { closePopup, openPopup } from "./popup.js";
import { state } from "./state.js";
import { toast } from "./toasts.js";

/** Open the menu of one message. `run(promise)` shows how it goes, `reply(message)` begins a reply. */
export function openMenu(anchor, message, { run, reply }) {
  const items = entries(message, run, reply);
  const list = h("div", { role: "menu", "aria-label": "Message", "data-testid": "message-menu" },
    h("p", { class: "menu-title", id: "menu-apps" }, "Apps"),
    h("div", { role: "group", "aria-labelledby": "menu-apps" }, items.apps),
    h("hr"),
    items.more);
  list.addEventListener("keydown", move);
  openPopup(anchor, list, { className: "menu" });
  list.querySelector("[role=menuitem]")?.focus();
}

function entries(message, run, reply) {
  const commands = (state.snapshot?.commands ?? []).filter((command) => command.type === 3);
  const apps = commands.map((command) =>
    item(command.name, () => run(act({ do: "context", command_id: command.id, message_id: message.id })), { "data-command-id": command.id }));
  const none = h("p", { class: "menu-note" }, "The bot offers nothing for messages yet.");
  const more = message.ephemeral ? [] : [item("Reply", () => reply(message))];
  more.push(item("Copy text", () => copy(plainText(message))));
  if (message.ephemeral) more.push(item("Dismiss", () => run(act({ do: "dismiss", message_id: message.id }))));
  return { apps: apps.length ? apps : none, more };
}

function item(label, choose, props = {}) {
  return h("button", {
    type: "button",
    role: "menuitem",
    tabindex: "-1",
    ...props,
    onclick: () => {
      closePopup();
      choose();
    },
  }, label);
}

function move(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") closePopup();
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/** All text that a person reads in a message. */
function plainText(message) {
  const parts = [message.content];
  const walk = (components) => {
    for (const one of components ?? []) {
      if (one.type === 10) parts.push(one.content);
      walk(one.components);
    }
  };
  walk(message.components);
  return parts.filter(Boolean).join("\n");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser did not allow copying.");
  }
}
