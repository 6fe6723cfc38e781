// The Gantt: a chart on a canvas and, beside it, the same as a table. This file puts the parts together; see docs/reference/gantt.md.

import { make } from "./dom.js";
import { Keyboard, KEYS } from "./keyboard.js";
import { GROUPINGS } from "./layout.js";
import { fillLegend } from "./legend.js";
import { linksOf } from "./links.js";
import { Moves } from "./moves.js";
import { Note, Tip } from "./note.js";
import { Overview } from "./overview.js";
import { Pointer } from "./pointer.js";
import { printPages } from "./print.js";
import { Stage } from "./stage.js";
import { Table } from "./table.js";
import { watchTheme } from "./theme.js";
import { Wish } from "./wish.js";

const WIDE = 900; // pixels from which chart and table have room beside each other
const SPLIT = { least: 240, most: 0.7, step: 40 };

export class Gantt {
  /**
   * @param {HTMLElement} element an empty element with a height
   * @param {object} options `onSelect(facts | null)`, `onOpen(facts)`, `onTryMove({activity, start, row}) => Promise<answer>`,
   *   `zone` (otherwise the document's), `title` (of what is printed), `empty` (`{title, text, link: {text, href}}`, what to say of a plan with no activity)
   */
  constructor(element, { onSelect = null, onOpen = null, onTryMove = null, zone = null, title = "Plan", empty = {} } = {}) {
    this.element = element;
    this.#options = { onSelect, onOpen, title, empty: { title: "No activities yet", text: "Once projects have activities, the plan shows here when each is done, and where.", ...empty } };
    this.#build();
    this.#stage = new Stage(element, this.#scroller, { zone, changed: () => this.#drawn() });
    this.#overview = new Overview(this.#strip, this.#stage);
    this.#note = new Note(this.#chart, { onClose: () => this.#closeNote() });
    this.#tip = new Tip(this.#chart);
    this.#moves = new Moves(this.#stage, this.#note, {
      ask: onTryMove === null ? null : (question) => (this.#emit("trymove", question), onTryMove(question)),
      heard: (answer) => this.#emit("answer", answer),
      say: (text) => this.#say(text),
      laidOut: () => this.#laidOut(),
    });
    this.#wish = new Wish(this.#stage, this.#note, { send: (wish) => this.#emit("wish", wish), say: (text) => this.#say(text) });
    const acts = this.#acts();
    new Pointer(this.#scroller, this.#stage, acts);
    this.#keyboard = new Keyboard(this.#scroller, this.#stage, acts);
    this.#table = new Table(this.#pane, {
      onSelect: (bar) => this.#choose(bar, null, "table"),
      onOpen: (bar) => acts.open(bar),
      onKey: (event) => this.#keyboard.onKeyDown(event),
    });
    this.#listen();
    this.#showMessage("waiting", "No plan loaded", "");
  }

  #options;
  #stage;
  #overview;
  #note;
  #tip;
  #moves;
  #keyboard;
  #table;
  #scroller;
  #strip;
  #pane;
  #split;
  #chart;
  #live;
  #legend;
  #keys;
  #message;
  #buttons = {};
  #wish;
  #stop = [];
  #wantsTable = true;

  // ---- what a page may ask of it ---------------------------------------------------------------------------------

  /** Shows a document; shows and throws what is wrong with it. */
  load(document) {
    this.#moves.giveUp();
    this.#wish.giveUp();
    this.#tip.hide();
    try {
      this.#stage.load(document);
    } catch (error) {
      this.fail("This plan cannot be shown.", error.message);
      throw error;
    }
    const { title, text, link } = this.#options.empty;
    if (this.#stage.isEmpty) this.#showMessage("empty", title, text, link);
    else this.#showMessage(null);
    this.#laidOut();
    this.showNow();
    this.#stage.draw();
    return this;
  }

  /** Says that there is no plan to show, and why; `id` is what the log has it under. */
  fail(sentence, why = "", id = "") {
    this.#stage.unload();
    this.#overview.load();
    this.#showMessage("error", sentence, [why, id && `In the log as ${id}.`].filter(Boolean).join(" "));
    return this;
  }

  /** The published revision `{name, start, end}`, or null for none. */
  setBaseline(baseline) {
    this.#stage.model.setBaseline(baseline);
    this.#stage.layOut();
    this.#laidOut();
    return this;
  }

  /** Selects an activity by its id and brings it into view; null selects nothing. */
  select(id) {
    const bar = id === null ? -1 : (this.#stage.model.indexOf.get(id) ?? -1);
    this.#choose(bar, null, "page");
    return bar >= 0;
  }

  get selected() {
    return this.#stage.selected < 0 ? null : this.#facts(this.#stage.selected);
  }

  /** Slots, or Dates (instants). */
  zoomTo(from, to) {
    const slot = (value) => (value instanceof Date ? this.#stage.clock.slotOfInstant(value.getTime()) : value);
    this.#stage.show(slot(from), slot(to));
    return this;
  }

  /** The span in view, in slots. */
  get span() {
    return { from: this.#stage.scale.from, to: this.#stage.scale.to };
  }

  showEverything() {
    if (!this.#stage.isEmpty) this.#stage.showEverything();
    return this;
  }

  /** Now a third from the left, and the first rows. */
  showNow() {
    const { model, scale } = this.#stage;
    if (this.#stage.isEmpty) return this;
    const span = Math.min(scale.to - scale.from, this.#stage.clock.slotsPerDay * 183), now = Math.min(model.to, Math.max(model.from, model.now));
    this.#stage.show(now - span / 3, now + (span * 2) / 3);
    return this;
  }

  groupBy(grouping) {
    if (!GROUPINGS.includes(grouping)) throw new RangeError(`Must group by ${GROUPINGS.join(" or ")}; is ${grouping}.`);
    this.#moves.giveUp();
    this.#stage.groupBy(grouping);
    this.#laidOut();
    this.#emit("view", this.span);
    return this;
  }

  get grouping() {
    return this.#stage.grouping;
  }

  /** Only these activities (ids) stand out and are in the table; null: all. */
  show(ids) {
    const { model } = this.#stage;
    let shown = null;
    if (ids !== null) {
      shown = new Uint8Array(model.count);
      for (const id of ids) if (model.indexOf.has(id)) shown[model.indexOf.get(id)] = 1;
    }
    this.#stage.shown = shown;
    this.#fillTable();
    this.#stage.redraw();
    return this;
  }

  /** Shows what the checker answered to a move, as if it had been asked from here. */
  showAnswer(answer) {
    this.#moves.show(answer);
    return this;
  }

  /** Tries a move without dragging: `{start, row}`; the answer, or null. */
  tryMove(id, { start, row = null }) {
    return this.#moves.tryMove(this.#stage.model.indexOf.get(id) ?? -1, { start, row });
  }

  /** Everything is again where the document has it. */
  clearDraft() {
    this.#moves.giveUp();
    this.#note.hide();
    this.#stage.model.forgetDraft();
    this.#stage.layOut();
    this.#laidOut();
    return this;
  }

  /** Where an activity is drawn, in pixels from the element's top left; null if nowhere. */
  placeOf(id) {
    const bar = this.#stage.model.indexOf.get(id), box = bar === undefined ? null : this.#stage.scene().boxOf(bar, bar === this.#stage.selected ? this.#stage.selectedRow : null);
    if (box === null) return null;
    const inner = this.#scroller.getBoundingClientRect(), outer = this.element.getBoundingClientRect();
    return { x: box.x + inner.left - outer.left, y: box.y + inner.top - outer.top, width: box.width, height: box.height, row: this.#stage.layout.rows[box.row].id };
  }

  /** How many rows, bars, labels … the last frame drew. */
  get drawn() {
    return this.#stage.drawn?.counts ?? null;
  }

  /** Draws at once, and not with the next frame. */
  draw() {
    this.#stage.draw();
    return this;
  }

  get stage() {
    return this.#stage;
  }

  /** Pages with the span in view and every row, in the element; they are seen only where it is printed. */
  toPrint() {
    this.#removePages();
    if (this.#stage.isEmpty) return null;
    const pages = make("div", { class: "gantt-print" }, ...printPages(this.#stage, this.#options.title));
    this.element.append(pages);
    return pages;
  }

  destroy() {
    this.#stop.forEach((stop) => stop());
    this.element.replaceChildren();
    this.element.classList.remove("gantt");
  }

  // ---- its parts -------------------------------------------------------------------------------------------------

  #build() {
    const button = (name, text, title, act) => (this.#buttons[name] = make("button", { type: "button", title, click: act }, text));
    const symbol = (name, text, title, act) => (this.#buttons[name] = make("button", { type: "button", "aria-label": title, title, click: act }, make("span", { "aria-hidden": "true" }, text)));
    const group = (label, ...buttons) => make("div", { class: "gantt-group", role: "group", "aria-label": label }, ...buttons);
    const tools = make("div", { class: "gantt-tools" },
      group("Rows", button("unit", "By unit", "Rows by unit", () => this.groupBy("unit")), button("project", "By project", "Rows by project", () => this.groupBy("project"))),
      group("Time", symbol("earlier", "‹", "Earlier", () => this.#pan(-0.5)), button("now", "Now", "Show now (Home)", () => this.showNow()), symbol("later", "›", "Later", () => this.#pan(0.5))),
      group("Zoom", symbol("out", "−", "Zoom out (−)", () => this.#zoom(1 / 1.6)), symbol("in", "+", "Zoom in (+)", () => this.#zoom(1.6)), button("all", "Everything", "Show the whole plan (0)", () => this.showEverything())),
      make("span", { class: "gantt-stretch" }),
      group("View", button("table", "Table", "Show or hide the table", () => this.#toggleTable()), button("keys", "Keys ?", "Show the keys (?)", () => this.#keys.showModal())),
    );
    this.#strip = make("canvas", { class: "gantt-strip", "aria-hidden": "true" });
    this.#scroller = make("div", { class: "gantt-scroll", tabindex: "0", role: "application", "aria-label": "The plan as bars. The table beside it has the same content." },
      make("div", { class: "gantt-room" }), make("canvas", { "aria-hidden": "true" }));
    this.#message = make("div", { class: "gantt-message", hidden: true });
    this.#chart = make("div", { class: "gantt-chart" }, this.#scroller, this.#message);
    this.#pane = make("div", { class: "gantt-table", role: "region", "aria-label": "The plan as a table", tabindex: "-1" });
    this.#split = make("div", { class: "gantt-split", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": "Width of the table", "aria-valuemin": "0", "aria-valuemax": "100" });
    this.#live = make("div", { class: "gantt-live", "aria-live": "polite" });
    this.#legend = make("ul", { class: "gantt-legend", "aria-label": "What the shapes mean", tabindex: "0" });
    this.#keys = this.#keysDialog();
    this.element.classList.add("gantt");
    this.element.replaceChildren(tools, make("div", { class: "gantt-body" }, this.#pane, this.#split, this.#chart), this.#strip, this.#legend, this.#live, this.#keys);
  }

  #keysDialog() {
    const rows = KEYS.map(({ keys, says }) => make("tr", {}, make("th", { scope: "row" }, ...keys.flatMap((key) => [make("kbd", {}, key), " "])), make("td", {}, says)));
    const dialog = make("dialog", { class: "gantt-keys", "aria-label": "Keys" },
      make("h2", {}, "Keys"), make("table", {}, make("tbody", {}, ...rows)),
      make("p", {}, "Mouse: drag the ground to move, a bar to try a move, a flag to ask for an earlier promise; Ctrl and the wheel zoom, and so does the wheel over the dates. Fingers: pinch to zoom, rest on a bar to take hold of it."),
      make("button", { type: "button", click: () => dialog.close() }, "Close"));
    return dialog;
  }

  #listen() {
    const sizes = new ResizeObserver(() => this.#resized());
    sizes.observe(this.element);
    sizes.observe(this.#chart);
    const onPrint = () => this.toPrint(), afterPrint = () => this.#removePages();
    window.addEventListener("beforeprint", onPrint);
    window.addEventListener("afterprint", afterPrint);
    this.#stop.push(() => sizes.disconnect(), watchTheme(() => this.#repaint()), () => window.removeEventListener("beforeprint", onPrint), () => window.removeEventListener("afterprint", afterPrint));
    this.#scroller.addEventListener("blur", () => this.#tip.hide());
    this.#split.addEventListener("pointerdown", (event) => this.#split.setPointerCapture(event.pointerId));
    this.#split.addEventListener("pointermove", (event) => this.#split.hasPointerCapture(event.pointerId) && this.#setSplit(event.clientX - this.element.getBoundingClientRect().left));
    this.#split.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -SPLIT.step, ArrowRight: SPLIT.step }[event.key];
      if (step !== undefined) this.#setSplit(this.#pane.offsetWidth + step);
    });
  }

  #setSplit(width) {
    const whole = this.element.clientWidth, kept = Math.max(SPLIT.least, Math.min(whole * SPLIT.most, width));
    this.element.style.setProperty("--gantt-table-width", `${Math.round(kept)}px`);
    this.#split.setAttribute("aria-valuenow", Math.round((kept / whole) * 100));
  }

  #resized() {
    const isWide = this.element.clientWidth >= WIDE;
    if (this.element.dataset.size === undefined) this.#wantsTable = isWide;
    else if ((this.element.dataset.size === "wide") !== isWide) this.#wantsTable = isWide;
    this.element.dataset.size = isWide ? "wide" : "narrow";
    this.#arrange();
    this.#overview.forget();
    this.#stage.resize();
    this.#overview.draw();
    this.#table.refresh();
    this.#split.setAttribute("aria-valuenow", Math.round((this.#pane.offsetWidth / Math.max(1, this.element.clientWidth)) * 100));
  }

  /** The table beside the chart; in its place where there is no room for both. */
  #arrange() {
    const isWide = this.element.dataset.size === "wide";
    this.element.dataset.table = !this.#wantsTable ? "none" : isWide ? "beside" : "alone";
    this.#buttons.table.setAttribute("aria-pressed", this.#wantsTable);
  }

  #toggleTable(wanted = !this.#wantsTable) {
    this.#wantsTable = wanted;
    this.#arrange();
    this.#stage.resize();
    this.#table.select(this.#stage.selected);
  }

  #repaint() {
    this.#stage.repaint();
    this.#overview.forget();
    this.#overview.draw();
    if (this.#stage.model !== null) fillLegend(this.#legend, this.#stage.model, this.#stage.theme);
  }

  #laidOut() {
    const { grouping, model, theme } = this.#stage;
    for (const name of GROUPINGS) this.#buttons[name].setAttribute("aria-pressed", name === grouping);
    this.#fillTable();
    this.#overview.load();
    if (theme !== undefined) fillLegend(this.#legend, model, theme);
  }

  #fillTable() {
    const { words, layout, model, shown, selected } = this.#stage;
    this.#table.selected = selected;
    this.#table.load(words, layout.order(model), shown);
  }

  #drawn() {
    this.#overview?.draw();
    const { from, to } = this.span;
    if (this.#lastSpan?.from === from && this.#lastSpan.to === to) return;
    this.#lastSpan = { from, to };
    this.#emit("view", this.#lastSpan);
  }

  #lastSpan = null;

  #showMessage(kind, title = "", text = "", link = null) {
    this.#message.hidden = kind === null;
    this.element.dataset.state = kind ?? "shown";
    if (kind === null) return;
    this.#message.dataset.kind = kind;
    this.#message.setAttribute("role", kind === "error" ? "alert" : "status");
    this.#message.replaceChildren(make("h2", {}, title), make("p", {}, text), ...(link ? [make("a", { href: link.href }, link.text)] : []));
  }

  #removePages() {
    this.element.querySelectorAll(":scope > .gantt-print").forEach((pages) => pages.remove());
  }

  // ---- what hands and keys do --------------------------------------------------------------------------------------

  #acts() {
    return {
      select: (bar, row) => this.#choose(bar, row, "chart"),
      open: (bar) => bar >= 0 && this.#open(bar),
      hover: (at) => this.#hover(at),
      press: () => this.#note.isShown && this.#stage.trial === null && this.#closeNote(),
      chooseRow: (row) => this.#chooseRow(row),
      beginMove: (bar, row) => this.#beginMove(bar, row),
      beginMoveByKeys: () => this.#beginMove(this.#stage.selected, this.#stage.selectedRow),
      moveTo: (slots, row) => this.#moves.to(slots, row),
      nudge: (slots, rows) => this.#moves.nudge(slots, rows),
      endMove: () => this.#moves.end(),
      giveUp: () => this.#giveUp(),
      wish: this.#wish,
      emitFor: (name) => this.#stage.selected >= 0 && this.#emit(name, this.#facts(this.#stage.selected)),
      toTable: () => this.#toTable(),
      showKeys: () => this.#keys.showModal(),
      showNow: () => this.showNow(),
      escape: () => this.#escape(),
      say: (text) => this.#say(text),
    };
  }

  #choose(bar, row, source) {
    const stage = this.#stage, isNew = bar !== stage.selected;
    if (stage.trial !== null && stage.trial.bar !== bar) this.#moves.giveUp();
    stage.select(bar, row);
    if (bar >= 0) stage.reveal(bar);
    this.#table.select(bar);
    if (!isNew) return;
    const facts = bar < 0 ? null : this.#facts(bar);
    if (source === "chart" && bar >= 0) this.#say(stage.words.sentence(bar));
    this.#options.onSelect?.(facts);
    this.#emit("select", facts);
  }

  #chooseRow(index) {
    const row = this.#stage.layout.rows[index];
    if (row?.canClose) {
      this.#stage.openRow(row);
      this.#laidOut();
    } else if (row?.kind === "project" && row.bars.length) this.#choose(row.bars[0], index, "chart");
  }

  #open(bar) {
    const facts = this.#facts(bar);
    this.#options.onOpen?.(facts);
    this.#emit("open", facts);
  }

  #hover(at) {
    const bar = at === null ? -1 : at.bar;
    if (this.#stage.hovered !== bar) {
      this.#stage.hovered = bar;
      this.#stage.redraw();
    }
    if (at === null || this.#stage.trial !== null) this.#tip.hide();
    else this.#tip.show(this.#stage.words, bar, at.x, at.y);
  }

  #beginMove(bar, row) {
    this.#tip.hide();
    if (bar >= 0 && bar !== this.#stage.selected) this.#choose(bar, row, "chart");
    return this.#moves.begin(bar, row);
  }

  #giveUp() {
    this.#moves.giveUp();
    this.#say("Not moved.");
  }

  #toTable() {
    if (this.#pane.contains(document.activeElement)) {
      if (this.element.dataset.table === "alone") this.#toggleTable(false);
      this.#scroller.focus();
      return;
    }
    if (!this.#wantsTable) this.#toggleTable(true);
    this.#table.focus();
  }

  #escape() {
    if (this.#note.isShown) this.#closeNote();
    else if (!this.#tip.element.hidden) this.#tip.hide();
    else this.#choose(-1, null, "chart");
  }

  #closeNote() {
    const hadFocus = this.#note.element.contains(document.activeElement);
    this.#note.hide();
    if (hadFocus) this.#scroller.focus();
  }

  #pan(share) {
    if (!this.#stage.isEmpty) this.#stage.pan(this.#stage.scale.width * share);
  }

  #zoom(factor) {
    if (!this.#stage.isEmpty) this.#stage.zoom(factor);
  }

  #facts(bar) {
    const { model, words } = this.#stage, main = model.mainRow(bar), { from, of } = model.promisesOf;
    const promises = Array.from(of.subarray(from[bar], from[bar + 1]), (k) => ({ id: model.promises.id[k], due: model.promises.due[k], says: words.promise(k) }));
    return {
      id: model.ids[bar], name: model.nameOf(bar), project: model.projectIds[model.project[bar]], projectName: words.project(bar),
      row: main < 0 ? null : model.rowIds[main], rows: Array.from(model.rowsOf(bar), (row) => model.rowIds[row]), rowNames: words.rows(bar),
      start: model.start[bar], end: model.end[bar], starts: words.moment(model.start[bar]), ends: words.ending(model.end[bar]),
      mode: model.mode[bar], modes: model.modes[bar], state: words.state(bar), published: words.published(bar), promises, ...linksOf(model, words, bar),
    };
  }

  #say(text) {
    this.#live.textContent = text;
  }

  #emit(name, detail) {
    this.element.dispatchEvent(new CustomEvent(`gantt:${name}`, { bubbles: true, detail }));
  }
}
