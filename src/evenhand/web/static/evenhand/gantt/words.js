// What the picture says in words: the same in the table, the tooltip, the announcements and the notes.

import { LINK_KINDS, MISSING, OUTLOOKS } from "./data.js";

const inUtc = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const DATE = inUtc({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const MINUTES_OF_DAY = 1440;
const STATE_WORDS = ["planned", "started", "finished", "frozen", "held by quality"];
const LINK_WORDS = { FS: "starts after its end", SS: "starts after its start", FF: "ends after its end", SF: "ends after its start" };

const some = (count, unit) => `${count} ${unit}${count === 1 ? "" : "s"}`;

export class Words {
  constructor(model, clock) {
    this.model = model;
    this.clock = clock;
  }

  /** A beginning: "Mon 3 May 2027 08:00", at midnight the day alone. */
  moment(slot) {
    return slot % this.clock.slotsPerDay === 0 ? this.date(slot) : `${this.date(slot)} ${this.clock.wall(slot).toISOString().slice(11, 16)}`;
  }

  /** An exclusive end: at midnight, the day that is over. */
  ending(slot) {
    return slot % this.clock.slotsPerDay === 0 ? this.date(slot - 1) : this.moment(slot);
  }

  date(slot) {
    return DATE.format(this.clock.wall(slot)).replace(",", "").replace("Sept", "Sep"); // as on the other pages
  }

  /** A stretch of slots, without its sign: "3 days", "4 hours". */
  length(slots) {
    const minutes = Math.round((Math.abs(slots) * this.clock.slotMillis) / 60_000);
    if (minutes < 120) return some(minutes, "minute");
    if (minutes < 2 * MINUTES_OF_DAY) return some(Math.round(minutes / 6) / 10, "hour");
    return some(Math.round(minutes / (MINUTES_OF_DAY / 10)) / 10, "day");
  }

  /** "2 days later", "on the same date" */
  shift(slots) {
    return slots === 0 ? "not moved" : `${this.length(slots)} ${slots > 0 ? "later" : "earlier"}`;
  }

  chance(chance) {
    if (Number.isNaN(chance)) return "";
    if (chance >= 0.995 && chance < 1) return "over 99 %";
    return chance > 0 && chance < 0.005 ? "under 1 %" : `${Math.round(chance * 100)} %`;
  }

  state(bar) {
    const { model } = this, outlook = model.outlook[bar] === 0 || model.state[bar] === 2 ? "" : OUTLOOKS[model.outlook[bar]];
    return [model.isDraft[bar] ? "draft" : "", STATE_WORDS[model.state[bar]], outlook].filter(Boolean).join(", ");
  }

  promise(promise) {
    const { bar, due, chance } = this.model.promises;
    const late = this.model.end[bar[promise]] - due[promise];
    const said = this.chance(chance[promise]);
    return `${this.ending(due[promise])}${late > 0 ? `, ${this.length(late)} late` : ""}${said ? `, ${said}` : ""}`;
  }

  promises(bar) {
    const { from, of } = this.model.promisesOf;
    return Array.from(of.subarray(from[bar], from[bar + 1]), (promise) => this.promise(promise)).join("; ");
  }

  project(bar) {
    return this.projectName(this.model.project[bar]);
  }

  projectName(project) {
    const id = this.model.projectIds[project], name = this.model.projectNames[project];
    return id === name ? String(id) : `${id} ${name}`;
  }

  rows(bar) {
    return Array.from(this.model.rowsOf(bar), (row) => this.model.rowNames[row]).join("; ");
  }

  mainRow(bar) {
    const row = this.model.mainRow(bar);
    return row < 0 ? "" : this.model.rowLabel(row)[0];
  }

  link(link) {
    const { kind, lag, maxLag } = this.model.links, said = [LINK_WORDS[LINK_KINDS[kind[link]]]];
    if (lag[link] > 0) said.push(`at least ${this.length(lag[link])} between`);
    if (lag[link] < 0) said.push(`may overlap by ${this.length(lag[link])}`);
    if (maxLag[link] !== MISSING) said.push(`at most ${this.length(maxLag[link])} between`);
    return said.join(", ");
  }

  /** What a hold time allows, short enough for the picture: "≤ 3 days". */
  linkLimit(link) {
    const { maxLag } = this.model.links;
    return maxLag[link] === MISSING ? "" : `≤ ${this.length(maxLag[link])}`;
  }

  published(bar) {
    const { baseline, start } = this.model;
    if (baseline === null) return "";
    if (baseline.start[bar] === MISSING) return `not in ${baseline.name}`;
    const moved = start[bar] - baseline.start[bar];
    return moved === 0 ? `as in ${baseline.name}` : `${this.shift(moved)} than in ${baseline.name}`;
  }

  /** One bar in sentences, for those who hear it. */
  sentence(bar) {
    const promised = this.promises(bar), where = this.mainRow(bar), { model } = this;
    const said = [
      `${model.nameOf(bar)}, ${this.project(bar)}`,
      where,
      `${this.moment(model.start[bar])} to ${this.ending(model.end[bar])}`,
      this.state(bar),
      promised && `promised ${promised}`,
      model.movedBy(bar) === 0 ? "" : this.published(bar),
    ];
    return `${said.filter(Boolean).join(". ")}.`;
  }
}
