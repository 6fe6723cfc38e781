// One frame: only what is in view, and one fill after the other rather than one bar after the other.

import { drawAxis, drawGutter } from "./axis.js";
import { MISSING } from "./data.js";
import { drawGround, drawNow } from "./ground.js";
import { firstEndingAfter } from "./layout.js";
import { drawLinks } from "./links.js";
import { drawLoad } from "./load.js";
import { drawFlag, drawMarks, drawSign, fillBox, fillDiamond, FLAG, lookOf, LOOKS, outline, signOf, SIGN_WIDTH, standingOf } from "./looks.js";
import { ticks } from "./scale.js";
import { FACES, write } from "./text.js";
import { drawTrial } from "./trial.js";

const FIELDS = 8; // of a bar that is to be drawn: bar, x, y, width, height, room to its right, is by project, is thin
const LABEL_ROOM = 24;
const SECOND_WORD = 30; // pixels that the project's id must leave for the activity's name, or the id stands alone
const NOT_FOUND_ALPHA = 0.18;

/** What is drawn and where: the model, the layout and the scale, seen through a window of pixels. */
export class Scene {
  constructor(parts) {
    Object.assign(this, parts);
    this.hair = 1 / Math.max(1, Math.round(this.ratio));
    this.counts = { rows: 0, bars: 0, labels: 0, flags: 0, changeovers: 0, links: 0, hairlines: 0 };
  }

  /** A slot's pixel, on the screen's pixels. */
  px(slot) {
    return Math.round(this.scale.x(slot) * this.ratio) / this.ratio;
  }

  rowY(row) {
    return Math.round((this.axis + row.top - this.top) * this.ratio) / this.ratio;
  }

  get visibleRows() {
    const { layout } = this, rows = [];
    for (let k = Math.max(0, layout.rowAt(this.top)); k < layout.rows.length && layout.rows[k].top < this.top + this.height - this.axis; k += 1) rows.push(layout.rows[k]);
    return rows;
  }

  /** Where the bar is, in the row given or where it is drawn first; with a trial, where it would be. Null if it is drawn nowhere. */
  boxOf(bar, row = null) {
    const { layout, model, trial } = this, places = layout.placesOf(bar);
    const place = (row !== null && places.find((p) => p.row === row)) || places[0];
    if (place === undefined) return null;
    const box = layout.boxOf(place), tried = trial !== null && trial.bar === bar;
    const x = this.px(tried ? trial.start : model.start[bar]), end = this.px(tried ? trial.start + model.end[bar] - model.start[bar] : model.end[bar]);
    const top = tried ? trial.topIn(this) : null;
    return { x, y: this.axis + (top ?? box.y) - this.top, width: Math.max(1, end - x), height: box.height, row: place.row };
  }
}

export function draw(pen, scene) {
  const axis = ticks(scene.scale), rows = scene.visibleRows;
  scene.counts.rows = rows.length;
  scene.patterns.anchor(scene.px(0), scene.axis - scene.top);
  pen.save();
  pen.beginPath();
  pen.rect(scene.scale.left, scene.axis, scene.width - scene.scale.left, scene.height - scene.axis);
  pen.clip();
  drawGround(pen, scene, rows, axis);
  for (const row of rows) if (row.load) drawLoad(pen, scene, row, scene.rowY(row));
  drawChangeovers(pen, scene, rows);
  drawBars(pen, scene, rows);
  drawNow(pen, scene);
  drawFlags(pen, scene, rows);
  drawClosedRows(pen, scene, rows);
  drawLinks(pen, scene);
  drawSelected(pen, scene);
  if (scene.trial !== null) drawTrial(pen, scene);
  pen.restore();
  drawGutter(pen, scene, rows);
  drawAxis(pen, scene, axis);
}

function drawChangeovers(pen, scene, rows) {
  const { model, scale, theme, patterns } = scene, { start, end, from, of } = model.changeovers;
  const right = scale.left + scale.width, thin = [];
  for (const row of rows) {
    if (row.kind !== "unit") continue;
    const y = scene.rowY(row) + 3;
    for (let k = from[row.index]; k < from[row.index + 1]; k += 1) {
      const x = scene.px(start[of[k]]), to = scene.px(end[of[k]]);
      if (x > right) break;
      if (to < scale.left) continue;
      scene.counts.changeovers += 1;
      if (to - x < 5) {
        thin.push(x, y, Math.max(1, to - x), row.bar);
        continue;
      }
      pen.fillStyle = patterns.get("lean", theme.hatch);
      pen.fillRect(x, y, to - x - 1, row.bar);
      outline(pen, x, y, to - x - 1, row.bar, theme.hatch);
    }
  }
  pen.fillStyle = theme.hatch;
  pen.globalAlpha = 0.55;
  for (let k = 0; k < thin.length; k += 4) pen.fillRect(thin[k], thin[k + 1], thin[k + 2], thin[k + 3]);
  pen.globalAlpha = 1;
}

