// The same content as a table, for the keyboard, for screen readers and for those who would rather read.
//
// Only the rows in view are elements; their positions in the whole are said with aria-rowindex.

import { make } from "./dom.js";

const ROW = 30, SPARE = 6;
const COLUMNS = [
  { key: "activity", title: "Activity", text: (words, bar) => words.model.nameOf(bar), by: (m) => (a, b) => m.name[a] - m.name[b] },
  { key: "project", title: "Project", text: (words, bar) => words.project(bar), by: (m) => (a, b) => m.project[a] - m.project[b] },
  { key: "unit", title: "Unit", text: (words, bar) => words.mainRow(bar), by: (m) => (a, b) => m.mainRow(a) - m.mainRow(b) },
  { key: "start", title: "Starts", text: (words, bar) => words.moment(words.model.start[bar]), by: (m) => (a, b) => m.start[a] - m.start[b] },
  { key: "end", title: "Ends", text: (words, bar) => words.ending(words.model.end[bar]), by: (m) => (a, b) => m.end[a] - m.end[b] },
  { key: "promise", title: "Promise", text: (words, bar) => words.promises(bar), by: (m) => (a, b) => dueOf(m, a) - dueOf(m, b) },
  { key: "state", title: "State", text: (words, bar) => words.state(bar), by: (m) => (a, b) => m.outlook[b] - m.outlook[a] || m.state[a] - m.state[b] },
];

function dueOf(model, bar) {
  const k = model.promisesOf.from[bar];
  return k < model.promisesOf.from[bar + 1] ? model.promises.due[model.promisesOf.of[k]] : Infinity;
}

const markOf = (model, bar) => (model.outlook[bar] > 0 && model.state[bar] !== 2 ? ["", "at-risk", "late"][model.outlook[bar]] : ["planned", "started", "finished", "frozen", "held"][model.state[bar]]);

