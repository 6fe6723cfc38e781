// What the keys do, in one list: the list that is shown with `?`.

import { along } from "./links.js";

const ZOOM = 1.4;

export const KEYS = [
  { keys: ["←", "→"], says: "along the links: what it waits for, what waits for it" },
  { keys: ["↑", "↓"], says: "to the bar above or below" },
  { keys: ["Shift", "← →"], says: "to the bar before or after in the same row" },
  { keys: ["+", "−"], says: "zoom in and out" },
  { keys: ["[", "]"], says: "earlier, later" },
  { keys: ["Page up", "Page down"], says: "through the rows" },
  { keys: ["Home"], says: "now" },
  { keys: ["0"], says: "the whole plan" },
  { keys: ["Enter"], says: "open the selected activity" },
  { keys: ["d"], says: "try a move: then ← → by one slot, Shift by one day, ↑ ↓ to another unit, Enter to ask, Esc to give up" },
  { keys: ["f"], says: "move the flag of the project's promise: then ← → by one day, Shift by a week, Enter to ask for that date, Esc to give up" },
  { keys: ["e"], says: "expedite the selected project" },
  { keys: ["m"], says: "raise a matter" },
  { keys: ["t"], says: "to the table and back" },
  { keys: ["Esc"], says: "close what is open; then select nothing" },
  { keys: ["?"], says: "these keys" },
];

export class Keyboard {
  constructor(surface, stage, acts) {
    Object.assign(this, { stage, acts });
    surface.addEventListener("keydown", (event) => this.onKeyDown(event));
  }

  onKeyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.stage.isEmpty) return;
    const act = (this.acts.wish.isOn && this.#whileWishing(event)) || (this.stage.trial !== null && this.#whileTrying(event)) || this.#usually(event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  #whileTrying({ key, shiftKey }) {
    const step = shiftKey ? this.stage.clock.slotsPerDay : 1, { acts } = this;
    return {
      ArrowLeft: () => acts.nudge(-step, 0),
      ArrowRight: () => acts.nudge(step, 0),
      ArrowUp: () => acts.nudge(0, -1),
      ArrowDown: () => acts.nudge(0, 1),
      Enter: () => acts.endMove(),
      Escape: () => acts.giveUp(),
    }[key];
  }

  #whileWishing({ key, shiftKey }) {
    const step = (shiftKey ? 7 : 1) * this.stage.clock.slotsPerDay, { wish } = this.acts;
    return {
      ArrowLeft: () => wish.nudge(-step),
      ArrowRight: () => wish.nudge(step),
      Enter: () => wish.end(),
      Escape: () => wish.giveUp(),
    }[key];
  }

  #usually({ key, shiftKey }) {
    const { stage, acts } = this;
    return {
      ArrowLeft: () => (shiftKey ? this.#inLane(-1) : this.#along(-1)),
      ArrowRight: () => (shiftKey ? this.#inLane(1) : this.#along(1)),
      ArrowUp: () => this.#beside(-1),
      ArrowDown: () => this.#beside(1),
      "+": () => stage.zoom(ZOOM, this.#around()),
      "=": () => stage.zoom(ZOOM, this.#around()),
      "-": () => stage.zoom(1 / ZOOM, this.#around()),
      "[": () => stage.pan(-stage.scale.width / 4),
      "]": () => stage.pan(stage.scale.width / 4),
      PageUp: () => stage.scrollTo(stage.top - stage.height * 0.8),
      PageDown: () => stage.scrollTo(stage.top + stage.height * 0.8),
      Home: () => acts.showNow(),
      0: () => stage.showEverything(),
      Enter: () => acts.open(stage.selected),
      d: () => acts.beginMoveByKeys(),
      f: () => acts.wish.beginByKeys(),
      e: () => acts.emitFor("expedite"),
      m: () => acts.emitFor("matter"),
      t: () => acts.toTable(),
      "?": () => acts.showKeys(),
      Escape: () => acts.escape(),
    }[key];
  }

  /** Zooming with keys keeps what is selected in its place. */
  #around() {
    const { stage } = this, { scale } = stage;
    if (stage.selected < 0) return undefined;
    const x = scale.x((stage.model.start[stage.selected] + stage.model.end[stage.selected]) / 2);
    return x > scale.left && x < scale.left + scale.width ? x : undefined;
  }

  #along(direction) {
    const { stage, acts } = this;
    if (stage.selected < 0) return this.#first();
    const found = along(stage.model, stage.selected, direction);
    if (found < 0) return acts.say(direction < 0 ? "It waits for nothing." : "Nothing waits for it.");
    return acts.select(found, null);
  }

  #inLane(direction) {
    const { stage, acts } = this, { layout } = stage, place = stage.selected < 0 ? null : stage.placeOf(stage.selected);
    if (place === null || place.lane < 0) return this.#first();
    const lane = layout.rows[place.row].firstLane + place.lane, at = layout.items.indexOf(stage.selected, layout.laneFrom[lane]) + direction;
    if (at < layout.laneFrom[lane] || at >= layout.laneFrom[lane + 1]) return acts.say(direction < 0 ? "The first in its row." : "The last in its row.");
    return acts.select(layout.items[at], place.row);
  }

  #beside(direction) {
    const { stage, acts } = this, { layout, model } = stage, place = stage.selected < 0 ? null : stage.placeOf(stage.selected);
    if (place === null) return this.#first();
    const row = layout.rows[place.row], lanes = layout.laneFrom.length - 1;
    let lane = place.lane < 0 ? (direction < 0 ? row.firstLane : row.firstLane - 1) : row.firstLane + place.lane;
    do lane += direction;
    while (lane >= 0 && lane < lanes && layout.laneFrom[lane] === layout.laneFrom[lane + 1]);
    if (lane < 0 || lane >= lanes) return acts.say(direction < 0 ? "The first row." : "The last row.");
    let best = layout.items[layout.laneFrom[lane]];
    for (let k = layout.laneFrom[lane]; k < layout.laneFrom[lane + 1]; k += 1) {
      const bar = layout.items[k];
      if (Math.abs(model.start[bar] - model.start[stage.selected]) < Math.abs(model.start[best] - model.start[stage.selected])) best = bar;
    }
    return acts.select(best, layout.rows.findLast((r) => r.lanes > 0 && r.firstLane <= lane).position);
  }

  /** The first bar in view, from the top. */
  #first() {
    const { stage, acts } = this, { layout, model, scale } = stage;
    for (const row of stage.scene().visibleRows) {
      for (let lane = row.firstLane; lane < row.firstLane + row.lanes; lane += 1) {
        for (let k = layout.laneFrom[lane]; k < layout.laneFrom[lane + 1]; k += 1) {
          const bar = layout.items[k];
          if (model.end[bar] > scale.from && model.start[bar] < scale.to) return acts.select(bar, row.position);
        }
      }
    }
    return acts.say("No bar in view.");
  }
}
