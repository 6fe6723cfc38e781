// The whole plan as one strip: how much is under way, where promises are late or at risk, and the part that is shown.

import { MISSING } from "./data.js";
import { highestByPixel } from "./load.js";
import { standingOf } from "./looks.js";

const GRIP = 8;

export class Overview {
  constructor(canvas, stage) {
    this.canvas = canvas;
    this.stage = stage;
    this.pen = canvas.getContext("2d");
    canvas.addEventListener("pointerdown", (event) => this.#onDown(event));
    canvas.addEventListener("pointermove", (event) => this.#onMove(event));
    canvas.addEventListener("pointerup", () => (this.#drag = null));
    canvas.addEventListener("pointercancel", () => (this.#drag = null));
  }

  #drag = null;
  #back = null; // all but the part that is shown, drawn once
  #load = null;
  #width = 1;

  /** What it shows has changed. */
  load() {
    this.#load = this.stage.isEmpty ? null : underWay(this.stage.model);
    this.#back = null;
  }

  forget() {
    this.#back = null;
  }

  draw() {
    const { stage, pen } = this, width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (stage.isEmpty || width === 0) return;
    this.#width = width;
    const ratio = window.devicePixelRatio || 1;
    if (this.#back === null || this.canvas.width !== Math.round(width * ratio)) this.#drawBack(width, height, ratio);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.#back, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [from, to] = this.#window(), { theme } = stage;
    pen.globalAlpha = 0.55;
    pen.fillStyle = theme.ground;
    pen.fillRect(0, 0, from, height);
    pen.fillRect(to, 0, width - to, height);
    pen.globalAlpha = 1;
    pen.strokeStyle = theme.accent;
    pen.lineWidth = 1.5;
    pen.strokeRect(from + 0.75, 0.75, Math.max(3, to - from - 1.5), height - 1.5);
  }

  #drawBack(width, height, ratio) {
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const back = (this.#back = document.createElement("canvas")), pen = back.getContext("2d"), { model, theme } = this.stage;
    back.width = this.canvas.width;
    back.height = this.canvas.height;
    pen.scale(ratio, ratio);
    pen.fillStyle = theme.ground;
    pen.fillRect(0, 0, width, height);
    const scale = { slot: (x) => this.#slot(x), x: (slot) => this.#x(slot) }, busy = highestByPixel(this.#load.at, this.#load.count, scale, 0, Math.ceil(width));
    pen.fillStyle = theme.load;
    busy.forEach((count, x) => pen.fillRect(x, height - (count / this.#load.peak) * (height - 8), 1, height));
    model.promises.bar.forEach((_, promise) => {
      const standing = standingOf(model, promise);
      if (standing === "kept") return;
      pen.fillStyle = standing === "late" ? theme.late : theme["at-risk"];
      pen.fillRect(Math.round(this.#x(model.promises.due[promise])) - 1, 0, 2, standing === "late" ? 8 : 5);
    });
    if (model.now === MISSING) return;
    pen.fillStyle = theme.now;
    pen.fillRect(Math.round(this.#x(model.now)) - 1, 0, 2, height);
  }

  #x(slot) {
    const { from, to } = this.stage.model;
    return ((slot - from) / (to - from)) * this.#width;
  }

  #slot(x) {
    const { from, to } = this.stage.model;
    return from + (x / Math.max(1, this.#width)) * (to - from);
  }

  #window() {
    return [this.#x(this.stage.scale.from), this.#x(this.stage.scale.to)];
  }

  #onDown(event) {
    if (this.stage.isEmpty) return;
    const x = event.offsetX, [from, to] = this.#window(), { scale } = this.stage;
    this.canvas.setPointerCapture(event.pointerId);
    const edge = to - from > 3 * GRIP && Math.abs(x - from) < GRIP ? "from" : to - from > 3 * GRIP && Math.abs(x - to) < GRIP ? "to" : "all";
    if (edge === "all" && (x < from || x > to)) {
      const half = (scale.to - scale.from) / 2, middle = this.#slot(x);
      this.stage.show(middle - half, middle + half);
    }
    this.#drag = { edge, x, from: scale.from, to: scale.to };
  }

  #onMove(event) {
    if (this.stage.isEmpty) return;
    const [from, to] = this.#window(), near = Math.min(Math.abs(event.offsetX - from), Math.abs(event.offsetX - to)) < GRIP && to - from > 3 * GRIP;
    this.canvas.style.cursor = this.#drag === null && near ? "ew-resize" : this.#drag === null ? "grab" : "grabbing";
    if (this.#drag === null) return;
    const { edge, x, from: begin, to: finish } = this.#drag, moved = this.#slot(event.offsetX) - this.#slot(x);
    if (edge === "all") this.stage.show(begin + moved, finish + moved);
    else if (edge === "from") this.stage.show(Math.min(begin + moved, finish - 1), finish);
    else this.stage.show(begin, Math.max(finish + moved, begin + 1));
  }
}

/** How many bars are under way from each moment on. */
function underWay({ start, end, count }) {
  const starts = Int32Array.from(start).sort(), ends = Int32Array.from(end).sort(), at = [], level = [];
  let running = 0, peak = 1;
  for (let s = 0, e = 0; s < count || e < count; ) {
    const time = s < count ? Math.min(starts[s], ends[e]) : ends[e];
    while (s < count && starts[s] === time) running += 1, (s += 1);
    while (e < count && ends[e] === time) running -= 1, (e += 1);
    at.push(time);
    level.push(running);
    peak = Math.max(peak, running);
  }
  return { at: Int32Array.from(at), count: Int32Array.from(level), peak };
}
