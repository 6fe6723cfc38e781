// Rows by unit or by project, and in each row lanes in which no two bars overlap.
//
// Within a lane both starts and ends rise, so that what is in view is found by binary search and drawn from left to right.

import { grouped } from "./data.js";
import { loadOf } from "./load.js";

export const GROUPINGS = ["unit", "project"];
const MOST_LANES_OPEN = 12; // a pool with more bars side by side than this shows its load alone until it is opened
const PAD = 3;
const SIZES = {
  unit: { lane: 28, bar: 20, load: 0 },
  pool: { lane: 18, bar: 13, load: 20 },
  people: { lane: 18, bar: 13, load: 20 },
  none: { lane: 18, bar: 13, load: 0 },
  project: { lane: 22, bar: 15, load: 0 },
};
const LOAD_ALONE = 28;

/** `opened`: rows' ids that the reader has opened (true) or closed (false). */
export function layOut(model, grouping, opened = new Map()) {
  const members = grouping === "project" ? membersByProject(model) : membersByRow(model);
  const rows = [], laneFrom = [0], items = [], { start, end } = model;
  let top = 0;
  for (const { bars, ...facts } of members) {
    bars.sort((a, b) => start[a] - start[b] || end[b] - end[a] || a - b);
    const size = SIZES[facts.kind], load = size.load ? loadOf(model, facts.index, bars) : null, wanted = load === null ? true : opened.get(facts.id);
    const packed = wanted === false ? null : pack(model, bars, wanted === true ? Infinity : MOST_LANES_OPEN), isOpen = packed !== null;
    const lanes = isOpen ? Math.max(1, packed.length) : 0;
    const height = isOpen ? PAD + lanes * size.lane + (load ? size.load + 4 : 0) : LOAD_ALONE + 6;
    const row = { ...facts, position: rows.length, bars, top, height, lanes, firstLane: laneFrom.length - 1, lane: size.lane, bar: size.bar, isOpen, canClose: load !== null, load };
    row.loadTop = load ? (isOpen ? PAD + lanes * size.lane : 3) : 0;
    row.loadHeight = load ? (isOpen ? size.load : LOAD_ALONE) : 0;
    rows.push(row);
    top += height;
    for (let lane = 0; lane < lanes; lane += 1) {
      for (const bar of packed[lane] ?? []) items.push(bar);
      laneFrom.push(items.length);
    }
  }
  return new Layout(model, grouping, rows, Int32Array.from(laneFrom), Int32Array.from(items), top);
}

class Layout {
  constructor(model, grouping, rows, laneFrom, items, height) {
    Object.assign(this, { grouping, rows, laneFrom, items, height });
    this.tops = Float64Array.from(rows, (row) => row.top);
    this.reach = furthestMove(model);
    this.#findPlaces(model);
    this.#placeFlags(model);
  }

  /** The row at this height (pixels from the first row's top); -1 for none. */
  rowAt(y) {
    if (y < 0 || y >= this.height) return -1;
    let low = 0, high = this.rows.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Where the bar is drawn: `[{row, lane}]`, open rows first; lane -1 is a closed row. */
  placesOf(bar) {
    const places = [];
    for (let k = this.placeFrom[bar]; k < this.placeFrom[bar + 1]; k += 1) places.push({ row: this.placeRow[k], lane: this.placeLane[k] });
    return places.sort((a, b) => (a.lane < 0) - (b.lane < 0) || a.row - b.row);
  }

  mainPlace(bar) {
    return this.placesOf(bar)[0] ?? null;
  }

  /** The top of a place's bar and its height, in pixels from the first row's top. */
  boxOf({ row: index, lane }) {
    const row = this.rows[index];
    return lane < 0 ? { y: row.top + row.height - 9, height: 6 } : { y: row.top + PAD + lane * row.lane, height: row.bar };
  }

  /** Every bar once: row by row, by start. */
  order(model) {
    const seen = new Uint8Array(model.count), order = new Int32Array(model.count);
    let n = 0;
    for (const row of this.rows) {
      for (const bar of row.bars) {
        if (seen[bar]) continue;
        seen[bar] = 1;
        order[n++] = bar;
      }
    }
    return order;
  }

  #findPlaces(model) {
    const size = this.rows.reduce((sum, row) => sum + row.bars.length, 0), bars = new Int32Array(size), rows = new Int32Array(size), lanes = new Int32Array(size);
    let n = 0;
    for (const row of this.rows) {
      rows.fill(row.position, n, n + row.bars.length);
      if (!row.isOpen) {
        bars.set(row.bars, n);
        lanes.fill(-1, n, (n += row.bars.length));
        continue;
      }
      for (let lane = 0; lane < row.lanes; lane += 1) {
        const from = this.laneFrom[row.firstLane + lane], to = this.laneFrom[row.firstLane + lane + 1];
        bars.set(this.items.subarray(from, to), n);
        lanes.fill(lane, n, (n += to - from));
      }
    }
    const by = grouped(bars, model.count);
    this.placeFrom = by.from;
    this.placeRow = Int32Array.from(by.of, (k) => rows[k]);
    this.placeLane = Int32Array.from(by.of, (k) => lanes[k]);
  }

  #placeFlags(model) {
    this.flags = this.rows.map(() => []);
    model.promises.bar.forEach((bar, promise) => {
      const place = this.mainPlace(bar);
      if (place !== null) this.flags[place.row].push({ promise, lane: place.lane });
    });
  }
}

/** Slots by which a bar lies at most beside its hairline. */
function furthestMove({ baseline, start, end, count }) {
  let most = 0;
  if (baseline !== null) {
    for (let k = 0; k < count; k += 1) {
      if (baseline.start[k] >= 0) most = Math.max(most, Math.abs(baseline.start[k] - start[k]), Math.abs(baseline.end[k] - end[k]));
    }
  }
  return most;
}

function membersByRow(model) {
  const bars = model.rowIds.map(() => []), none = [];
  for (let bar = 0; bar < model.count; bar += 1) {
    const rows = model.rowsOf(bar);
    if (rows.length === 0) none.push(bar);
    for (const row of rows) bars[row].push(bar);
  }
  const members = model.rowIds.map((id, index) => {
    const [label, note] = model.rowLabel(index);
    return { id, kind: model.rowKinds[index], index, label, note, closed: model.closed[model.rowProfiles[index]], bars: bars[index] };
  });
  if (none.length) members.push({ id: null, kind: "none", index: -1, label: "Needs no unit or people", note: "", closed: null, bars: none });
  return members;
}

function membersByProject(model) {
  const { from, of } = model.ofProject;
  return model.projectIds.map((id, index) => {
    const name = model.projectNames[index];
    return { id, kind: "project", index, label: String(id), note: name === id ? "" : name, closed: null, bars: Array.from(of.subarray(from[index], from[index + 1])) };
  });
}

/** Lanes, each a list of bars one after the other; null if that would take more than `most`. */
function pack(model, bars, most) {
  const { start, end } = model, lanes = [], ends = [];
  for (const bar of bars) {
    let lane = 0;
    while (lane < ends.length && ends[lane] > start[bar]) lane += 1;
    if (lane === most) return null;
    if (lane === ends.length) lanes.push([]);
    lanes[lane].push(bar);
    ends[lane] = Math.max(end[bar], start[bar] + 1);
  }
  return lanes;
}

/** The first position in [low, high) of `items` whose bar ends after `slot`. */
export function firstEndingAfter(model, items, low, high, slot) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (model.end[items[middle]] <= slot && model.start[items[middle]] < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}
