// The chart's surface: what is shown, which part of it, and when it is drawn again.

import { Model } from "./data.js";
import { clamp } from "./dom.js";
import { Buffers, draw, Scene } from "./draw.js";
import { layOut } from "./layout.js";
import { Clock, Scale } from "./scale.js";
import { Patterns, readTheme } from "./theme.js";
import { Words } from "./words.js";

const AXIS = 44;
const GUTTER = { wide: 208, narrow: 104 };
const NARROW = 640;

export class Stage {
  constructor(root, scroller, { zone, changed }) {
    this.root = root;
    this.scroller = scroller;
    this.zone = zone;
    this.canvas = scroller.querySelector("canvas");
    this.room = scroller.querySelector(".gantt-room");
    this.pen = this.canvas.getContext("2d", { alpha: false });
    this.buffers = new Buffers();
    this.grouping = "unit";
    this.#changed = changed;
    this.#clear();
    scroller.addEventListener("scroll", () => {
      this.top = scroller.scrollTop;
      this.redraw();
    });
  }

  #changed;
  #asked = 0;
  #labels = [];
  #opened = new Map();

  #clear() {
    this.model = null;
    this.selected = this.hovered = this.project = -1;
    this.selectedRow = null;
    this.trial = null;
    this.shown = null;
    this.top = 0;
    this.drawn = null;
  }

  get isEmpty() {
    return this.model === null || this.model.count === 0;
  }

  load(document) {
    const model = new Model(document), clock = new Clock({ ...model.site, zone: this.zone ?? model.site.zone });
    this.#clear();
    Object.assign(this, { model, clock, words: new Words(model, clock), scale: new Scale(clock, model) });
    this.#labels = [];
    this.scroller.scrollTop = 0;
    this.layOut();
    this.#fit();
  }

  unload() {
    this.#clear();
    this.room.style.height = "0";
    this.redraw();
  }

  /** Rows and lanes anew; what is selected stays where it is on the screen. */
  layOut() {
    this.layout = layOut(this.model, this.grouping, this.#opened);
    this.room.style.height = `${this.layout.height + AXIS + 12}px`;
    this.top = this.scroller.scrollTop;
    this.redraw();
  }

  groupBy(grouping) {
    this.grouping = grouping;
    this.selectedRow = null;
    if (this.model === null) return;
    this.layOut();
    if (this.selected >= 0) this.reveal(this.selected);
    else this.scrollTo(0);
  }

  openRow(row, isOpen = !row.isOpen) {
    this.#opened.set(row.id, isOpen);
    this.layOut();
  }

  resize() {
    this.#fit();
    this.draw();
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.scroller, ratio = window.devicePixelRatio || 1;
    if (width === 0 || height === 0) return;
    if (width === this.width && height === this.height && ratio === this.ratio && this.scale?.width === width - this.gutter) return;
    const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== tall) {
      this.canvas.width = wide;
      this.canvas.height = tall;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    Object.assign(this, { width, height, ratio });
    this.gutter = width < NARROW ? GUTTER.narrow : GUTTER.wide;
    if (this.model !== null) this.scale.resize(this.gutter, width - this.gutter);
    this.patterns = new Patterns(this.pen, ratio);
    this.theme ??= readTheme(this.root);
  }

  /** Light has turned dark, or the other way round. */
  repaint() {
    this.theme = readTheme(this.root);
    if (this.ratio === undefined) return;
    this.patterns = new Patterns(this.pen, this.ratio);
    this.draw();
  }

  redraw() {
    if (this.#asked === 0) this.#asked = requestAnimationFrame(() => this.draw());
  }

  /** Draws now. */
  draw() {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    if (this.width === undefined) return;
    this.pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.pen.globalAlpha = 1;
    if (this.isEmpty) {
      this.pen.fillStyle = this.theme.ground;
      this.pen.fillRect(0, 0, this.width, this.height);
      return;
    }
    this.drawn = this.scene();
    draw(this.pen, this.drawn);
    this.#changed();
  }

  /** What is shown at this moment; `other` for another surface, as a printed page is. */
  scene(other = {}) {
    const { model, layout, scale, clock, words, theme, patterns, ratio, width, height, gutter, top, selected, hovered, project, trial, shown, buffers } = this;
    const labelOf = (bar, isByProject) => this.#label(bar, isByProject), shortLabelOf = (bar, isByProject) => (isByProject ? "" : String(model.projectIds[model.project[bar]]));
    return new Scene({
      model, layout, scale, clock, words, theme, patterns, ratio, width, height, gutter, top, selected, hovered, project, trial, shown, buffers, labelOf, shortLabelOf, axis: AXIS, ...other,
    });
  }

  #label(bar, isByProject) {
    if (isByProject) return this.model.nameOf(bar);
    return (this.#labels[bar] ??= `${this.model.projectIds[this.model.project[bar]]} ${this.model.nameOf(bar)}`);
  }

  zoom(factor, x = this.gutter + this.scale.width / 2) {
    this.scale.zoom(factor, x);
    this.redraw();
  }

  pan(pixels) {
    this.scale.pan(pixels);
    this.redraw();
  }

  show(from, to) {
    this.scale.show(from, to);
    this.redraw();
  }

  showEverything() {
    const { from, to } = this.model;
    this.show(from, to);
  }

  scrollTo(top) {
    this.scroller.scrollTop = clamp(top, 0, this.layout.height);
    this.top = this.scroller.scrollTop;
    this.redraw();
  }

  select(bar, row = null) {
    this.selected = bar;
    this.selectedRow = row;
    this.project = bar < 0 ? -1 : this.model.project[bar];
    this.redraw();
  }

  /** Brings a bar into view, by no more than is needed. */
  reveal(bar) {
    const place = this.placeOf(bar), { scale, model } = this;
    if (place === null) return;
    const box = this.layout.boxOf(place), seen = this.height - AXIS;
    if (box.y < this.top + 4) this.scrollTo(box.y - 30);
    else if (box.y + box.height > this.top + seen - 8) this.scrollTo(box.y + box.height - seen + 40);
    const from = scale.x(model.start[bar]), to = scale.x(model.end[bar]), left = scale.left, right = scale.left + scale.width;
    if (to < left + 12 || from > right - 40) this.pan((from + Math.min(to, from + scale.width)) / 2 - (left + right) / 2);
    else if (from < left) this.pan(Math.max(from - left - 40, to - right + 40));
    this.redraw();
  }

  /** Where the selected bar was selected, otherwise where the bar is drawn first; null for nowhere. */
  placeOf(bar) {
    const places = this.layout.placesOf(bar);
    return (bar === this.selected && places.find(({ row }) => row === this.selectedRow)) || places[0] || null;
  }
}