function drawBars(pen, scene, rows) {
  const { found, lines } = gather(scene, rows);
  drawHairlines(pen, scene, lines);
  found.forEach((list, look) => {
    pen.fillStyle = scene.theme[LOOKS[look].fill];
    for (let k = 0; k < list.length; k += FIELDS) fillBar(pen, scene, list, k);
    pen.globalAlpha = 1;
    scene.counts.bars += list.length / FIELDS;
  });
  found.forEach((list, look) => {
    for (let k = 0; k < list.length; k += FIELDS) finishBar(pen, scene, list, k, scene.theme[LOOKS[look].ink]);
    pen.globalAlpha = 1;
  });
}

/** Where the published revision has each bar; strong where the bar has moved away from it. */
function drawHairlines(pen, scene, lines) {
  pen.fillStyle = scene.theme.hairline;
  for (const [moved, alpha] of [[0, 0.4], [1, 1]]) {
    pen.globalAlpha = alpha;
    for (let k = 0; k < lines.length; k += 4) if (lines[k + 3] === moved) pen.fillRect(lines[k], lines[k + 1], lines[k + 2], 2);
  }
  pen.globalAlpha = 1;
  scene.counts.hairlines = lines.length / 4;
}

/** The bars in view by look, and the hairlines of the published revision. What would fall on the pixels of its neighbour is left out. */
function gather(scene, rows) {
  const { model, layout, scale, found, lines } = scene.buffers.begin(scene);
  const { start, end, baseline } = model, right = scale.left + scale.width, reach = baseline === null ? 0 : layout.reach;
  const first = scale.slot(scale.left), until = scale.slot(right) + reach;
  for (const row of rows) {
    const byProject = row.kind === "project" ? 1 : 0, top = scene.rowY(row) + 3;
    for (let lane = 0; lane < row.lanes; lane += 1) {
      const y = top + lane * row.lane, high = layout.laneFrom[row.firstLane + lane + 1];
      if (y > scene.height || y + row.lane < scene.axis) continue;
      let drawnTo = -1, drawnLook = -1, lineTo = -1;
      for (let k = firstEndingAfter(model, layout.items, layout.laneFrom[row.firstLane + lane], high, first - reach); k < high; k += 1) {
        const bar = layout.items[k];
        if (start[bar] > until) break;
        if (baseline !== null && baseline.start[bar] !== MISSING) {
          const from = Math.max(scale.left - 2, scene.px(baseline.start[bar])), to = Math.min(right + 2, scene.px(baseline.end[bar]));
          if (to > lineTo && to > scale.left && from < right) {
            lines.push(from, y + row.bar + 1, Math.max(1, to - from - (to - from > 3 ? 1 : 0)), baseline.start[bar] === start[bar] && baseline.end[bar] === end[bar] ? 0 : 1);
            lineTo = to;
          }
        }
        const x = scene.px(start[bar]), to = scene.px(end[bar]);
        if (to < scale.left || x > right) continue;
        const look = lookOf(model, bar), width = Math.max(1, to - x - (to - x > 3 ? 1 : 0));
        if (x + width <= drawnTo && look === drawnLook) continue;
        const next = k + 1 < high ? scene.px(start[layout.items[k + 1]]) : right + 200;
        found[look].push(bar, x, y, width, row.bar, next - x - width, byProject, to - x);
        drawnTo = x + width;
        drawnLook = look;
      }
    }
  }
  return { found, lines };
}

/** Lists that live from frame to frame, so that a frame makes no garbage. */
export class Buffers {
  #found = LOOKS.map(() => []);
  #lines = [];

