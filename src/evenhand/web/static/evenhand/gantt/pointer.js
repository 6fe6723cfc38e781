// Mouse, pen and fingers: pan, zoom, choose, and try a move.
//
// The wheel moves through the rows as everywhere; with Ctrl or over the axis it zooms, and browsers report a pinch on a
// touchpad as a wheel with Ctrl. One finger pans, two zoom, and a long press takes hold of a bar.

import { barAt, flagAt, rowAt } from "./hit.js";

const SLACK = 4; // pixels before a press becomes a drag
const LONG_PRESS = 450;
const FINGER_GRACE = 12;
const WHEEL_ZOOM = 1 / 320;

export class Pointer {
  /** `acts`: what the hand may do: select, open, hover, tryMove …; see gantt.js. */
  constructor(surface, stage, acts) {
    Object.assign(this, { surface, stage, acts });
    surface.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
    surface.addEventListener("pointerdown", (event) => this.#onDown(event));
    surface.addEventListener("pointermove", (event) => this.#onMove(event));
    surface.addEventListener("pointerup", (event) => this.#onUp(event));
    surface.addEventListener("pointercancel", (event) => this.#onCancel(event));
    surface.addEventListener("pointerleave", () => acts.hover(null));
    surface.addEventListener("dblclick", (event) => this.#onDoubleClick(event));
    surface.addEventListener("touchmove", (event) => this.#press?.kind === "bar" && this.#press.hasMoved && event.preventDefault(), { passive: false });
  }

  #fingers = new Map();
  #press = null;
  #pinch = null;

  #point(event) {
    const box = this.surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #onWheel(event) {
    const { stage } = this;
    if (stage.isEmpty) return;
    const { x, y } = this.#point(event), unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? stage.height : 1;
    if (event.ctrlKey || event.metaKey || y < stage.drawn.axis) {
      event.preventDefault();
      this.acts.hover(null);
      stage.zoom(Math.exp(-event.deltaY * unit * WHEEL_ZOOM * (event.ctrlKey && Math.abs(event.deltaY) < 40 ? 3 : 1)), Math.max(x, stage.gutter));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      stage.pan((event.deltaX || event.deltaY) * unit);
    }
  }

  #onDown(event) {
    const { stage } = this;
    if (stage.isEmpty || (event.pointerType === "mouse" && event.button !== 0)) return;
    const point = this.#point(event);
    if (point.x >= this.surface.clientWidth) return; // the scroll bar
    this.acts.press();
    this.#fingers.set(event.pointerId, point);
    if (this.#fingers.size === 2) {
      this.#release();
      this.#pinch = this.#pinchNow();
      return;
    }
    if (this.#fingers.size > 2) return;
    const isTouch = event.pointerType === "touch", scene = stage.scene(), found = barAt(scene, point.x, point.y, isTouch ? FINGER_GRACE : 3);
    const flag = isTouch ? -1 : flagAt(scene, point.x, point.y), kind = point.x < stage.gutter ? "name" : flag >= 0 ? "flag" : found !== null && !isTouch ? "bar" : "ground";
    this.#press = { kind, found, flag, at: point, last: point, hasMoved: false, id: event.pointerId, isTouch, timer: 0 };
    if (isTouch && found !== null) this.#press.timer = setTimeout(() => this.#takeHold(), LONG_PRESS);
    if (!isTouch) this.surface.setPointerCapture(event.pointerId);
  }

  /** A finger has rested on a bar. */
  #takeHold() {
    if (this.#press === null || this.#press.hasMoved) return;
    this.#press.kind = "bar";
    this.#press.hasMoved = true;
    this.acts.select(this.#press.found.bar, this.#press.found.row);
    this.acts.beginMove(this.#press.found.bar, this.#press.found.row);
  }

  #onMove(event) {
    const { stage } = this;
    if (stage.isEmpty) return;
    const point = this.#point(event);
    if (this.#fingers.has(event.pointerId)) this.#fingers.set(event.pointerId, point);
    if (this.#pinch !== null && this.#fingers.size === 2) {
      const now = this.#pinchNow();
      stage.scale.pan(this.#pinch.x - now.x);
      stage.zoom(now.apart / this.#pinch.apart, now.x);
      this.#pinch = now;
      return;
    }
    const press = this.#press;
    if (press === null || press.id !== event.pointerId) {
      if (event.pointerType !== "touch") this.#onHover(point);
      return;
    }
    if (!press.hasMoved && Math.hypot(point.x - press.at.x, point.y - press.at.y) > SLACK) this.#beginDrag(press);
    if (press.hasMoved) this.#drag(press, point);
    press.last = point;
  }

  #beginDrag(press) {
    press.hasMoved = true;
    clearTimeout(press.timer);
    this.acts.hover(null);
    if (press.kind === "bar" && !this.acts.beginMove(press.found.bar, press.found.row)) press.kind = "refused";
    if (press.kind === "flag") this.acts.wish.begin(press.flag);
  }

  #drag(press, point) {
    const { stage } = this, moved = (point.x - press.at.x) / stage.scale.perSlot;
    if (press.kind === "bar") this.acts.moveTo(moved, rowAt(stage.scene(), point.y));
    else if (press.kind === "flag") this.acts.wish.to(moved);
    else if (press.kind === "ground") {
      this.surface.dataset.hand = "pan";
      stage.pan(press.last.x - point.x);
      if (!press.isTouch) stage.scroller.scrollTop += press.last.y - point.y;
    }
  }

  #onUp(event) {
    this.#fingers.delete(event.pointerId);
    if (this.#fingers.size < 2) this.#pinch = null;
    const press = this.#press;
    if (press === null || press.id !== event.pointerId) return;
    this.#release();
    if (press.hasMoved) {
      if (press.kind === "bar") this.acts.endMove();
      if (press.kind === "flag") this.acts.wish.end();
      return;
    }
    if (press.kind === "name") this.acts.chooseRow(rowAt(this.stage.scene(), press.at.y));
    else if (press.kind === "flag") this.acts.select(this.stage.model.promises.bar[press.flag], null);
    else this.acts.select(press.found === null ? -1 : press.found.bar, press.found?.row ?? null);
  }

  #onCancel(event) {
    this.#fingers.delete(event.pointerId);
    this.#pinch = null;
    if (this.#press?.kind === "bar" && this.#press.hasMoved) this.acts.giveUp();
    this.#release();
  }

  #release() {
    clearTimeout(this.#press?.timer);
    this.#press = null;
    delete this.surface.dataset.hand;
  }

  #onHover({ x, y }) {
    const scene = this.stage.scene(), flag = flagAt(scene, x, y), found = flag >= 0 ? null : barAt(scene, x, y);
    this.surface.dataset.hand = x < this.stage.gutter ? "choose" : flag >= 0 || found !== null ? "choose" : "";
    this.acts.hover(flag >= 0 ? { bar: this.stage.model.promises.bar[flag], row: null, x, y } : found === null ? null : { ...found, x, y });
  }

  #onDoubleClick(event) {
    if (this.stage.isEmpty) return;
    const { x, y } = this.#point(event), found = barAt(this.stage.scene(), x, y);
    if (found !== null) this.acts.open(found.bar);
    else if (x > this.stage.gutter) this.stage.zoom(2, x);
  }

  #pinchNow() {
    const [a, b] = [...this.#fingers.values()];
    return { x: (a.x + b.x) / 2, apart: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)) };
  }
}
