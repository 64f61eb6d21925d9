// What the page knows: the newest snapshot of the server, whose eyes we look through, and the playground's clock.

const listeners = new Set();

export const state = {
  snapshot: null,
  viewer: new URLSearchParams(location.search).get("viewer") ?? "mia",
  connected: false,
  channelId: null, // the text channel on show
  pane: "channel", // the tab on show where the window is narrow
  content: false, // whether the content panel takes the place of the direct messages where it is wide
};

let clockBase = Date.now();
let clockRead = performance.now();
let socket = null;
let attempts = 0;
let newest = -1; // the revision on show; an older snapshot that arrives late is passed over

/** Milliseconds since 1970 on the playground's clock. */
export function nowMs() {
  return clockBase + (performance.now() - clockRead);
}

/** Call `listener(state)` after each change. */
export function subscribe(listener) {
  listeners.add(listener);
}

/** Change local state and show it. */
export function update(changes) {
  Object.assign(state, changes);
  for (const listener of listeners) listener(state);
}

/** Look through another person's eyes. */
export function switchViewer(key) {
  const url = new URL(location.href);
  url.searchParams.set("viewer", key);
  history.replaceState(null, "", url);
  update({ viewer: key });
  connect();
}

/** Open the live connection; it opens itself again whenever it breaks. */
export function connect() {
  const mine = new WebSocket(`${location.origin.replace(/^http/, "ws")}/page/ws?viewer=${encodeURIComponent(state.viewer)}`);
  socket?.close();
  socket = mine;
  newest = -1;
  mine.onopen = () => {
    attempts = 0;
    void refresh();
  };
  mine.onmessage = (event) => receive(JSON.parse(event.data));
  mine.onclose = () => {
    if (socket !== mine) return;
    update({ connected: false });
    attempts += 1;
    setTimeout(() => socket === mine && connect(), Math.min(5000, 250 * 2 ** attempts));
  };
}

/** Ask for the whole state once (the socket only speaks when something changes). */
export async function refresh() {
  const response = await fetch(`/page/state?viewer=${encodeURIComponent(state.viewer)}`).catch(() => null);
  if (response?.ok) receive(await response.json());
  else if (response?.status === 404 && state.viewer !== "mia") switchViewer("mia");
}

function receive(snapshot) {
  if (snapshot.viewer?.key !== state.viewer) return; // sent before we switched
  if (snapshot.revision < newest) return;
  newest = snapshot.revision;
  clockBase = snapshot.clock.now_ms;
  clockRead = performance.now();
  const texts = snapshot.channels.filter((channel) => channel.kind === "text");
  const channelId = texts.some((channel) => channel.id === state.channelId) ? state.channelId : (texts[0]?.id ?? null);
  update({ snapshot, channelId, connected: true });
}

/** The channel that a pane ("channel" or "dm") shows, or undefined. */
export function channelOf(pane) {
  const channels = state.snapshot?.channels ?? [];
  return pane === "dm"
    ? channels.find((channel) => channel.kind === "dm")
    : channels.find((channel) => channel.id === state.channelId);
}

/** The name behind an id: a person, the bot or a channel. */
export function nameOf(id) {
  const snapshot = state.snapshot;
  const all = [...(snapshot?.users ?? []), snapshot?.bot_user ?? {}, ...(snapshot?.channels ?? [])];
  return all.find((one) => one.id === id)?.name ?? null;
}