  begin({ model, layout, scale }) {
    for (const list of this.#found) list.length = 0;
    this.#lines.length = 0;
    return { model, layout, scale, found: this.#found, lines: this.#lines };
  }
}

function fillBar(pen, scene, list, k) {
  const bar = list[k], x = list[k + 1], width = list[k + 3], { shown, scale, model, trial } = scene;
  pen.globalAlpha = (shown !== null && shown[bar] === 0) || (trial !== null && trial.bar === bar) ? NOT_FOUND_ALPHA : 1;
  if (model.start[bar] === model.end[bar]) {
    fillDiamond(pen, x, list[k + 2], list[k + 4]);
    return;
  }
  const from = Math.max(x, scale.left - 4), to = Math.min(x + width, scale.left + scale.width + 4);
  fillBox(pen, from, list[k + 2], to - from, list[k + 4], scene.hair);
}

/** Marks, sign and label. */
function finishBar(pen, scene, list, k, ink) {
  const bar = list[k], { model, theme, scale, shown, trial } = scene;
  const x = list[k + 1], y = list[k + 2], width = list[k + 3], height = list[k + 4], room = list[k + 5];
  if (trial !== null && trial.bar === bar) return;
  if (shown !== null && shown[bar] === 0) return;
  const state = model.state[bar], outlook = state === 2 ? 0 : model.outlook[bar], isDraft = model.isDraft[bar] === 1, length = model.end[bar] - model.start[bar];
  if (length > 0 && (state !== 0 || outlook !== 0 || isDraft)) drawMarks(pen, scene, { state, outlook, isDraft, doneTo: scene.px(model.now) }, x, y, width, height);
  const sign = signOf(state, outlook), middle = y + height / 2 + 0.5, seen = Math.max(x, scale.left), right = scale.left + scale.width;
  const inside = Math.min(x + width, right) - seen - 8, signRoom = sign === null ? 0 : SIGN_WIDTH, label = scene.labelOf(bar, list[k + 6] === 1);
  if (sign !== null && inside + 4 >= SIGN_WIDTH) {
    pen.fillStyle = pen.strokeStyle = ink;
    drawSign(pen, sign, seen + 4, middle);
  }
  const needed = FACES.bar.widthOf(label) + signRoom;
  if (needed > inside && needed - signRoom <= room - 12 && x + width >= scale.left) {
    scene.counts.labels += write(pen, FACES.bar, label, x + width + 5, middle, room, theme.quiet) > 0 ? 1 : 0;
  } else if (inside - signRoom > LABEL_ROOM) {
    const short = scene.shortLabelOf(bar, list[k + 6] === 1), fits = short === "" || inside - signRoom > FACES.bar.widthOf(short) + SECOND_WORD;
    scene.counts.labels += write(pen, FACES.bar, fits ? label : short, seen + 4 + signRoom, middle, inside - signRoom, ink) > 0 ? 1 : 0;
  }
}

function drawFlags(pen, scene, rows) {
  const { model, layout, scale } = scene;
  for (const row of rows) {
    for (const { promise, lane } of layout.flags[row.position]) {
      if (lane < 0 && model.project[model.promises.bar[promise]] !== scene.project) continue;
      const x = scene.px(model.promises.due[promise]);
      if (x < scale.left - FLAG.width || x > scale.left + scale.width + 2) continue;
      if (scene.shown !== null && scene.shown[model.promises.bar[promise]] === 0) continue;
      scene.counts.flags += 1;
      drawPromise(pen, scene, promise, x, row, lane);
    }
  }
}

function drawPromise(pen, scene, promise, x, row, lane) {
  const { model, theme } = scene, y = scene.rowY(row) + (lane < 0 ? 1 : lane * row.lane + 2), height = lane < 0 ? row.height - 3 : row.lane - 1;
  drawFlag(pen, scene, standingOf(model, promise), model.promises.chance[promise], x, y, height);
  const bar = model.promises.bar[promise];
  if (bar !== scene.selected && model.project[bar] !== scene.project) return;
  const end = scene.px(model.end[bar]), foot = y + height - 2;
  if (end > x) {
    pen.fillStyle = theme.late;
    for (let at = x; at < end; at += 6) pen.fillRect(at, foot, Math.min(4, end - at), 1.5);
  }
  const said = scene.words.chance(model.promises.chance[promise]);
  if (said !== "") {
    const wide = FACES.small.widthOf(said);
    pen.fillStyle = theme.ground;
    pen.fillRect(x + FLAG.width + 2, y - 1, wide + 4, 12);
    write(pen, FACES.small, said, x + FLAG.width + 4, y + 5, wide + 2, theme.ink);
  }
}

/** In a row that shows its load alone, the selected project's bars as strips at its foot. */
function drawClosedRows(pen, scene, rows) {
  const { model, project, layout } = scene;
  if (project < 0) return;
  const { from, of } = model.ofProject;
  for (let k = from[project]; k < from[project + 1]; k += 1) {
    for (const { row, lane } of layout.placesOf(of[k])) {
      if (lane >= 0 || !rows.includes(layout.rows[row])) continue;
      const box = scene.boxOf(of[k], row);
      pen.fillStyle = scene.theme[LOOKS[lookOf(model, of[k])].fill];
      pen.fillRect(box.x, box.y, box.width, box.height);
      outline(pen, box.x, box.y, box.width, box.height, scene.theme.ink);
    }
  }
}

function drawSelected(pen, scene) {
  const { selected, hovered, theme, layout } = scene;
  for (const [bar, colour, thickness] of [[hovered, theme.quiet, 1], [selected, theme.ink, 2]]) {
    if (bar < 0) continue;
    for (const { row } of layout.placesOf(bar)) {
      const box = scene.boxOf(bar, row);
      const width = Math.max(3, box.width - (box.width > 3 ? 1 : 0));
      outline(pen, box.x - thickness - 1, box.y - thickness - 1, width + 2 * thickness + 2, box.height + 2 * thickness + 2, colour, [], thickness);
    }
  }
}
