// Keys for the whole page. An element with data-key="e" and data-key-title="Expedite" is clicked by that key, and listed under "?".
"use strict";
(() => {
  const isTyping = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;

  const listKeys = (dialog) => {
    const list = dialog.querySelector("[data-keys-list]");
    list.querySelectorAll("[data-from-page]").forEach((row) => row.remove());
    document.querySelectorAll("[data-key][data-key-title]").forEach((element) => {
      const row = document.createElement("div");
      row.dataset.fromPage = "";
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      key.textContent = element.dataset.key;
      term.append(key);
      const meaning = document.createElement("dd");
      meaning.textContent = element.dataset.keyTitle;
      row.append(term, meaning);
      list.append(row);
    });
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = document.getElementById("search");
      if (search === null) return;
      event.preventDefault();
      const menu = document.querySelector('[data-toggles="places"]');
      if (menu?.offsetParent && menu.getAttribute("aria-expanded") !== "true") menu.click();
      search.focus();
      search.select();
    } else if (event.key === "?") {
      event.preventDefault();
      const dialog = document.getElementById("keys");
      if (dialog && !dialog.open) { listKeys(dialog); dialog.showModal(); }
    } else if (document.querySelector("dialog[open]") === null) {
      const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (element) { event.preventDefault(); element.focus(); element.click(); }
    }
  });
  document.addEventListener("evenhand:opened", (event) => {
    if (event.target.id === "keys") listKeys(event.target);
  });
})();
