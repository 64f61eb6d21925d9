// Builds and patches DOM nodes. Text only ever becomes a text node: nothing here parses HTML.

/** Make an element. `on…` props are listeners, `vars` are CSS variables, false/null props are left out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "vars") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Make `old` look like `fresh` with the fewest changes, so that focus, hover and a press under way survive an edit.
 * Elements that carry a different `data-key` are never reused: a press must not land on a button that became another.
 */
export function morph(old, fresh) {
  if (!reusable(old, fresh)) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  syncAttributes(old, fresh);
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((node, i) => (i < before.length ? morph(before[i], node) : old.append(node)));
  before.slice(after.length).forEach((node) => node.remove());
  return old;
}

function reusable(old, fresh) {
  return old.nodeName === fresh.nodeName && old.dataset?.key === fresh.dataset?.key;
}

function syncAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (name === "style") old.style.cssText = fresh.style.cssText;
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** Replace what is inside a node, without touching what is already the same. */
export function fill(parent, ...children) {
  const shell = parent.cloneNode(false);
  shell.append(...children.flat(Infinity).filter(Boolean));
  morph(parent, shell);
}

/** Only addresses that a browser may load or open from here. */
export function safeUrl(url) {
  if (typeof url !== "string") return null;
  return /^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url) ? url : null;
}

let counter = 0;
/** A fresh id for aria references. */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
