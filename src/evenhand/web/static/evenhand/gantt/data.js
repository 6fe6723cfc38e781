// The document as columnar arrays: what the other parts read, and nothing else changes but through `place`.

export const FORMAT = "evenhand-gantt/1";
export const STATES = ["planned", "started", "finished", "frozen", "held"];
export const OUTLOOKS = ["on plan", "at risk", "late"];
export const LINK_KINDS = ["FS", "SS", "FF", "SF"];
export const ROW_KINDS = ["unit", "pool", "people"];
export const MISSING = -(2 ** 31);
const SLOT_LIMIT = 2 ** 30;

/** A document that cannot be drawn; the message is the rule and the value. */
export class DocumentError extends Error {}

function require(isTrue, message) {
  if (!isTrue) throw new DocumentError(message);
}

function listOf(where, part, name, length) {
  const values = part?.[name];
  require(Array.isArray(values), `${where}.${name}: Must be a list; is ${values === undefined ? "missing" : typeof values}.`);
  require(length === undefined || values.length === length, `${where}.${name}: Must have ${length} values; has ${values.length}.`);
  return values;
}

/** A list of whole numbers as a typed array; null becomes MISSING where it may be missing. */
function column(where, part, name, length, { below = SLOT_LIMIT, least = -SLOT_LIMIT, mayMiss = false } = {}) {
  const values = listOf(where, part, name, length), made = Int32Array.from(values);
  const wrong = firstWrong(values, made, least, below, mayMiss);
  require(wrong < 0, `${where}.${name}[${wrong}]: Must be a whole number from ${least} and below ${below}; is ${values[wrong]}.`);
  return made;
}

function firstWrong(values, made, least, below, mayMiss) {
  for (let k = 0; k < made.length; k += 1) {
    const value = made[k];
    if (value === values[k] && value >= least && value < below) continue;
    if (!mayMiss || values[k] !== null) return k;
    made[k] = MISSING;
  }
  return -1;
}

/** Positions grouped by key, in order: those of key k are `of[from[k]] … of[from[k + 1] - 1]`. */
export function grouped(keys, size) {
  const from = new Int32Array(size + 1);
  for (let k = 0; k < keys.length; k += 1) from[keys[k] + 1] += 1;
  for (let k = 0; k < size; k += 1) from[k + 1] += from[k];
  const next = from.slice(0, size), of = new Int32Array(keys.length);
  for (let k = 0; k < keys.length; k += 1) of[next[keys[k]]++] = k;
  return { from, of };
}

