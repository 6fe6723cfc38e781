// A table whose cells are edited in place: arrows move, Enter opens and keeps, Tab goes to the next cell, Esc leaves it as it was.
"use strict";
(() => {
  const table = document.querySelector("[data-cells]");
  if (table === null) return;
  let wanted = null; // the cell that gets the focus, or is opened, when its row has come back: { row, field, opens }

  const cellsIn = (root) => [...root.querySelectorAll("[data-cell]")];
  const placeOf = (element) => {
    const holder = element.closest("[data-field]");
    return { row: holder.closest("[data-row]").dataset.row, field: holder.dataset.field };
  };
  const at = ({ row, field }) => table.querySelector(`[data-row="${row}"] [data-field="${field}"] [data-cell]`);

  // One cell of the table is reached by Tab; from there arrows lead on.
  const roam = (cell) => {
    cellsIn(table).forEach((other) => { other.tabIndex = -1; });
    const one = cell ?? table.querySelector("[data-cell]");
    if (one) one.tabIndex = 0;
  };
  const focus = (cell) => { if (cell) { roam(cell); cell.focus(); } };

  const neighbour = (cell, key) => {
    const { field } = placeOf(cell);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const row = cellsIn(cell.closest("[data-row]"));
      return row[row.indexOf(cell) + (key === "ArrowRight" ? 1 : -1)];
    }
    const rows = [...table.querySelectorAll("[data-row]")];
    const step = key === "ArrowDown" ? 1 : -1;
    for (let k = rows.indexOf(cell.closest("[data-row]")) + step; k >= 0 && k < rows.length; k += step) {
      const found = rows[k].querySelector(`[data-field="${field}"] [data-cell]`);
      if (found) return found;
    }
    return undefined;
  };

  // What a cell showed before its editor came, to put it back without asking.
  table.addEventListener("htmx:beforeSwap", (event) => {
    const holder = event.detail.target.closest?.("[data-field]");
    if (holder && holder.querySelector("[data-editor]") === null) holder.before_editing = [...holder.childNodes].map((node) => node.cloneNode(true));
  });
  const leave = (editor, then) => {
    const holder = editor.closest("[data-field]");
    const place = placeOf(editor);
    holder.replaceChildren(...(holder.before_editing ?? []));
    window.htmx.process(holder);
    const cell = at(place);
    if (then) then(cell); else focus(cell);
  };
  const isChanged = (editor) => [...editor.elements].some((field) => field.name && field.type !== "hidden" &&
    (field.tagName === "SELECT" ? !field.selectedOptions[0]?.defaultSelected : field.value !== field.defaultValue));
  const nextOf = (holder, backwards) => {
    const row = holder.closest("[data-row]");
    const all = [...row.querySelectorAll("[data-field]")].filter((other) => other === holder || other.querySelector("[data-cell]"));
    return all[all.indexOf(holder) + (backwards ? -1 : 1)];
  };

  table.addEventListener("keydown", (event) => {
    const editor = event.target.closest("[data-editor]");
    if (editor !== null) {
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); leave(editor); return; }
      if (event.key === "Enter" && event.target.tagName === "SELECT") { event.preventDefault(); editor.requestSubmit(); return; }
      const reason = editor.querySelector('[name="reason"]');
      if (event.key !== "Tab" || event.target.tagName === "BUTTON" || (reason && event.target !== reason && !event.shiftKey)) return;
      const holder = editor.closest("[data-field]");
      const next = nextOf(holder, event.shiftKey);
      if (!next) return;
      event.preventDefault();
      const place = { row: placeOf(editor).row, field: next.dataset.field };
      if (isChanged(editor)) { wanted = { ...place, opens: true }; editor.requestSubmit(); }
      else leave(editor, () => { focus(at(place)); at(place)?.click(); });
      return;
    }
    const cell = event.target.closest("[data-cell]");
    if (cell === null || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    focus(neighbour(cell, event.key));
  });
  table.addEventListener("click", (event) => {
    const leaver = event.target.closest("[data-leaves]");
    if (leaver) leave(leaver.closest("[data-editor]"));
  });
  table.addEventListener("submit", (event) => { wanted ??= { ...placeOf(event.target), opens: false }; }, true);
  table.addEventListener("htmx:responseError", () => { wanted = null; });

  document.body.addEventListener("htmx:load", (event) => {
    const loaded = event.detail.elt;
    if (loaded.matches?.("[data-row]")) {
      const place = wanted?.row === loaded.dataset.row ? wanted : null;
      wanted = null;
      if (place) { focus(at(place)); if (place.opens) at(place)?.click(); }
      else focus(loaded.querySelector("[data-cell]"));
    }
  });
  table.addEventListener("htmx:afterSwap", (event) => {
    const editor = event.detail.target.querySelector?.("[data-editor]");
    if (!editor) return;
    if (editor.querySelector(".field-error")) wanted = null;
    const field = editor.querySelector("[data-takes-focus]");
    field?.focus();
    if (field?.type === "text") field.select();
  });
  roam();
})();
