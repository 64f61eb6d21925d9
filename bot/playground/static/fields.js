// The inputs of a modal. Each field: {node, customId, read(), problem(), focus()}.
import { h, uid } from "./dom.js";
import { markdown } from "./markdown.js";
import { optionsOf } from "./select.js";

const INPUTS = { 3: selectField, 4: textField, 5: selectField, 6: selectField, 7: selectField, 8: selectField, 19: fileField, 21: radioField, 22: checkGroupField, 23: checkField };

/** The field for one top-level component of a modal. */
export function modalField(component) {
  if (component.type === 10) return { node: markdown(component.content), customId: null };
  if (component.type === 1) return labelled(component.components[0], component.components[0].label, null);
  if (component.type === 18) return labelled(component.component, component.label, component.description);
  return labelled(component, component.label ?? component.custom_id, component.description);
}

function labelled(component, label, description) {
  const make = INPUTS[component.type];
  if (!make) return { node: h("p", { class: "unknown" }, `A modal part of type ${component.type}, which this page cannot show.`), customId: null };
  const ids = { input: uid("field"), hint: uid("hint"), error: uid("error") };
  const error = h("p", { class: "field-error", id: ids.error });
  const field = make(component, { ids, label, describedby: `${description ? `${ids.hint} ` : ""}${ids.error}` });
  const caption = [label, field.optional ? h("small", {}, " optional") : null];
  const hint = description ? h("p", { class: "field-hint", id: ids.hint }, description) : null;
  const node = field.group
    ? h("fieldset", { class: "field", "aria-describedby": description ? ids.hint : null }, h("legend", {}, caption), hint, field.inner, error)
    : h("div", { class: "field" }, field.bare ? null : h("label", { for: ids.input }, caption), field.bare ? field.inner : [hint, field.inner], field.bare ? hint : null, error);
  node.dataset.customId = component.custom_id;
  return { ...field, node, customId: component.custom_id, say: (text) => { error.textContent = text ?? ""; field.mark?.(Boolean(text)); } };
}

function textField(component, { ids, describedby }) {
  const long = component.style === 2;
  const input = h(long ? "textarea" : "input", {
    id: ids.input, type: long ? null : "text", rows: long ? 4 : null, autocomplete: "off",
    placeholder: component.placeholder, maxlength: component.max_length ?? 4000, "aria-describedby": describedby,
  });
  input.value = component.value ?? "";
  const required = component.required !== false;
  const least = component.min_length ?? (required ? 1 : 0);
  return {
    inner: input, optional: !required, focus: () => input.focus(), read: () => input.value,
    mark: (bad) => input.setAttribute("aria-invalid", String(bad)),
    problem: () => {
      if (!input.value.trim()) return required ? "Please write something here." : null;
      return input.value.length < least ? `At least ${least} characters, please.` : null;
    },
  };
}

function selectField(component, place) {
  const options = optionsOf(component);
  if ((component.max_values ?? 1) > 1) return checkGroupField({ ...component, options }, place);
  const required = component.required !== false;
  const input = h("select", { id: place.ids.input, "aria-describedby": place.describedby },
    h("option", { value: "" }, component.placeholder ?? "Make a selection"),
    options.map((one, i) => h("option", { value: String(i), selected: one.default === true }, one.description ? `${one.label} (${one.description})` : one.label)));
  return {
    inner: input, optional: !required, focus: () => input.focus(),
    read: () => (input.value === "" ? [] : [options[Number(input.value)].value]),
    mark: (bad) => input.setAttribute("aria-invalid", String(bad)),
    problem: () => (required && input.value === "" ? "Please choose one." : null),
  };
}

function choice(type, name, one, i) {
  const id = uid("choice");
  return h("label", { class: "choice", for: id },
    h("input", { type, name, id, value: String(i), checked: one.default === true, "data-value": one.value }),
    h("span", {}, one.label, one.description ? h("small", {}, one.description) : null));
}

function choices(type, component) {
  const name = uid("group");
  const inner = h("div", { class: "choices" }, (component.options ?? []).map((one, i) => choice(type, name, one, i)));
  const chosen = () => [...inner.querySelectorAll("input:checked")].map((input) => component.options[Number(input.value)].value);
  return { inner, chosen, focus: () => inner.querySelector("input")?.focus() };
}

function radioField(component) {
  const { inner, chosen, focus } = choices("radio", component);
  const required = component.required !== false;
  return { group: true, inner, focus, optional: !required, read: () => chosen()[0] ?? null, problem: () => (required && !chosen().length ? "Please choose one." : null) };
}

function checkGroupField(component) {
  const { inner, chosen, focus } = choices("checkbox", component);
  const required = component.required !== false;
  const least = component.min_values ?? (required ? 1 : 0);
  const most = component.max_values ?? component.options.length;
  return {
    group: true, inner, focus, optional: !required, read: chosen,
    problem: () => {
      const count = chosen().length;
      if (count === 0 && !required) return null;
      if (count < least) return least === 1 ? "Please choose at least one." : `Please choose at least ${least}.`;
      return count > most ? `No more than ${most}, please.` : null;
    },
  };
}

function checkField(component, { ids, label, describedby }) {
  const input = h("input", { type: "checkbox", id: ids.input, checked: component.default === true, "aria-describedby": describedby });
  const inner = h("label", { class: "choice", for: ids.input }, input, h("span", {}, label));
  return { bare: true, inner, focus: () => input.focus(), read: () => input.checked, problem: () => null };
}

function fileField(component, { ids, describedby }) {
  const input = h("input", { type: "file", id: ids.input, multiple: (component.max_values ?? 1) > 1, "aria-describedby": describedby });
  const required = component.required !== false;
  return {
    inner: input, optional: !required, focus: () => input.focus(),
    read: () => Promise.all([...input.files].map(readFile)),
    problem: () => (required && !input.files.length ? "Please choose a file." : null),
  };
}

/** A chosen file as the server takes it. */
export function readFile(file) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done({ filename: file.name, content_type: file.type || "application/octet-stream", base64: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(file);
  });
}
