// How much of a pool is in use over time, and the thin area chart of it.

import { above } from "./data.js";

/** `{at, used, peak}`: from `at[k]` on, `used[k]` are in use. */
export function loadOf(model, row, bars) {
  const at = new Int32Array(bars.length * 2), change = new Int32Array(bars.length * 2), order = new Int32Array(bars.length * 2);
  bars.forEach((bar, k) => {
    const amount = amountOf(model, bar, row);
    at[2 * k] = model.start[bar];
    change[2 * k] = amount;
    at[2 * k + 1] = model.end[bar];
    change[2 * k + 1] = -amount;
  });
  for (let k = 0; k < order.length; k += 1) order[k] = k;
  order.sort((a, b) => at[a] - at[b]);
  const ats = [], used = [];
  let level = 0, peak = 0;
  for (let k = 0; k < order.length; k += 1) {
    level += change[order[k]];
    if (k + 1 < order.length && at[order[k + 1]] === at[order[k]]) continue;
    ats.push(at[order[k]]);
    used.push(level);
    peak = Math.max(peak, level);
  }
  const most = model.profiles[model.rowProfiles[row]].value.reduce((a, b) => Math.max(a, b), 0);
  return { at: Int32Array.from(ats), used: Int32Array.from(used), peak, most };
}

function amountOf(model, bar, row) {
  for (let k = model.needFrom[bar]; k < model.needFrom[bar + 1]; k += 1) if (model.needRow[k] === row) return model.needAmount[k];
  return 0;
}

/** The highest value of a step function in each column of pixels from x = `from` to `to`. */
export function highestByPixel(at, value, scale, from, to, highest = new Float32Array(Math.max(0, to - from))) {
  highest.fill(0);
  if (at.length === 0) return highest;
  for (let k = Math.max(0, above(at, scale.slot(from)) - 1); k < at.length; k += 1) {
    const begin = Math.max(0, Math.floor(scale.x(at[k]) - from));
    if (begin >= highest.length) break;
    const until = k + 1 < at.length ? Math.min(highest.length, Math.max(begin + 1, Math.floor(scale.x(at[k + 1]) - from))) : highest.length;
    for (let px = begin; px < until; px += 1) if (value[k] > highest[px]) highest[px] = value[k];
  }
  return highest;
}

/** The area, the line of what there is above it, and what is too much in the colour of what is late, hatched. */
export function drawLoad(pen, scene, row, y) {
  const { scale, theme, patterns } = scene, { at, used, peak, most } = row.load;
  const from = Math.floor(scale.left), to = Math.ceil(scale.left + scale.width), height = row.loadHeight - 2, foot = y + row.loadTop + row.loadHeight - 1;
  const perUnit = height / Math.max(1, most, peak), profile = scene.model.profiles[scene.model.rowProfiles[row.index]];
  const busy = highestByPixel(at, used, scale, from, to), there = highestByPixel(profile.at, profile.value, scale, from, to);
  area(pen, busy, from, foot, perUnit, theme.load);
  stepLine(pen, there, from, foot, perUnit, theme["load-line"]);
  pen.fillStyle = patterns.get("lean", theme.late);
  for (let k = 0; k < busy.length; k += 1) {
    if (busy[k] <= there[k] || there[k] === 0) continue; // what pauses over closed time uses nothing meanwhile
    let until = k + 1;
    while (until < busy.length && busy[until] > there[until] && there[until] > 0) until += 1;
    pen.fillRect(from + k, foot - height, until - k, height);
    k = until;
  }
}

function area(pen, values, from, foot, perUnit, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(from, foot);
  for (let k = 0; k < values.length; ) {
    let until = k + 1;
    while (until < values.length && values[until] === values[k]) until += 1;
    const y = foot - values[k] * perUnit;
    pen.lineTo(from + k, y);
    pen.lineTo(from + until, y);
    k = until;
  }
  pen.lineTo(from + values.length, foot);
  pen.fill();
}

/** The line of what there is, where it is open; it does not fall to the ground each night. */
function stepLine(pen, values, from, foot, perUnit, colour) {
  pen.fillStyle = colour;
  for (let k = 0; k < values.length; ) {
    let until = k + 1;
    while (until < values.length && values[until] === values[k]) until += 1;
    if (values[k] > 0) pen.fillRect(from + k, Math.round(foot - values[k] * perUnit), until - k, 1);
    k = until;
  }
}