/** The first position in [low, high) whose value is above the wanted one. */
export function above(sorted, wanted, low = 0, high = sorted.length) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Model {
  constructor(document) {
    require(document?.format === FORMAT, `format: Must be ${FORMAT}; is ${document?.format}.`);
    this.site = document.site;
    this.from = document.from;
    this.to = document.to;
    this.now = document.now ?? MISSING;
    this.frozenUntil = document.frozen_until ?? MISSING;
    require(Number.isFinite(this.from) && Number.isFinite(this.to) && this.from < this.to, `from, to: Must have from < to; is ${this.from}, ${this.to}.`);
    this.#readRows(document);
    this.#readBars(document.bars);
    this.#readLinks(document.links);
    this.#readPromises(document.promises);
    this.#readChangeovers(document.changeovers);
    this.setBaseline(document.baseline ?? null);
    this.isDraft = new Uint8Array(this.count);
    this.#before = new Map();
  }

  #before; // bar -> where the document has it, of the bars that a draft has moved

  #readRows({ rows, profiles, projects }) {
    this.rowIds = listOf("rows", rows, "id");
    this.rowNames = listOf("rows", rows, "name", this.rowIds.length);
    this.rowKinds = listOf("rows", rows, "kind", this.rowIds.length);
    this.rowKinds.forEach((kind, k) => require(ROW_KINDS.includes(kind), `rows.kind[${k}]: Must be one of ${ROW_KINDS.join(", ")}; is ${kind}.`));
    require(Array.isArray(profiles), "profiles: Must be a list.");
    this.profiles = profiles.map((profile, k) => {
      const at = column(`profiles[${k}]`, profile, "at");
      return { at, value: column(`profiles[${k}]`, profile, "value", at.length, { least: 0 }) };
    });
    this.rowProfiles = column("rows", rows, "profile", this.rowIds.length, { least: 0, below: this.profiles.length });
    this.closed = this.profiles.map((profile) => closedRuns(profile, this.to));
    this.rowIndex = new Map(this.rowIds.map((id, k) => [id, k]));
    this.projectIds = listOf("projects", projects, "id");
    this.projectNames = listOf("projects", projects, "name", this.projectIds.length);
  }

  #readBars(bars) {
    this.ids = listOf("bars", bars, "id");
    const n = (this.count = this.ids.length);
    this.names = listOf("bars", bars, "names");
    this.name = column("bars", bars, "name", n, { least: 0, below: this.names.length });
    this.project = column("bars", bars, "project", n, { least: 0, below: this.projectIds.length });
    this.start = column("bars", bars, "start", n);
    this.end = column("bars", bars, "end", n);
    this.mode = column("bars", bars, "mode", n, { least: 0 });
    this.modes = column("bars", bars, "modes", n, { least: 0 });
    this.state = column("bars", bars, "state", n, { least: 0, below: STATES.length });
    this.outlook = column("bars", bars, "outlook", n, { least: 0, below: OUTLOOKS.length });
    const needs = column("bars", bars, "needs", n, { least: 0 });
    this.needFrom = new Int32Array(n + 1);
    for (let k = 0; k < n; k += 1) {
      this.needFrom[k + 1] = this.needFrom[k] + needs[k];
      if (this.start[k] > this.end[k]) throw new DocumentError(`bars[${k}]: Must have start <= end; is ${this.start[k]}, ${this.end[k]}.`);
    }
    this.needRow = column("bars", bars, "need_row", this.needFrom[n], { least: 0, below: this.rowIds.length });
    this.needAmount = column("bars", bars, "need_amount", this.needFrom[n], { least: 0 });
    this.indexOf = new Map(this.ids.map((id, k) => [id, k]));
    this.ofProject = grouped(this.project, this.projectIds.length);
  }

  #readLinks(links) {
    const before = column("links", links, "before", undefined, { least: 0, below: this.count }), n = before.length;
    this.links = {
      before,
      after: column("links", links, "after", n, { least: 0, below: this.count }),
      kind: column("links", links, "kind", n, { least: 0, below: LINK_KINDS.length }),
      lag: column("links", links, "lag", n),
      maxLag: column("links", links, "max_lag", n, { mayMiss: true }),
    };
    this.linksOut = grouped(before, this.count);
    this.linksIn = grouped(this.links.after, this.count);
  }

  #readPromises(promises) {
    const bar = column("promises", promises, "bar", undefined, { least: 0, below: this.count });
    const chance = listOf("promises", promises, "chance", bar.length).map((value) => (value === null ? NaN : value));
    this.promises = { id: listOf("promises", promises, "id", bar.length), bar, due: column("promises", promises, "due", bar.length), chance };
    this.promisesOf = grouped(bar, this.count);
  }

  #readChangeovers(changeovers) {
    const row = column("changeovers", changeovers, "row", undefined, { least: 0, below: this.rowIds.length });
    const start = column("changeovers", changeovers, "start", row.length), end = column("changeovers", changeovers, "end", row.length);
    const by = grouped(row, this.rowIds.length);
    for (let k = 0; k < this.rowIds.length; k += 1) by.of.subarray(by.from[k], by.from[k + 1]).sort((a, b) => start[a] - start[b]);
    this.changeovers = { start, end, from: by.from, of: by.of };
  }

  /** The published revision: `{name, start, end}` with one value a bar (null: not in it), or null for none. */
  setBaseline(baseline) {
    if (baseline === null) {
      this.baseline = null;
      return;
    }
    const start = column("baseline", baseline, "start", this.count, { mayMiss: true });
    const end = column("baseline", baseline, "end", this.count, { mayMiss: true });
    this.baseline = { name: baseline.name ?? "published", start, end };
  }

  nameOf(bar) {
    return this.names[this.name[bar]];
  }

  rowsOf(bar) {
    return this.needRow.subarray(this.needFrom[bar], this.needFrom[bar + 1]);
  }

  /** A row's name in two parts, "GMP suite 1" and "2000 gal" of "GMP suite 1: 2000 gal". */
  rowLabel(row) {
    const [label, ...note] = this.rowNames[row].split(": ");
    return [label, note.join(": ")];
  }

  /** The row that says where it is done: its unit if it needs one, otherwise the first it needs; -1 for none. */
  mainRow(bar) {
    const rows = this.rowsOf(bar);
    for (const row of rows) if (this.rowKinds[row] === "unit") return row;
    return rows.length ? rows[0] : -1;
  }

  /** Slots by which it moved against the published revision; 0 too if it is not in it. */
  movedBy(bar) {
    return this.baseline === null || this.baseline.start[bar] === MISSING ? 0 : this.start[bar] - this.baseline.start[bar];
  }

  /** A draft has the bar here. `row`: another unit instead of its own. */
  place(bar, start, end, row = null) {
    const need = row === null ? -1 : this.#unitNeed(bar);
    if (!this.#before.has(bar)) this.#before.set(bar, { start: this.start[bar], end: this.end[bar], need, row: need < 0 ? -1 : this.needRow[need] });
    this.start[bar] = start;
    this.end[bar] = end;
    if (need >= 0) this.needRow[need] = row;
    this.isDraft[bar] = 1;
  }

  /** Everything is where the document has it. */
  forgetDraft() {
    this.#before.forEach(({ start, end, need, row }, bar) => {
      this.start[bar] = start;
      this.end[bar] = end;
      if (need >= 0) this.needRow[need] = row;
    });
    this.#before.clear();
    this.isDraft.fill(0);
  }

  get draftSize() {
    return this.#before.size;
  }

  #unitNeed(bar) {
    for (let k = this.needFrom[bar]; k < this.needFrom[bar + 1]; k += 1) if (this.rowKinds[this.needRow[k]] === "unit") return k;
    return -1;
  }
}

function closedRuns({ at, value }, until) {
  const starts = [], ends = [];
  for (let k = 0; k < at.length; k += 1) {
    if (value[k] !== 0) continue;
    starts.push(at[k]);
    ends.push(k + 1 < at.length ? at[k + 1] : until);
  }
  return { starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}