export class Table {
  constructor(pane, { onSelect, onOpen, onKey }) {
    this.pane = pane;
    this.order = new Int32Array(0);
    this.selected = -1;
    this.sorted = null;
    Object.assign(this, { onSelect, onOpen, onKey });
    this.#build();
    pane.addEventListener("scroll", () => this.#fill());
  }

  #place = new Map(); // bar -> its position in the order
  #rows = new Map(); // bar -> its element, of those in view
  #before = space();
  #after = space();

  #build() {
    this.heads = COLUMNS.map((column, k) =>
      make("th", { role: "columnheader", scope: "col", "aria-colindex": k + 1, "data-column": column.key, "aria-sort": "none" },
        make("button", { type: "button", tabindex: "-1", click: () => this.sort(column.key) }, column.title)),
    );
    this.body = make("tbody", { role: "rowgroup" });
    this.grid = make("table", { role: "grid", "aria-label": "Activities of the plan", "aria-colcount": COLUMNS.length, tabindex: "-1", keydown: (event) => this.#onKeyDown(event) },
      make("thead", { role: "rowgroup" }, make("tr", { role: "row", "aria-rowindex": 1 }, ...this.heads)), this.body);
    this.body.addEventListener("click", (event) => this.#fromRow(event, (bar) => this.onSelect(bar)));
    this.body.addEventListener("dblclick", (event) => this.#fromRow(event, (bar) => this.onOpen(bar)));
    this.body.addEventListener("focusin", (event) => this.#fromRow(event, (bar) => bar !== this.selected && this.onSelect(bar)));
    this.pane.append(this.grid);
  }

  /** `order`: the bars from row to row; `shown`: a mask, or null for all. */
  load(words, order, shown = null) {
    this.words = words;
    this.base = shown === null ? order : order.filter((bar) => shown[bar] === 1);
    this.grid.setAttribute("aria-rowcount", this.base.length + 1);
    this.heads[3].firstChild.title = this.heads[4].firstChild.title = `Times are those of the site (${words.clock.zone})`;
    this.#arrange();
  }

  sort(key) {
    const isSame = this.sorted?.key === key;
    this.sorted = isSame && !this.sorted.isRising ? null : { key, isRising: !isSame };
    COLUMNS.forEach((column, k) => {
      this.heads[k].setAttribute("aria-sort", this.sorted?.key !== column.key ? "none" : this.sorted.isRising ? "ascending" : "descending");
    });
    this.#arrange();
    this.pane.scrollTop = 0;
  }

  #arrange() {
    this.order = this.base;
    if (this.sorted !== null) {
      const compare = COLUMNS.find(({ key }) => key === this.sorted.key).by(this.words.model), sign = this.sorted.isRising ? 1 : -1;
      this.order = this.base.slice().sort((a, b) => sign * compare(a, b) || this.words.model.start[a] - this.words.model.start[b]);
    }
    this.#place = new Map();
    this.order.forEach((bar, k) => this.#place.set(bar, k));
    this.refresh();
  }

  /** Fills again what may have changed. */
  refresh() {
    this.#rows.clear();
    this.body.replaceChildren(this.#before, this.#after);
    this.#fill();
  }

  /** The selection came from elsewhere: its row is in view, and focused if the table has the focus. */
  select(bar) {
    this.selected = bar;
    const place = this.#place.get(bar);
    if (place !== undefined) this.#bringIntoView(place);
    const hadFocus = this.body.contains(document.activeElement);
    this.#fill();
    if (hadFocus) this.focus();
  }

  focus() {
    const row = this.body.querySelector('tr[tabindex="0"]');
    row?.focus({ preventScroll: true });
    return row !== null;
  }

  #bringIntoView(place) {
    const head = this.grid.tHead.offsetHeight || ROW, top = place * ROW, seen = this.pane.clientHeight - head;
    if (top < this.pane.scrollTop) this.pane.scrollTop = top;
    else if (top + ROW > this.pane.scrollTop + seen) this.pane.scrollTop = top + ROW - seen + ROW;
  }

  #fill() {
    if (this.words === undefined || this.pane.clientHeight === 0) return;
    const first = Math.max(0, Math.floor(this.pane.scrollTop / ROW) - SPARE);
    const last = Math.min(this.order.length, Math.ceil((this.pane.scrollTop + this.pane.clientHeight) / ROW) + SPARE);
    const focused = this.body.contains(document.activeElement) ? Number(document.activeElement.dataset.bar) : -1;
    const wanted = this.order.subarray(first, last), isWanted = new Set(wanted);
    this.#rows.forEach((row, bar) => {
      if (isWanted.has(bar)) return;
      row.remove();
      this.#rows.delete(bar);
    });
    this.#before.style.height = `${first * ROW}px`;
    this.#after.style.height = `${(this.order.length - last) * ROW}px`;
    let next = this.#before.nextSibling; // rows that stay are not touched, so that what has the focus keeps it
    wanted.forEach((bar, k) => {
      const row = this.#rows.get(bar) ?? this.#row(bar, first + k);
      this.#rows.set(bar, row);
      if (row === next) next = row.nextSibling;
      else this.body.insertBefore(row, next);
    });
    this.#mark();
    if (focused >= 0 && !this.#rows.has(focused)) this.grid.focus({ preventScroll: true });
  }

  /** Which row is selected, and which one the Tab key reaches. */
  #mark() {
    const reachable = this.#rows.has(this.selected) ? this.selected : this.order[Math.ceil(this.pane.scrollTop / ROW)];
    this.#rows.forEach((row, bar) => {
      row.setAttribute("aria-selected", bar === this.selected ? "true" : "false");
      row.setAttribute("tabindex", bar === reachable ? "0" : "-1");
    });
  }

  #row(bar, k) {
    const { model } = this.words;
    const cells = COLUMNS.map((column, c) => {
      const text = column.text(this.words, bar), mark = model.isDraft[bar] ? "draft" : markOf(model, bar);
      const content = column.key === "state" ? [make("span", { class: "gantt-mark", "data-mark": mark, "aria-hidden": "true" }), text] : [text];
      return make("td", { role: "gridcell", "aria-colindex": c + 1, "data-column": column.key, title: text }, ...content);
    });
    return make("tr", { role: "row", "aria-rowindex": k + 2, "data-bar": bar }, ...cells);
  }

  #fromRow(event, act) {
    const row = event.target.closest("tr[data-bar]");
    if (row !== null) act(Number(row.dataset.bar));
  }

  #onKeyDown(event) {
    if (event.target.closest("tbody") === null) return;
    const page = Math.max(1, Math.floor(this.pane.clientHeight / ROW) - 2), at = this.#place.get(Number(event.target.dataset.bar)) ?? 0;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: this.order.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.metaKey) {
      this.onKey(event);
      return;
    }
    event.preventDefault();
    this.onSelect(this.order[Math.max(0, Math.min(this.order.length - 1, to))]);
  }
}

const space = () => make("tr", { "aria-hidden": "true", class: "gantt-space" });
