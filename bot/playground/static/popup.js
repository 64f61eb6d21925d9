// One floating layer at a time (message menu, list of a select), placed beside what opened it.
import { h } from "./dom.js";

let open = null;

/** Show `content` beside `anchor`. `onclose` runs once, however it is closed. */
export function openPopup(anchor, content, { className = "", onclose = () => {} } = {}) {
  closePopup();
  const layer = h("div", { class: `popup ${className}` }, content);
  document.body.append(layer);
  open = { layer, anchor, onclose };
  anchor.setAttribute("aria-expanded", "true");
  place(layer, anchor.getBoundingClientRect());
  return layer;
}

/** Close whatever is open; focus goes back to its opener when it was inside. */
export function closePopup({ refocus = true } = {}) {
  if (!open) return;
  const { layer, anchor, onclose } = open;
  open = null;
  const held = layer.contains(document.activeElement);
  layer.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (held && refocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  onclose();
}

/** What the open layer belongs to, or null. */
export function popupAnchor() {
  return open?.anchor ?? null;
}

function place(layer, rect) {
  const gap = 6;
  const { offsetWidth: width, offsetHeight: height } = layer;
  const below = innerHeight - rect.bottom - gap >= height || rect.top < innerHeight - rect.bottom;
  const top = below ? rect.bottom + gap : rect.top - gap - height;
  const left = Math.min(Math.max(8, rect.left), innerWidth - width - 8);
  layer.style.top = `${Math.min(Math.max(8, top), Math.max(8, innerHeight - height - 8))}px`;
  layer.style.left = `${Math.max(8, left)}px`;
}

addEventListener("pointerdown", (event) => {
  if (open && !open.layer.contains(event.target) && !open.anchor.contains(event.target)) closePopup({ refocus: false });
}, true);
addEventListener("keydown", (event) => {
  if (open && event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    closePopup();
  }
}, true);
addEventListener("resize", () => closePopup());
