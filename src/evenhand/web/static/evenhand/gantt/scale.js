// Time <-> pixels, and the ticks of the axis.
//
// A slot is a stretch of the site's wall clock, so every day has the same number of slots, and pixels are linear in what
// the clocks on the site's wall show. In the two nights in which they are changed an hour is left out, or lasts twice.

const DAY = 86_400_000;
const MINUTE = 60_000;
const HOUR_STEPS = [1, 2, 3, 6, 12];

/** A site's zone and slots. Dates whose UTC fields are those of the site's wall clock are called wall dates. */
export class Clock {
  constructor({ zone, slot_seconds: slotSeconds, origin }) {
    if (!(slotSeconds > 0)) throw new RangeError(`site.slot_seconds: Must be above 0; is ${slotSeconds}.`);
    this.zone = zone;
    this.slotMillis = slotSeconds * 1000;
    this.slotsPerDay = DAY / this.slotMillis;
    this.originMillis = Date.parse(`${origin}T00:00:00Z`);
    if (Number.isNaN(this.originMillis)) throw new RangeError(`site.origin: Must be a date such as 2027-03-01; is ${origin}.`);
  }

  #fields = null;
  #changes = new Map(); // day -> its change of the clocks, or null

  wall(slot) {
    return new Date(this.originMillis + slot * this.slotMillis);
  }

  slotOfWall(wallMillis) {
    return (wallMillis - this.originMillis) / this.slotMillis;
  }

  /** The slot, with its part, that is running at an instant. */
  slotOfInstant(millis) {
    return this.slotOfWall(millis + this.offsetAt(millis) * MINUTE);
  }

  /** Minutes by which the site's clocks are ahead of UTC at an instant. */
  offsetAt(millis) {
    this.#fields ??= new Intl.DateTimeFormat("en-GB", {
      timeZone: this.zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    });
    const part = {};
    for (const { type, value } of this.#fields.formatToParts(millis)) part[type] = Number(value);
    return Math.round((Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - millis) / MINUTE);
  }

  /** The change of the clocks on the day of this wall date: `{at, minutes}`, the wall time (in minutes of the day) at which it comes; null for none. */
  changeOn(dayMillis) {
    const day = Math.floor(dayMillis / DAY) * DAY;
    if (!this.#changes.has(day)) this.#changes.set(day, this.#findChange(day));
    return this.#changes.get(day);
  }

  #findChange(day) {
    const before = this.offsetAt(day - this.offsetAt(day) * MINUTE), start = day - before * MINUTE;
    const after = this.offsetAt(start + 26 * 3_600_000);
    if (before === after) return null;
    let low = start, high = start + 26 * 3_600_000;
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (this.offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    const at = (high + before * MINUTE - day) / MINUTE;
    return at >= 1440 ? null : { at, minutes: after - before };
  }
}

/** Which stretch of time is shown, and where. `left`: pixels before the first slot; `width`: pixels for time. */
export class Scale {
  constructor(clock, { from, to }) {
    this.clock = clock;
    this.left = 0;
    this.width = 1;
    this.whole = { from, to };
    this.from = from;
    this.perSlot = 1 / Math.max(1e-9, to - from);
  }

  get to() {
    return this.from + this.width / this.perSlot;
  }

  get perDay() {
    return this.perSlot * this.clock.slotsPerDay;
  }

  x(slot) {
    return this.left + (slot - this.from) * this.perSlot;
  }

  slot(x) {
    return this.from + (x - this.left) / this.perSlot;
  }

  /** The same stretch of time in another width. */
  resize(left, width) {
    const span = this.width / this.perSlot;
    this.left = left;
    this.width = Math.max(1, width);
    this.show(this.from, this.from + span);
  }

  show(from, to) {
    const shortest = this.clock.slotsPerDay, longest = Math.max(731 * this.clock.slotsPerDay, (this.whole.to - this.whole.from) * 1.1);
    const span = Math.min(longest, Math.max(shortest, to - from)), middle = (from + to) / 2;
    this.perSlot = this.width / span;
    this.from = this.#kept(middle - span / 2, span);
  }

  /** The time under x stays under x. */
  zoom(factor, x) {
    const under = this.slot(x), span = this.width / this.perSlot / factor;
    this.show(under - span / 2, under + span / 2);
    this.from = this.#kept(under - (x - this.left) / this.perSlot, this.width / this.perSlot);
  }

