// Discord's message components (both generations) -> DOM nodes. Presses are handled by the pane (data-action).
import { h, safeUrl } from "./dom.js";
import { markdown } from "./markdown.js";

const BUTTON_STYLES = { 1: "primary", 2: "quiet", 3: "success", 4: "danger", 5: "link" };

const RENDERERS = {
  1: row,
  2: button,
  3: select, 5: select, 6: select, 7: select, 8: select,
  9: section,
  10: (c) => markdown(c.content),
  11: thumbnail,
  12: gallery,
  13: file,
  14: (c) => h("hr", { class: `separator${c.spacing === 2 ? " wide" : ""}${c.divider === false ? " blank" : ""}` }),
  17: container,
};

/** Nodes for a list of raw components; an unknown one is named rather than left out. */
export function renderComponents(components, message) {
  return (components ?? []).map((component) => {
    const render = RENDERERS[component.type];
    return render ? render(component, message) : h("p", { class: "unknown" }, `A component of type ${component.type}, which this page cannot show.`);
  });
}

function row(component, message) {
  return h("div", { class: "row" }, renderComponents(component.components, message));
}

function button(component) {
  const style = BUTTON_STYLES[component.style] ?? "quiet";
  const label = [emoji(component.emoji), component.label].filter(Boolean).join(" ") || "Button without a label";
  if (component.style === 5) return linkButton(component, label);
  return h("button", {
    type: "button",
    class: `button ${style}`,
    disabled: component.disabled === true,
    "data-key": `${style}:${label}`,
    "data-action": "press",
    "data-custom-id": component.custom_id,
  }, label);
}

function linkButton(component, label) {
  const url = safeUrl(component.url);
  const outward = h("span", { "aria-hidden": "true" }, " ↗");
  return h("a", { class: "button link", href: component.disabled ? null : url, target: "_blank", rel: "noopener noreferrer", "data-key": `link:${label}` },
    label, outward);
}

/** The text of an emoji; a server's own emoji is shown by name. */
export function emoji(value) {
  if (!value) return "";
  return value.id ? `:${value.name}:` : value.name ?? "";
}

function select(component) {
  const chosen = (component.options ?? []).filter((option) => option.default).map((option) => option.label);
  return h("button", {
    type: "button",
    class: "button select",
    disabled: component.disabled === true,
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "data-key": `select:${component.placeholder ?? ""}`,
    "data-action": "open-select",
    "data-custom-id": component.custom_id,
  }, h("span", { class: "select-text" }, chosen.join(", ") || component.placeholder || "Make a selection"), h("span", { "aria-hidden": "true" }, "▾"));
}

function section(component, message) {
  return h("div", { class: "section" },
    h("div", { class: "section-text" }, renderComponents(component.components, message)),
    h("div", { class: "section-side" }, renderComponents([component.accessory].filter(Boolean), message)));
}

function thumbnail(component, message) {
  return picture(component, message, "thumbnail");
}

function gallery(component, message) {
  const items = component.items ?? [];
  return h("div", { class: `gallery of-${Math.min(items.length, 4)}` }, items.map((item) => picture(item, message, "gallery-item")));
}

function picture(item, message, className) {
  const { url, attachment } = resolve(item.media, message);
  const alt = item.description ?? attachment?.description ?? "";
  if (!url) return h("p", { class: "unknown" }, `Picture without an address${alt ? `: ${alt}` : ""}`);
  if ((item.media?.content_type ?? attachment?.content_type ?? "").startsWith("video/")) {
    return h("video", { class: className, src: url, controls: true, "aria-label": alt });
  }
  return h("a", { class: className, href: url, target: "_blank", rel: "noopener noreferrer" },
    h("img", { src: url, alt: alt || "Picture without a description", loading: "lazy" }));
}

function file(component, message) {
  const { url, attachment } = resolve(component.file, message);
  return fileLink(url, component.name ?? attachment?.filename ?? "File", attachment?.description);
}

function container(component, message) {
  const accent = component.accent_color;
  const vars = Number.isInteger(accent) ? { "--bar": `#${accent.toString(16).padStart(6, "0")}` } : null;
  return h("div", { class: "container", vars }, renderComponents(component.components, message));
}

// "attachment://name" points at a file of the same message.
function resolve(media, message) {
  const raw = media?.url ?? "";
  const name = raw.startsWith("attachment://") ? raw.slice(13) : raw.split("/").pop().split("?")[0];
  const attachment = (message.attachments ?? []).find((one) => one.filename === name);
  return { url: safeUrl(raw) ?? safeUrl(media?.proxy_url) ?? safeUrl(attachment?.url), attachment };
}

function fileLink(url, name, description) {
  return h("a", { class: "file", href: url, download: name, "data-key": `file:${name}` },
    h("span", { class: "file-icon", "aria-hidden": "true" }, "↓"),
    h("span", {}, h("strong", {}, name), description ? h("small", {}, description) : null));
}

/** Attachments of a message that has no Components V2 (there, components show them). */
export function renderAttachments(message) {
  return (message.attachments ?? []).map((one) => {
    const url = safeUrl(one.url);
    if (!(one.content_type ?? "").startsWith("image/")) return fileLink(url, one.filename, one.description);
    return h("a", { class: "gallery-item lone", href: url, target: "_blank", rel: "noopener noreferrer" },
      h("img", { src: url, alt: one.description || one.filename, loading: "lazy" }));
  });
}

/** The raw component with this custom_id, wherever it sits. */
export function findComponent(components, customId) {
  for (const one of components ?? []) {
    if (one.custom_id === customId) return one;
    const inside = findComponent([...(one.components ?? []), one.accessory, one.component].filter(Boolean), customId);
    if (inside) return inside;
  }
  return null;
}
