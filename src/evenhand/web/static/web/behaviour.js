// Small behaviours, each asked for by an attribute: data-opens="id of a dialog", data-toggles="id", data-takes-focus, data-prints, data-copies.
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog && !dialog.open) {
        dialog.dispatchEvent(new CustomEvent("evenhand:opened", { bubbles: true }));
        dialog.showModal();
      }
    }
    const toggler = event.target.closest("[data-toggles]");
    if (toggler) {
      const isOpen = toggler.getAttribute("aria-expanded") === "true";
      toggler.setAttribute("aria-expanded", String(!isOpen));
      document.getElementById(toggler.dataset.toggles)?.classList.toggle("is-open", !isOpen);
    }
    if (event.target.closest("[data-prints]")) window.print();
    const copier = event.target.closest("[data-copies]");
    if (copier) {
      const source = document.getElementById(copier.dataset.copies);
      navigator.clipboard?.writeText(source.value ?? source.textContent).then(() => { copier.textContent = "Copied"; });
    }
    document.querySelectorAll("details.me[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.me[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  const takeFocus = (root) => root.querySelector("[data-takes-focus]")?.focus();
  takeFocus(document);
  document.addEventListener("htmx:afterSwap", (event) => takeFocus(event.detail.target));
})();
