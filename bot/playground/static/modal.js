// The modal that the bot has opened for the person on show. The browser's own <dialog> keeps focus inside.
import { act } from "./api.js";
import { h } from "./dom.js";
import { modalField } from "./fields.js";
import { closeGaps } from "./headings.js";
import { state } from "./state.js";

const dialog = document.getElementById("modal");
let shownId = null;
let fields = [];

/** Open, keep or close the dialog, as the snapshot says. What was typed survives any other change. */
export function renderModal() {
  const modal = state.snapshot?.modal ?? null;
  if ((modal?.id ?? null) === shownId) return;
  shownId = modal?.id ?? null;
  if (!modal) return dialog.close();
  build(modal);
  if (!dialog.open) dialog.showModal();
  (fields.find((field) => field.customId) ?? null)?.focus?.();
  return undefined;
}

function build(modal) {
  fields = (modal.components ?? []).map(modalField);
  const error = h("p", { class: "failed", role: "alert", id: "modal-error" });
  const send = h("button", { type: "submit", class: "button primary", "data-testid": "modal-submit" }, "Submit");
  dialog.dataset.customId = modal.custom_id;
  dialog.replaceChildren(h("form", { novalidate: true, onsubmit: (event) => submit(event, modal, send, error) },
    h("header", { class: "modal-head" }, h("h2", { id: "modal-title" }, modal.title),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", "data-testid": "modal-close", onclick: close }, "✕")),
    closeGaps(h("div", { class: "modal-body" }, fields.map((field) => field.node))),
    error,
    h("footer", { class: "modal-foot" }, h("button", { type: "button", class: "button quiet", "data-testid": "modal-cancel", onclick: close }, "Cancel"), send)));
}

async function submit(event, modal, send, error) {
  event.preventDefault();
  if (send.getAttribute("aria-disabled") === "true") return;
  const inputs = fields.filter((field) => field.customId);
  inputs.forEach((field) => field.say(field.problem()));
  const wrong = inputs.find((field) => field.problem());
  if (wrong) return void wrong.focus();
  const pairs = await Promise.all(inputs.map(async (field) => [field.customId, await field.read()]));
  send.setAttribute("aria-disabled", "true");
  send.classList.add("busy");
  error.textContent = "";
  document.dispatchEvent(new CustomEvent("modal-sent"));
  const answer = await act({ do: "submit", modal_id: modal.id, values: Object.fromEntries(pairs) });
  send.removeAttribute("aria-disabled");
  send.classList.remove("busy");
  if (!answer.ok) error.textContent = `Something went wrong. Try again. ${answer.error ?? ""}`;
}

function close() {
  shownId = null;
  dialog.close();
  void act({ do: "close_modal" });
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
