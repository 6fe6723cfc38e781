// Light or dark before anything is painted: what the person chose here, otherwise what their system says.
"use strict";
(() => {
  const KEY = "evenhand-theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const apply = () => {
    const theme = chosen() ?? (system.matches ? "dark" : "light");
    document.documentElement.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("evenhand:theme", { detail: theme }));
  };
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem(KEY, next); } catch { /* a browser that keeps nothing still switches this page */ }
    document.documentElement.dataset.bsTheme = next;
    document.dispatchEvent(new CustomEvent("evenhand:theme", { detail: next }));
  });
})();
