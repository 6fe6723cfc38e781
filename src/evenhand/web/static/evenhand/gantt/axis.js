// The axis of time on top, and the rows' names on the left.

import { MISSING } from "./data.js";
import { FACES, write } from "./text.js";

const UPPER = 22;
const LEAST_NOTE = 70; // pixels; less would only be an ellipsis

export function drawAxis(pen, scene, axis) {
  const { scale, theme, width } = scene, height = scene.axis;
  pen.fillStyle = theme.raised;
  pen.fillRect(scale.left, 0, width - scale.left, height);
  pen.save();
  pen.beginPath();
  pen.rect(scale.left, 0, width - scale.left, height);
  pen.clip();
  drawFrozen(pen, scene);
  drawMajor(pen, scene, axis.major);
  drawMinor(pen, scene, axis);
  drawNowSign(pen, scene);
  pen.restore();
  pen.fillStyle = theme.line;
  pen.fillRect(0, height - scene.hair, width, scene.hair);
}

function drawMajor(pen, scene, major) {
  const { scale, theme, width } = scene;
  major.forEach(({ slot, label }, k) => {
    const x = scene.px(slot), next = k + 1 < major.length ? scene.px(major[k + 1].slot) : width;
    if (next <= scale.left) return;
    pen.fillStyle = theme.line;
    if (x >= scale.left) pen.fillRect(x, 0, scene.hair, UPPER);
    const at = Math.max(scale.left + 6, x + 6);
    write(pen, FACES.strong, label, at, 12, next - at - 6, theme.ink);
  });
}

function drawMinor(pen, scene, axis) {
  const { scale, theme, width } = scene;
  axis.minor.forEach(({ slot, label }, k) => {
    const x = scene.px(slot), next = k + 1 < axis.minor.length ? scene.px(axis.minor[k + 1].slot) : width + 40;
    if (next <= scale.left) return;
    pen.fillStyle = theme.line;
    pen.fillRect(x, UPPER, scene.hair, scene.axis - UPPER);
    const room = next - x, long = FACES.note.widthOf(label);
    if (long <= room - 4) write(pen, FACES.note, label, room < 34 ? x + (room - long) / 2 : x + 5, UPPER + 11, room, theme.quiet);
  });
  for (const { slot, minutes } of axis.changes) {
    const text = minutes > 0 ? `clocks +${minutes / 60} h` : `clocks −${-minutes / 60} h`;
    write(pen, FACES.small, text, scene.px(slot) + 4, 12, 90, theme.quiet);
  }
}

function drawFrozen(pen, scene) {
  const { model, theme } = scene;
  if (model.frozenUntil === MISSING || model.frozenUntil <= model.now) return;
  const from = scene.px(model.now), to = scene.px(model.frozenUntil);
  pen.fillStyle = theme["frozen-weeks"];
  pen.fillRect(from, UPPER, to - from, scene.axis - UPPER);
}

function drawNowSign(pen, scene) {
  const { model, theme } = scene;
  if (model.now === MISSING) return;
  const x = scene.px(model.now), wide = FACES.small.widthOf("now") + 10;
  pen.fillStyle = theme.now;
  pen.fillRect(x - wide / 2 + 1, scene.axis - 16, wide - 2, 14);
  pen.fillRect(x - wide / 2, scene.axis - 15, wide, 12);
  pen.fillRect(x - 1, scene.axis - 2, 2, 2);
  write(pen, FACES.small, "now", x - wide / 2 + 5, scene.axis - 8.5, wide, theme.ground);
}

/** The rows' names. A closed or opened pool shows which with a triangle. */
export function drawGutter(pen, scene, rows) {
  const { theme, gutter, height } = scene;
  pen.fillStyle = theme.raised;
  pen.fillRect(0, scene.axis, gutter, height - scene.axis);
  pen.save();
  pen.beginPath();
  pen.rect(0, scene.axis, gutter, height - scene.axis);
  pen.clip();
  for (const row of rows) drawName(pen, scene, row);
  pen.restore();
  pen.fillStyle = theme.raised;
  pen.fillRect(0, 0, gutter, scene.axis);
  write(pen, FACES.note, scene.clock.zone, 10, UPPER + 11, gutter - 16, theme.quiet);
  pen.fillStyle = theme.line;
  pen.fillRect(gutter - scene.hair, 0, scene.hair, height);
  pen.fillRect(0, scene.axis - scene.hair, gutter, scene.hair);
}

function drawName(pen, scene, row) {
  const { theme, gutter } = scene, y = scene.rowY(row);
  if (row.index === scene.project && row.kind === "project") {
    pen.fillStyle = theme.select;
    pen.fillRect(0, y, gutter, row.height);
    pen.fillStyle = theme.accent;
    pen.fillRect(0, y, 3, row.height);
  }
  const indent = row.canClose ? 20 : 10, room = gutter - indent - 8, top = Math.max(y, Math.min(scene.axis, y + row.height - 34));
  if (row.canClose) drawTriangle(pen, theme, 9, top + 14, row.isOpen);
  const note = row.load ? `peak ${row.load.peak} of ${row.load.most}` : row.note;
  if (row.kind === "project" || row.height < 28) {
    const written = write(pen, FACES.label, row.label, indent, top + Math.min(row.height, 28) / 2, room, theme.ink);
    if (room - written > LEAST_NOTE) write(pen, FACES.note, note, indent + written + 8, top + Math.min(row.height, 28) / 2 + 0.5, room - written - 8, theme.quiet);
  } else {
    write(pen, FACES.label, row.label, indent, top + (note ? 9.5 : 15), room, theme.ink);
    write(pen, FACES.small, note, indent, top + 22.5, room, theme.quiet);
  }
  pen.fillStyle = theme.line;
  pen.fillRect(0, y + row.height - scene.hair, gutter, scene.hair);
}

function drawTriangle(pen, theme, x, y, isOpen) {
  pen.fillStyle = theme.quiet;
  pen.beginPath();
  if (isOpen) {
    pen.moveTo(x - 1, y - 2.5);
    pen.lineTo(x + 7, y - 2.5);
    pen.lineTo(x + 3, y + 2.5);
  } else {
    pen.moveTo(x + 1, y - 4);
    pen.lineTo(x + 6, y);
    pen.lineTo(x + 1, y + 4);
  }
  pen.fill();
}
