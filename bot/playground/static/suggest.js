// What the composer offers while a person types: commands after "/", names after "@".

const MOST = 25;

/** {kind, items, from} for the text before the caret, or null. `from` is where a chosen mention begins. */
export function suggest(text, snapshot) {
  const slash = /^\/(.*)$/.exec(text);
  if (slash) return typingValues(slash[1], snapshot) ? null : { kind: "command", items: commandItems(slash[1].toLowerCase(), snapshot), from: 0 };
  const mention = /(^|\s)@([\w-]*)$/.exec(text);
  if (!mention) return null;
  return { kind: "mention", items: mentionItems(mention[2].toLowerCase(), snapshot), from: mention.index + mention[1].length };
}

/** The slash command that a line begins with: the longest name, since one can begin like another. */
export function commandAt(text, snapshot) {
  const line = `${text.slice(1).toLowerCase()} `;
  const hits = (snapshot?.commands ?? []).filter((one) => one.type === 1 && line.startsWith(`${one.name} `));
  return hits.sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}

function typingValues(text, snapshot) {
  const command = commandAt(`/${text}`, snapshot);
  return command !== null && text.length > command.name.length;
}

/** Slash commands whose name begins with (then: contains) the query. */
function commandItems(query, snapshot) {
  const commands = (snapshot?.commands ?? []).filter((one) => one.type === 1);
  const begins = commands.filter((one) => one.name.startsWith(query));
  const contains = commands.filter((one) => !one.name.startsWith(query) && one.name.includes(query));
  return [...begins, ...contains].slice(0, MOST).map((command) => ({
    id: command.id,
    label: `/${command.name}`,
    detail: command.description,
    value: command.name,
    command,
  }));
}

function mentionItems(query, snapshot) {
  const bot = snapshot?.bot_user ? [{ ...snapshot.bot_user, detail: "App" }] : [];
  const people = (snapshot?.users ?? []).filter((one) => one.id !== snapshot.viewer.id);
  return [...bot, ...people]
    .filter((one) => one.name.toLowerCase().startsWith(query))
    .slice(0, MOST)
    .map((one) => ({ id: one.id, label: `@${one.name}`, detail: one.detail ?? "", value: one.name }));
}

/** The slash command that newcomers start with: /back, else the first. */
export function startCommand(snapshot) {
  const commands = (snapshot?.commands ?? []).filter((one) => one.type === 1);
  return commands.find((one) => one.name === "back") ?? commands[0] ?? null;
}
