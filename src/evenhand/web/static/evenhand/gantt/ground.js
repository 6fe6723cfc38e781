// What lies behind the bars: rows, closed time, the frozen weeks, the lines of the axis; and now, before them.

import { above, MISSING } from "./data.js";

const LEAST_CLOSED = 2; // pixels; a night that is narrower would only flicker

export function drawGround(pen, scene, rows, axis) {
  const { scale, theme, width, height, model } = scene;
  pen.fillStyle = theme.ground;
  pen.fillRect(scale.left, scene.axis, width - scale.left, height - scene.axis);
  if (model.frozenUntil !== MISSING && model.frozenUntil > model.now) {
    const from = Math.max(scale.left, scene.px(model.now)), to = Math.min(width, scene.px(model.frozenUntil));
    pen.fillStyle = theme["frozen-weeks"];
    pen.globalAlpha = 0.6;
    if (to > from) pen.fillRect(from, scene.axis, to - from, height - scene.axis);
    pen.globalAlpha = 1;
  }
  const closed = new Map();
  for (const row of rows) if (row.closed !== null && !closed.has(row.closed)) closed.set(row.closed, closedPixels(row.closed, scale));
  pen.fillStyle = theme.closed;
  for (const row of rows) {
    const spans = closed.get(row.closed);
    if (!spans) continue;
    const y = scene.rowY(row);
    for (let k = 0; k < spans.length; k += 2) pen.fillRect(spans[k], y, spans[k + 1] - spans[k], row.height);
  }
  pen.fillStyle = theme.faint;
  for (const { slot, weight } of axis.minor) if (!weight) pen.fillRect(scene.px(slot), scene.axis, scene.hair, height - scene.axis);
  pen.fillStyle = theme.line;
  for (const { slot, weight } of axis.minor) if (weight) pen.fillRect(scene.px(slot), scene.axis, scene.hair, height - scene.axis);
  for (const row of rows) {
    const y = scene.rowY(row) + row.height - scene.hair;
    pen.fillRect(scale.left, y, width - scale.left, scene.hair);
  }
  drawChanges(pen, scene, axis);
}

/** Closed time in view as pairs of pixels. */
function closedPixels({ starts, ends }, scale) {
  const spans = [];
  const right = scale.left + scale.width;
  for (let k = Math.max(0, above(ends, scale.from)); k < starts.length; k += 1) {
    const from = Math.max(scale.left, Math.round(scale.x(starts[k])));
    if (from >= right) break;
    const to = Math.min(right, Math.round(scale.x(ends[k])));
    if (to - from >= LEAST_CLOSED) spans.push(from, to);
  }
  return spans;
}

/** In the night in which the clocks are changed an hour is missing, or counts twice. */
function drawChanges(pen, scene, axis) {
  for (const { slot, minutes } of axis.changes) {
    const from = scene.px(minutes > 0 ? slot : slot + (minutes * 60_000) / scene.clock.slotMillis);
    const to = scene.px(minutes > 0 ? slot + (minutes * 60_000) / scene.clock.slotMillis : slot);
    pen.fillStyle = scene.patterns.get("back", scene.theme.stripe);
    pen.fillRect(from, scene.axis, Math.max(1, to - from), scene.height - scene.axis);
  }
}

export function drawNow(pen, scene) {
  const { model, scale, theme, height } = scene;
  if (model.now === MISSING) return;
  const x = scene.px(model.now);
  if (x < scale.left - 1 || x > scene.width) return;
  pen.fillStyle = theme.now;
  pen.fillRect(x - 1, scene.axis, 2, height - scene.axis);
}
