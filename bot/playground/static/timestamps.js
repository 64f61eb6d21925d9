// Discord's <t:…> timestamps, kept alive on the playground's clock.
import { h } from "./dom.js";
import { nowMs } from "./state.js";

const LOCALES = [...navigator.languages.filter((language) => language.startsWith("en")), "en-GB"];
const FORMATS = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const formatters = Object.fromEntries(
  Object.entries(FORMATS).map(([style, options]) => [style, new Intl.DateTimeFormat(LOCALES, options)]),
);
const relative = new Intl.RelativeTimeFormat(LOCALES, { numeric: "always" });
const UNITS = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];

/** The words for one moment, in one of Discord's styles. */
export function formatTime(epochMs, style = "f") {
  if (style !== "R") return (formatters[style] ?? formatters.f).format(epochMs);
  let amount = (epochMs - nowMs()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(Math.round(amount)) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
}

/** A <time> that keeps itself up to date. It stays out of the live region: nobody wants each second read out. */
export function timeNode(epochMs, style = "f", props = {}) {
  const valid = Math.abs(epochMs) <= 8.64e15;
  if (!valid) return h("span", props, "an unreadable time");
  return h("time", {
    datetime: new Date(epochMs).toISOString(),
    title: formatTime(epochMs, "F"),
    "data-epoch": epochMs,
    "data-style": style,
    "aria-live": "off",
    ...props,
  }, formatTime(epochMs, style));
}

/** "1:05" or "2 h 03 min": what is left until a moment. */
export function countdown(epochMs) {
  const seconds = Math.max(0, Math.ceil((epochMs - nowMs()) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours) return `${hours} h ${String(minutes).padStart(2, "0")} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Bring all relative times and countdowns on the page up to date. */
export function tick() {
  for (const node of document.querySelectorAll('time[data-style="R"]')) setText(node, formatTime(Number(node.dataset.epoch), "R"));
  for (const node of document.querySelectorAll("[data-countdown]")) setText(node, countdown(Number(node.dataset.countdown)));
  for (const node of document.querySelectorAll("[data-clock]")) setText(node, formatTime(nowMs(), node.dataset.clock));
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
