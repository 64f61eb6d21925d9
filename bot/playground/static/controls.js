// The controls of the try-out: the clock, the bot's process and its log, and whether DMs are open.
import { control } from "./api.js";
import { fill, h } from "./dom.js";
import { nowMs, state } from "./state.js";
import { countdown, formatTime } from "./timestamps.js";
import { toast } from "./toasts.js";

const STEPS = [["clock-30s", "+30 s", 30], ["clock-5m", "+5 min", 300], ["clock-1d", "+1 day", 86400]];
const STATUS = { starting: "starting", online: "online", offline: "offline", crashed: "crashed" };

const FAULTS = [
  ["lost", "Lose an answer"], ["503", "Answer 503"], ["429", "Ask for a pause"], ["slow", "Be slow"],
  ["gateway", "Drop the gateway"], ["session", "Forget the session"], ["tokens", "End all tokens"], ["well", "Be well again"],
];

/** The panel; built once, so that an open log stays open. */
export class Controls {
  constructor(root) {
    this.clock = h("div", { class: "block" });
    this.bot = h("div", { class: "block" });
    this.log = h("pre", { class: "bot-log", tabindex: "0", "data-testid": "bot-log", "aria-label": "Log of the bot" });
    this.logBox = h("details", { class: "log-box" }, h("summary", {}, "Log of the bot"), this.log);
    this.dms = h("input", { type: "checkbox", checked: true, "data-testid": "dms-open", onchange: () => this.setDms() });
    root.append(h("h2", { id: "title-controls" }, "Controls"), this.clock, this.bot, this.logBox,
      h("label", { class: "choice" }, this.dms, h("span", {}, "Accept direct messages", h("small", {}, "Off: Discord refuses the bot’s DMs to this person"))));
    this.reopen = h("button", { type: "button", class: "button quiet", "data-testid": "reopen-discord", onclick: () => this.reopenDiscord() }, "Close and reopen Discord");
    root.append(h("div", { class: "block" }, this.reopen, h("small", {}, "Messages that only this person can see vanish, as on a phone")));
    root.append(h("details", { class: "log-box", "data-testid": "faults" }, h("summary", {}, "Faults of Discord"),
      h("small", {}, "Each happens once, at the bot’s next request of its kind"),
      h("div", { class: "button-grid" }, FAULTS.map(([kind, label]) => controlButton(`fault-${kind}`, label, { do: "fault", kind })))));
    root.addEventListener("click", (event) => this.clicked(event));
  }

  render() {
    const { snapshot } = state;
    if (!snapshot) return;
    fill(this.clock, clockBlock(snapshot.clock));
    fill(this.bot, botBlock(snapshot));
    this.renderLog(snapshot.bot);
    this.dms.checked = snapshot.viewer.dms_open !== false;
  }

  renderLog(bot) {
    const text = (bot.log ?? []).join("\n");
    if (this.log.textContent === text) return;
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
    this.log.textContent = text;
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
    if (bot.status === "crashed") this.logBox.open = true;
  }

  async setDms() {
    report(await control({ do: "dms", viewer: state.viewer, open: this.dms.checked }));
  }

  async reopenDiscord() {
    report(await control({ do: "restart_app", viewer: state.viewer }));
  }

  clicked(event) {
    const button = event.target.closest("[data-control]");
    if (button) void use(button);
  }
}

/** Send what a [data-control] button says. */
export async function use(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.classList.add("busy");
  report(await control(JSON.parse(button.dataset.control)));
  button.classList.remove("busy");
}

function report(answer) {
  if (!answer.ok) toast(answer.error, { bad: true });
}

function controlButton(testid, label, what, { enabled = true, style = "quiet" } = {}) {
  return h("button", {
    type: "button", class: `button ${style}`, "data-testid": testid, "data-control": JSON.stringify(what), "aria-disabled": enabled ? null : "true",
  }, label);
}

function clockBlock(clock) {
  const due = clock.next_due_ms;
  return [
    h("h3", {}, "Clock"),
    h("p", { class: "clock", "data-testid": "clock" }, h("strong", { "data-clock": "T" }, formatTime(nowMs(), "T")), h("span", { "data-clock": "D" }, formatTime(nowMs(), "D"))),
    h("div", { class: "button-grid" },
      STEPS.map(([testid, label, seconds]) => controlButton(testid, label, { do: "clock", seconds })),
      controlButton("clock-next", nextLabel(due), { do: "clock", to: "next_timer" }, { enabled: due !== null && due !== undefined, style: due ? "primary" : "quiet" })),
  ];
}

function nextLabel(due) {
  if (due === null || due === undefined) return "No timer is waiting";
  return ["Next timer, in ", h("span", { "data-countdown": due }, countdown(due))];
}

function botBlock({ bot, bot_user: user }) {
  const running = ["online", "starting"].includes(bot.status);
  return [
    h("h3", {}, "Bot"),
    h("p", { class: `bot-status is-${bot.status}`, "data-testid": "bot-status", "data-status": bot.status },
      h("span", { class: "lamp", "aria-hidden": "true" }), `${user.name} is ${STATUS[bot.status] ?? bot.status}`, bot.pid ? h("small", {}, ` process ${bot.pid}`) : null),
    h("div", { class: "button-grid" },
      controlButton("bot-kill", "Kill", { do: "bot", action: "kill" }, { enabled: running, style: "quiet warn" }),
      controlButton("bot-start", "Start", { do: "bot", action: "start" }, { enabled: !running }),
      controlButton("bot-restart", "Restart", { do: "bot", action: "restart" })),
  ];
}

/** The one-line timer above the tabs of a narrow window. */
export function renderTimerStrip(root) {
  const due = state.snapshot?.clock.next_due_ms ?? null;
  root.hidden = due === null;
  if (due === null) return;
  fill(root, h("span", {}, "Next timer in ", h("strong", { "data-countdown": due }, countdown(due))),
    h("button", { type: "button", class: "button quiet", "data-control": JSON.stringify({ do: "clock", to: "next_timer" }), "data-testid": "strip-next" }, "Skip to it"));
}
