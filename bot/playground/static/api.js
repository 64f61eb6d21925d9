// What the page can do: one call for a person's action, one for the controls. Neither ever throws.
import { state } from "./state.js";

/** Do something as the person on show. Answers {ok, error, result}. */
export function act(what) {
  return post("/page/act", { viewer: state.viewer, ...what });
}

/** Use a control of the try-out (clock, bot process, DM setting). Answers {ok, error, result}. */
export function control(what) {
  return post("/page/control", what);
}

async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok && answer.ok !== false) return { ok: true, error: null, result: answer.result ?? null };
    return { ok: false, error: answer.error ?? `The try-out answered ${response.status}. Its terminal says why.`, result: null };
  } catch {
    return { ok: false, error: "The try-out does not answer. Is `python -m bot try` still running?", result: null };
  }
}