  pan(pixels) {
    this.from = this.#kept(this.from + pixels / this.perSlot, this.width / this.perSlot);
  }

  /** Some of the plan stays in view. */
  #kept(from, span) {
    const room = span * 0.8;
    return Math.min(this.whole.to - span + room, Math.max(this.whole.from - room, from));
  }
}

const inUtc = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const NAMES = {
  year: inUtc({ year: "numeric" }),
  month: inUtc({ month: "short" }),
  monthYear: inUtc({ month: "long", year: "numeric" }),
  date: inUtc({ day: "numeric", month: "short" }),
  weekday: inUtc({ weekday: "short", day: "numeric" }),
  day: inUtc({ day: "numeric" }),
  full: inUtc({ weekday: "short", day: "numeric", month: "long", year: "numeric" }),
};
const pad = (number) => String(number).padStart(2, "0");

/**
 * The axis: `{unit, major, minor, changes}`. A tick is `{slot, label, weight}`; `changes` are the changes of the clocks in view, `{slot, minutes}`.
 * Hours that the clocks leave out have no tick.
 */
export function ticks(scale) {
  const { clock, perDay } = scale;
  const from = clock.wall(scale.from).getTime(), to = clock.wall(scale.to).getTime();
  const hours = HOUR_STEPS.find((step) => (perDay / 24) * step >= 46);
  if (hours !== undefined) return hourTicks(clock, from, to, hours);
  if (perDay >= 20) return dated("day", days(clock, from, to, perDay >= 54 ? NAMES.weekday : NAMES.day), months(clock, from, to, 1, NAMES.monthYear));
  if (perDay * 7 >= 46) return dated("week", mondays(clock, from, to), months(clock, from, to, 1, NAMES.monthYear));
  if (perDay * 30 >= 30) return dated("month", months(clock, from, to, 1, NAMES.month), years(clock, from, to));
  return dated("quarter", months(clock, from, to, 3, { format: (date) => `Q${date.getUTCMonth() / 3 + 1}` }), years(clock, from, to));
}

const dated = (unit, minor, major) => ({ unit, minor, major, changes: [] });

function hourTicks(clock, from, to, step) {
  const minor = [], major = [], changes = [];
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
    const change = clock.changeOn(day);
    major.push({ slot: clock.slotOfWall(day), label: NAMES.full.format(day) });
    if (change !== null) changes.push({ slot: clock.slotOfWall(day + change.at * MINUTE), minutes: change.minutes });
    for (let hour = 0; hour < 24; hour += step) {
      const isLeftOut = change !== null && change.minutes > 0 && hour * 60 >= change.at && hour * 60 < change.at + change.minutes;
      if (!isLeftOut) minor.push({ slot: clock.slotOfWall(day + hour * 60 * MINUTE), label: `${pad(hour)}:00`, weight: hour === 0 ? 1 : 0 });
    }
  }
  return { unit: "hour", minor, major, changes };
}

function days(clock, from, to, name) {
  const found = [];
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
    found.push({ slot: clock.slotOfWall(day), label: name.format(day), weight: new Date(day).getUTCDay() === 1 ? 1 : 0 });
  }
  return found;
}

function mondays(clock, from, to) {
  const found = [], first = Math.floor(from / DAY), sinceMonday = (new Date(first * DAY).getUTCDay() + 6) % 7;
  for (let day = (first - sinceMonday) * DAY; day < to; day += 7 * DAY) found.push({ slot: clock.slotOfWall(day), label: NAMES.date.format(day), weight: 0 });
  return found;
}

function months(clock, from, to, step, name) {
  const found = [], first = new Date(from), year = first.getUTCFullYear(), begin = Math.floor(first.getUTCMonth() / step) * step;
  for (let month = begin, at; (at = Date.UTC(year, month, 1)) < to; month += step) {
    found.push({ slot: clock.slotOfWall(at), label: name.format(new Date(at)), weight: month % 12 === 0 ? 1 : 0 });
  }
  return found;
}

function years(clock, from, to) {
  const found = [];
  for (let year = new Date(from).getUTCFullYear(), at; (at = Date.UTC(year, 0, 1)) < to; year += 1) {
    found.push({ slot: clock.slotOfWall(at), label: NAMES.year.format(at), weight: 1 });
  }
  return found;
}
