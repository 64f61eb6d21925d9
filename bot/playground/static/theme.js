// Runs before the first paint, so that a chosen theme does not flash. Not a module for that reason.
"use strict";
(() => {
  const root = document.documentElement;
  const stored = (() => {
    try { return localStorage.getItem("easeback-theme"); } catch { return null; }
  })();
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("easeback-theme", root.dataset.theme); } catch { /* private window: this visit only */ }
      show();
    });
    prefersDark.addEventListener("change", show);
    show();
  });
})();
