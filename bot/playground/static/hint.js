// The first thing a newcomer sees: what this is, and one button that starts.
import { h } from "./dom.js";
import { startCommand } from "./suggest.js";

/** The start hint, until the bot has said something that this person can see. */
export function renderHint(snapshot) {
  if (!snapshot) return h("p", { class: "hint-wait" }, "Connecting to the try-out…");
  const spoken = snapshot.channels.some((channel) => channel.messages.some((message) => message.author.bot));
  if (spoken) return null;
  const command = startCommand(snapshot);
  const ready = snapshot.bot.status === "online" && command;
  const name = command?.name ?? "back";
  return h("section", { class: "hint", "aria-labelledby": "hint-title", "data-testid": "start-hint" },
    h("img", { src: "/static/ease.svg", alt: "", width: 56, height: 56 }),
    h("h3", { id: "hint-title" }, `Hello ${snapshot.viewer.name}, this is ${snapshot.bot_user.name}`),
    h("p", {}, "This page stands in for Discord. Everything stays on this computer. Type ", h("kbd", {}, `/${name}`),
      " in the box below and press Enter, or press here to start."),
    h("button", {
      type: "button", class: "button primary big", "data-testid": "start-back", "data-action": ready ? "command" : null,
      "data-command-id": command?.id, "aria-disabled": String(!ready),
    }, ready ? `Start with /${name}` : waitText(snapshot)));
}

/** What an empty direct message is for. */
export function renderDmHint(snapshot, channel) {
  if (!snapshot || channel?.messages.length) return null;
  return h("p", { class: "hint-wait" }, `Nothing here yet. Write to ${snapshot.bot_user.name} below: “my QL won’t release”.`);
}

function waitText(snapshot) {
  if (["offline", "crashed"].includes(snapshot.bot.status)) return `${snapshot.bot_user.name} is not running`;
  return `${snapshot.bot_user.name} is starting…`;
}
