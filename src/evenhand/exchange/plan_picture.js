"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { activities, resources, projects, promises, links, changeovers } = data;
  const by = (id) => document.getElementById(id);
  const reading = { "on plan": "on-plan", late: "late", done: "done", frozen: "frozen", held: "held", "under way": "on-plan" };
  const sign = { late: "! ", done: "✓ ", held: "‖ ", "under way": "▸ ", frozen: "", "on plan": "" };

  // ---- words -------------------------------------------------------------------------------------------------
  const slotsPerDay = 1440 / data.minutes; // slots follow the clock on the site's wall, so every day has the same number
  const instant = (slot) => new Date(data.origin + slot * data.minutes * 60000);
  const formats = data.origin === null ? null : {
    moment: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
    whole: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    hour: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hour: "2-digit", minute: "2-digit" }),
    day: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric" }),
    date: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" }),
    month: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short" }),
    longMonth: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" }),
    year: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", year: "numeric" }),
  };
  // A beginning: at midnight, the day alone.
  const moment = (slot) => (!formats ? String(slot) : (slot % slotsPerDay === 0 ? formats.whole : formats.moment).format(instant(slot)).replaceAll(",", "").replace("Sept", "Sep"));
  // An exclusive end: at midnight, the day that is over.
  const ending = (slot) => moment(formats && slot % slotsPerDay === 0 ? slot - slotsPerDay : slot);
  function percent(chance) {
    if (chance >= 0.995 && chance < 1) return "over 99 %";
    return chance > 0 && chance < 0.005 ? "under 1 %" : `${Math.round(chance * 100)} %`;
  }
  function span(slots) {
    if (!formats) return String(slots);
    const minutes = Math.abs(slots) * data.minutes;
    const some = (n, unit) => `${n} ${unit}${n === 1 ? "" : "s"}`;
    if (minutes < 120) return some(Math.round(minutes), "minute");
    if (minutes < 48 * 60) return some(Math.round(minutes / 6) / 10, "hour");
    return some(Math.round(minutes / 144) / 10, "day");
  }
  const projectName = (a) => projects[a.project].name;
  const shortName = (a) => `${projects[a.project].id}: ${a.name}`;
  const fullName = (a) => `${projectName(a)}: ${a.name}`;

  // ---- rows --------------------------------------------------------------------------------------------------
  const LANE = 15, UNIT = 26, PAD = 4, LOAD = 14;
  const waits = activities.map(() => []), waited = activities.map(() => []);
  links.forEach(([before, after, kind, note]) => {
    waits[after].push({ other: before, kind, note });
    waited[before].push({ other: after, kind, note });
  });

  function packed(members) {
    const ends = [];
    return [...members].sort((x, y) => activities[x].start - activities[y].start || activities[y].end - activities[x].end).map((index) => {
      const a = activities[index];
      let lane = ends.findIndex((end) => end <= a.start);
      if (lane < 0) lane = ends.push(0) - 1;
      ends[lane] = Math.max(a.end, a.start + 1);
      return { index, lane };
    });
  }
  function loadOf(members, resource) {
    const change = new Map();
    members.forEach((index) => {
      const amount = activities[index].needs.find(([r]) => r === resource)[1];
      change.set(activities[index].start, (change.get(activities[index].start) || 0) + amount);
      change.set(activities[index].end, (change.get(activities[index].end) || 0) - amount);
    });
    let level = 0;
    const ats = [...change.keys()].sort((p, q) => p - q);
    return { ats, levels: ats.map((at) => (level += change.get(at))) };
  }
  function rowOf(label, members, extra) {
    const bars = packed(members), lanes = bars.reduce((most, bar) => Math.max(most, bar.lane + 1), 1);
    const row = { label, bars, lanes, flags: [], ...extra };
    row.lane = row.unit ? UNIT : LANE;
    row.height = lanes * row.lane + PAD + (row.load ? LOAD : 0);
    row.longest = bars.reduce((most, bar) => Math.max(most, activities[bar.index].end - activities[bar.index].start), 0);
    return row;
  }
  function resourceRows() {
    const members = resources.map(() => []), without = [];
    activities.forEach((a, index) => (a.needs.length ? a.needs.forEach(([r]) => members[r].push(index)) : without.push(index)));
    const rows = resources.map((resource, r) => rowOf(resource.name, members[r], {
      resource: r, unit: resource.kind === "unit", load: resource.kind === "unit" ? null : loadOf(members[r], r), quiet: resource.kind,
    }));
    if (without.length) rows.push(rowOf("Needs no resource", without, {}));
    return rows;
  }
  function projectRows() {
    const members = projects.map(() => []);
    activities.forEach((a, index) => members[a.project].push(index));
    return projects.map((project, p) => rowOf(project.name === project.id ? project.id : `${project.id} ${project.name}`, members[p], { project: p }));
  }
  function prepared(rows) {
    const rowsWith = activities.map(() => []);
    let top = 0;
    rows.forEach((row, r) => {
      row.top = top;
      top += row.height;
      row.bars.forEach((bar) => rowsWith[bar.index].push({ row: r, lane: bar.lane }));
    });
    promises.forEach((promise, p) => rowsWith[promise.activity].slice(0, 1).forEach((at) => rows[at.row].flags.push(p)));
    changeovers.forEach((c) => { const row = rows.find((x) => x.resource === c[0]); if (row) (row.changeovers ||= []).push(c); });
    return { rows, rowsWith, height: top };
  }
  const views = { resource: prepared(resourceRows()), project: prepared(projectRows()) };
  let view = views[data.view] || views.resource, selected = null, matches = null;

  // ---- geometry ----------------------------------------------------------------------------------------------
  const box = by("picture"), canvas = by("canvas"), room = by("room"), pen = canvas.getContext("2d");
  const AXIS = 40;
  let scale = 1, gutter = 170, width = 0, height = 0, left = 0, top = 0, colour = {};
  const x = (slot) => gutter + (slot - data.from) * scale - left;
  const slotAt = (px) => data.from + (px - gutter + left) / scale;
  const fitting = () => Math.max(1e-6, (width - gutter - 8) / (data.to - data.from));
  const closest = () => Math.max(fitting(), formats ? (30 * data.minutes) / 60 : 40); // pixels a slot: 30 an hour

  function measure() {
    width = box.clientWidth;
    height = box.clientHeight;
    gutter = width < 520 ? 92 : 170;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    scale = Math.min(closest(), Math.max(fitting(), scale));
    room.style.width = `${gutter + (data.to - data.from) * scale + 8}px`;
    room.style.height = `${view.height + AXIS + 8}px`;
  }
  function colours() {
    const style = getComputedStyle(document.documentElement);
    ["ground", "raised", "line", "faint", "ink", "quiet", "closed", "frozen-weeks", "now", "lane", "on-plan", "late", "done", "at-risk", "frozen", "held", "on-bar", "hatch", "accent"]
      .forEach((name) => (colour[name] = style.getPropertyValue(`--${name}`).trim()));
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const ink = tile.getContext("2d");
    ink.strokeStyle = colour.hatch;
    ink.lineWidth = 1.2;
    ink.beginPath();
    [-3, 0, 3, 6].forEach((at) => { ink.moveTo(at, 6); ink.lineTo(at + 6, 0); });
    ink.stroke();
    colour.hatching = pen.createPattern(tile, "repeat");
  }

  // ---- the axis ----------------------------------------------------------------------------------------------
  function ticks() {
    if (!formats) {
      const step = [1, 2, 5].flatMap((m) => [0, 1, 2, 3, 4, 5, 6, 7].map((e) => m * 10 ** e)).sort((p, q) => p - q).find((s) => s * scale >= 70) || 1e8;
      const found = [];
      for (let t = Math.ceil(slotAt(gutter) / step) * step; t <= slotAt(width); t += step) found.push([t, String(t)]);
      return { low: found, high: [] };
    }
    const perDay = slotsPerDay * scale;
    const low = [], high = [];
    const first = Math.floor(slotAt(gutter) / slotsPerDay) - 1, last = Math.ceil(slotAt(width) / slotsPerDay);
    const years = perDay * 30 < 34;
    for (let d = first; d <= last; d += 1) {
      const slot = d * slotsPerDay, date = instant(slot), month = date.getUTCMonth(), firstOfMonth = date.getUTCDate() === 1;
      if (years) {
        if (firstOfMonth && month % 3 === 0) low.push([slot, `Q${month / 3 + 1}`]);
        if ((firstOfMonth && month === 0) || d === first) high.push([slot, formats.year.format(date)]);
        continue;
      }
      if (perDay * 7 < 46 ? firstOfMonth : perDay < 44 ? date.getUTCDay() === 1 : true) {
        low.push([slot, perDay * 7 < 46 ? formats.month.format(date) : perDay < 44 ? formats.date.format(date) : formats.day.format(date)]);
      }
      if (perDay * 7 < 46 ? (firstOfMonth && month === 0) || d === first : firstOfMonth || d === first) {
        high.push([slot, perDay * 7 < 46 ? formats.year.format(date) : formats.longMonth.format(date)]);
      }
      if (perDay >= 260) for (let h = 6; h < 24; h += 6) low.push([slot + (h * 60) / data.minutes, formats.hour.format(instant(slot + (h * 60) / data.minutes))]);
    }
    return { low, high };
  }
  function upper(sorted, value) {
    let a = 0, b = sorted.length;
    while (a < b) { const m = (a + b) >> 1; if (sorted[m] <= value) a = m + 1; else b = m; }
    return a;
  }

  // ---- drawing -----------------------------------------------------------------------------------------------
  let asked = 0;
  const redraw = () => { if (!asked) asked = requestAnimationFrame(() => { asked = 0; draw(); }); };

  function draw() {
    left = box.scrollLeft;
    top = box.scrollTop;
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = colour.ground;
    pen.fillRect(0, 0, width, height);
    const marks = ticks();
    const seen = view.rows.filter((row) => row.top + row.height > top && row.top < top + height - AXIS);
    pen.save();
    pen.beginPath();
    pen.rect(gutter, AXIS, width - gutter, height - AXIS);
    pen.clip();
    drawGround(seen, marks);
    seen.forEach((row) => drawRow(row));
    drawLines();
    seen.forEach((row) => drawFlags(row));
    drawArrows();
    pen.restore();
    drawGutter(seen);
    drawAxis(marks);
  }
  function drawGround(seen, marks) {
    if (data.frozenUntil > data.now) {
      pen.fillStyle = colour["frozen-weeks"];
      pen.fillRect(x(data.now), AXIS, (data.frozenUntil - data.now) * scale, height - AXIS);
    }
    seen.forEach((row) => {
      const y = AXIS + row.top - top;
      if (row.resource !== undefined) drawClosed(data.calendars[resources[row.resource].calendar], y, row.height);
      pen.fillStyle = colour.line;
      pen.fillRect(gutter, y + row.height - 1, width - gutter, 1);
    });
    pen.fillStyle = colour.faint;
    marks.low.forEach(([slot]) => pen.fillRect(Math.round(x(slot)), AXIS, 1, height - AXIS));
  }
  function drawClosed(runs, y, h) {
    pen.fillStyle = colour.closed;
    let from = upper(runs.starts, slotAt(gutter)) - 1;
    for (let k = Math.max(0, from); k < runs.starts.length; k += 1) {
      const a = x(runs.starts[k]);
      if (a > width) break;
      const w = (runs.ends[k] - runs.starts[k]) * scale;
      if (w >= 1.5) pen.fillRect(a, y, w, h - 1);
    }
  }
  function drawRow(row) {
    const y = AXIS + row.top - top;
    if (row.load) drawLoad(row, y + row.lanes * row.lane + PAD / 2);
    (row.changeovers || []).forEach((c) => {
      const a = x(c[1]), w = Math.max(1, (c[2] - c[1]) * scale);
      if (a + w < gutter || a > width) return;
      pen.fillStyle = w > 4 ? colour.hatching : colour.hatch;
      pen.fillRect(a, y + PAD, w, row.lane - PAD);
      if (w > 4) { pen.strokeStyle = colour.hatch; pen.lineWidth = 1; pen.strokeRect(a + 0.5, y + PAD + 0.5, w - 1, row.lane - PAD - 1); }
    });
    const from = slotAt(gutter) - row.longest, until = slotAt(width);
    let k = 0, b = row.bars.length;
    while (k < b) { const m = (k + b) >> 1; if (activities[row.bars[m].index].start < from) k = m + 1; else b = m; }
    for (; k < row.bars.length; k += 1) {
      const bar = row.bars[k], a = activities[bar.index];
      if (a.start > until) break;
      drawBar(row, bar, a, y + PAD / 2 + bar.lane * row.lane);
    }
  }
  function drawBar(row, bar, a, y) {
    const h = row.lane - 3, x0 = x(a.start), w = Math.max(1, (a.end - a.start) * scale);
    const dim = matches && !matches.has(bar.index);
    pen.globalAlpha = dim ? 0.16 : 1;
    const fill = colour[reading[a.state]];
    if (a.end === a.start) {
      pen.fillStyle = fill;
      pen.beginPath();
      pen.moveTo(x0, y); pen.lineTo(x0 + h / 2, y + h / 2); pen.lineTo(x0, y + h); pen.lineTo(x0 - h / 2, y + h / 2);
      pen.fill();
    } else {
      pen.fillStyle = fill;
      const inner = w > 3 ? w - 0.75 : w;
      if (w > 6) { pen.beginPath(); pen.roundRect(x0, y, inner, h, 2.5); pen.fill(); } else pen.fillRect(x0, y, inner, h);
      if (a.state === "under way" && w > 6) {
        pen.fillStyle = colour.done;
        pen.fillRect(x0 + 1, y + h - 3, Math.max(0, Math.min(w - 2, (data.now - a.start) * scale)), 2);
      }
      if (a.state === "held" && w > 6) { pen.fillStyle = colour.hatching; pen.fillRect(x0, y, inner, h); }
      if (a.state === "frozen" && w > 6) { pen.strokeStyle = colour.ink; pen.setLineDash([2, 2]); pen.lineWidth = 1; pen.strokeRect(x0 + 0.5, y + 0.5, inner - 1, h - 1); pen.setLineDash([]); }
      if (w > 26) {
        const seenFrom = Math.max(x0, gutter), room = x0 + w - seenFrom - 8;
        if (room > 18) label(sign[a.state] + (row.project === undefined ? shortName(a) : a.name), seenFrom + 4, y + h / 2 + 0.5, room, colour["on-bar"], 11);
      }
    }
    if (bar.index === selected) {
      pen.strokeStyle = colour.ink; pen.lineWidth = 2;
      pen.strokeRect(x0 - 1.5, y - 1.5, w + 3, h + 3);
    }
    pen.globalAlpha = 1;
  }
  function drawLoad(row, y) {
    const capacity = Math.max(1, resources[row.resource].capacity);
    pen.fillStyle = colour.lane;
    pen.fillRect(gutter, y, width - gutter, LOAD - 2);
    pen.fillStyle = colour["on-plan"];
    pen.globalAlpha = 0.45;
    const { ats, levels } = row.load;
    for (let k = Math.max(0, upper(ats, slotAt(gutter)) - 1); k + 1 < ats.length; k += 1) {
      const at = ats[k], until = ats[k + 1];
      if (x(at) > width) break;
      const h = Math.min(1, levels[k] / capacity) * (LOAD - 3);
      pen.fillRect(x(at), y + LOAD - 2 - h, Math.max(0.5, (until - at) * scale), h);
    }
    pen.globalAlpha = 1;
    drawClosed(data.calendars[resources[row.resource].calendar], y, LOAD - 1); // what pauses uses nothing meanwhile
  }
  function drawLines() {
    pen.fillStyle = colour.now;
    if (data.now > data.from) pen.fillRect(Math.round(x(data.now)) - 1, AXIS, 2, height - AXIS);
  }
  const AT_RISK = 0.8; // kept in fewer of the futures
  const standingOf = (p) => (p.end > p.due ? "promise-late" : p.chance !== null && p.chance < AT_RISK ? "promise-at-risk" : "promise-kept");
  function drawFlag(ink, at, y, h, standing) {
    ink.strokeStyle = ink.fillStyle = colour[{ "promise-late": "late", "promise-at-risk": "at-risk", "promise-kept": "done" }[standing]];
    ink.lineWidth = 1.5;
    ink.beginPath(); ink.moveTo(at, y); ink.lineTo(at, y + h); ink.stroke();
    ink.beginPath(); ink.moveTo(at, y); ink.lineTo(at + 11, y + 4); ink.lineTo(at, y + 8); ink.closePath();
    if (standing === "promise-late") { ink.fill(); return; }
    const edge = ink.fillStyle;
    ink.fillStyle = colour.ground; ink.fill(); ink.stroke();
    if (standing === "promise-at-risk") { ink.fillStyle = edge; ink.beginPath(); ink.moveTo(at, y + 4); ink.lineTo(at + 11, y + 4); ink.lineTo(at, y + 8); ink.fill(); }
  }
  function drawFlags(row) {
    row.flags.forEach((p) => {
      const promise = promises[p], at = x(promise.due), y = AXIS + row.top - top;
      if (at < gutter - 10 || at > width + 10) return;
      const late = promise.end > promise.due, standing = standingOf(promise);
      drawFlag(pen, at, y + 1, row.height - 3, standing);
      if (late && promise.activity === selected) {
        pen.setLineDash([4, 3]);
        pen.beginPath(); pen.moveTo(at, y + row.height - 3); pen.lineTo(x(promise.end), y + row.height - 3); pen.stroke();
        pen.setLineDash([]);
      }
    });
  }
  function place(index, near) {
    const all = view.rowsWith[index];
    const at = near === undefined ? all[0] : all.reduce((best, one) => (Math.abs(one.row - near) < Math.abs(best.row - near) ? one : best), all[0]);
    const row = view.rows[at.row];
    return { y: AXIS + row.top - top + PAD / 2 + at.lane * row.lane + (row.lane - 3) / 2, row: at.row };
  }
  function drawArrows() {
    if (selected === null) return;
    const here = place(selected, shownRow);
    const arrow = (from, to, kind, colourName) => {
      const p = from === selected ? here : place(from, here.row), q = to === selected ? here : place(to, here.row);
      const a = x(kind[0] === "S" ? activities[from].start : activities[from].end), b = x(kind[1] === "S" ? activities[to].start : activities[to].end);
      pen.strokeStyle = pen.fillStyle = colour[colourName];
      pen.lineWidth = 1.5;
      const bend = Math.max(14, Math.min(60, Math.abs(b - a) / 3));
      pen.beginPath(); pen.moveTo(a, p.y); pen.bezierCurveTo(a + bend, p.y, b - bend, q.y, b - 4, q.y); pen.stroke();
      pen.beginPath(); pen.moveTo(b, q.y); pen.lineTo(b - 7, q.y - 4); pen.lineTo(b - 7, q.y + 4); pen.fill();
    };
    waits[selected].forEach((w) => arrow(w.other, selected, w.kind, "ink"));
    waited[selected].forEach((w) => arrow(selected, w.other, w.kind, "accent"));
  }
  const widths = new Map(); // measuring text is the slowest part of a redraw
  function label(text, at, y, room, fill, size, weight = "") {
    pen.font = `${weight} ${size}px system-ui, "Segoe UI", Roboto, sans-serif`;
    pen.textBaseline = "middle";
    pen.fillStyle = fill;
    const key = `${pen.font}|${text}`;
    if (!widths.has(key)) widths.set(key, pen.measureText(text).width);
    const whole = widths.get(key), fits = Math.floor((room / whole) * text.length) - 2;
    if (whole > room && fits < 2) return;
    const shown = whole > room ? `${text.slice(0, fits).trimEnd()}…` : text;
    pen.fillText(shown, at, y);
  }
  function drawGutter(seen) {
    pen.fillStyle = colour.raised;
    pen.fillRect(0, AXIS, gutter, height - AXIS);
    pen.save();
    pen.beginPath(); pen.rect(0, AXIS, gutter, height - AXIS); pen.clip();
    seen.forEach((row) => {
      const y = AXIS + row.top - top, shown = Math.max(y, AXIS);
      label(row.label, 10, Math.min(shown + 13, y + row.height - 9), gutter - 18, colour.ink, 12);
      if (row.load && row.height > 36) label(`${resources[row.resource].capacity} at most`, 10, y + row.height - 9, gutter - 18, colour.quiet, 11);
      pen.fillStyle = colour.line;
      pen.fillRect(0, y + row.height - 1, gutter, 1);
    });
    pen.restore();
    pen.fillStyle = colour.line;
    pen.fillRect(gutter - 1, 0, 1, height);
  }
  function drawAxis(marks) {
    pen.fillStyle = colour.raised;
    pen.fillRect(0, 0, width, AXIS);
    pen.save();
    pen.beginPath(); pen.rect(gutter, 0, width - gutter, AXIS); pen.clip();
    marks.high.forEach(([slot, text], k) => {
      const next = k + 1 < marks.high.length ? x(marks.high[k + 1][0]) : Infinity, at = Math.max(gutter + 4, x(slot) + 4);
      if (next > gutter) label(text, at, 11, next - at - 4, colour.ink, 12, "600");
      pen.fillStyle = colour.line; pen.fillRect(Math.round(x(slot)), 0, 1, 20);
    });
    marks.low.forEach(([slot, text], k) => {
      const next = k + 1 < marks.low.length ? x(marks.low[k + 1][0]) : Infinity;
      label(text, x(slot) + 4, 30, next - x(slot) - 6, colour.quiet, 11);
      pen.fillStyle = colour.line; pen.fillRect(Math.round(x(slot)), 20, 1, 20);
    });
    if (data.now > data.from) {
      const at = x(data.now);
      pen.fillStyle = colour.now;
      pen.beginPath(); pen.moveTo(at - 5, AXIS - 7); pen.lineTo(at + 5, AXIS - 7); pen.lineTo(at, AXIS); pen.fill();
    }
    pen.restore();
    label(data.zone || "time", 10, 30, gutter - 16, colour.quiet, 11);
    pen.fillStyle = colour.line;
    pen.fillRect(0, AXIS - 1, width, 1);
  }

  // ---- moving about ------------------------------------------------------------------------------------------
  function zoom(factor, around = (width + gutter) / 2) {
    const slot = slotAt(around);
    scale *= factor;
    measure();
    box.scrollLeft = (slot - data.from) * scale + gutter - around;
    redraw();
  }
  function fit() { scale = 0; measure(); box.scrollLeft = 0; redraw(); }
  function reveal(index) {
    const at = place(index, shownRow), a = activities[index], row = view.rows[at.row];
    const x0 = (a.start - data.from) * scale, x1 = (a.end - data.from) * scale, seen = width - gutter;
    if (x0 < box.scrollLeft || x1 > box.scrollLeft + seen) box.scrollLeft = Math.max(0, x1 - x0 > seen ? x0 - 20 : (x0 + x1) / 2 - seen / 2);
    if (row.top < box.scrollTop || row.top + row.height > box.scrollTop + height - AXIS) box.scrollTop = Math.max(0, row.top - (height - AXIS) / 3);
  }
  let shownRow;
  function select(index, options = {}) {
    selected = index;
    shownRow = options.row;
    showFacts();
    measure();
    if (index !== null && !options.still) reveal(index);
    markTable();
    redraw();
  }
  function hit(event) {
    const bounds = canvas.getBoundingClientRect(), px = event.clientX - bounds.left, py = event.clientY - bounds.top;
    if (px < gutter || py < AXIS) return null;
    const row = view.rows.findIndex((r) => py - AXIS + top >= r.top && py - AXIS + top < r.top + r.height);
    if (row < 0) return null;
    const lane = Math.floor((py - AXIS + top - view.rows[row].top - PAD / 2) / view.rows[row].lane), slot = slotAt(px), slack = 4 / scale;
    const found = view.rows[row].bars.filter((bar) => bar.lane === lane && activities[bar.index].start - slack <= slot && activities[bar.index].end + slack >= slot);
    found.sort((p, q) => Math.abs(activities[p.index].start + activities[p.index].end - 2 * slot) - Math.abs(activities[q.index].start + activities[q.index].end - 2 * slot));
    return found.length ? { index: found[0].index, row } : null;
  }
  function step(direction) {
    if (selected === null) return select(activities.length ? 0 : null);
    const others = direction < 0 ? waits[selected] : waited[selected];
    if (others.length) select(others.map((o) => o.other).sort((p, q) => (direction < 0 ? activities[q].end - activities[p].end : activities[p].start - activities[q].start))[0]);
  }
  function beside(direction) {
    if (selected === null) return select(activities.length ? 0 : null);
    const here = place(selected, shownRow).row, bars = view.rows[here].bars, k = bars.findIndex((bar) => bar.index === selected);
    const next = bars[k + direction];
    if (next) return select(next.index, { row: here });
    for (let r = here + direction; r >= 0 && r < view.rows.length; r += direction) {
      const there = view.rows[r].bars;
      if (there.length) return select(there[direction > 0 ? 0 : there.length - 1].index, { row: r });
    }
  }

  // ---- the facts of one activity -----------------------------------------------------------------------------
  function make(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  }
  function showFacts() {
    const facts = by("facts");
    facts.replaceChildren();
    if (selected === null) {
      facts.append(make("h2", "Nothing selected"), make("p", "Select a bar to see its facts, what it waits for and what waits for it.", { class: "quiet" }), keys());
      return;
    }
    const a = activities[selected], list = make("dl");
    const fact = (name, value) => list.append(make("dt", name), make("dd", value));
    facts.append(make("h2", fullName(a)));
    fact("State", a.state);
    fact("Starts", moment(a.start));
    fact("Ends", a.end > a.start ? ending(a.end) : moment(a.end));
    fact("Takes", span(a.end - a.start));
    if (a.needs.length) fact("Needs", a.needs.map(([r, n]) => (n > 1 ? `${n} × ${resources[r].name}` : resources[r].name)).join(", "));
    if (a.modes > 1) fact("Mode", `${a.mode} of 0 to ${a.modes - 1}`);
    promises.filter((promise) => promise.activity === selected).forEach((promise) => {
      fact("Promised", ending(promise.due));
      fact("That is", promise.end > promise.due ? `${span(promise.end - promise.due)} late` : promise.end === promise.due ? "on the dot" : `${span(promise.due - promise.end)} to spare`);
      if (promise.chance !== null) fact("Chance", percent(promise.chance));
    });
    facts.append(list);
    [["Waits for", waits[selected]], ["What waits for it", waited[selected]]].forEach(([title, others]) => {
      if (!others.length) return;
      const shown = make("ul");
      others.forEach((o) => {
        const item = make("li"), go = make("button", `${fullName(activities[o.other])} (${o.kind}${o.note ? `, ${o.note}` : ""})`, { type: "button" });
        go.addEventListener("click", () => select(o.other));
        item.append(go);
        shown.append(item);
      });
      facts.append(make("h2", title), shown);
    });
  }
  function keys() {
    const p = make("p", undefined, { class: "quiet" });
    [["← →", "along links"], ["↑ ↓", "to the next bar"], ["+ −", "zoom"], ["0", "everything"], ["/", "search"]].forEach(([key, what]) => p.append(make("kbd", key), ` ${what}  `));
    return p;
  }

  // ---- the tables --------------------------------------------------------------------------------------------
  const PAGE = 100;
  let page = 0, order = activities.map((_, k) => k).sort((p, q) => activities[p].start - activities[q].start || activities[p].end - activities[q].end);
  const listed = () => (matches ? order.filter((k) => matches.has(k)) : order);
  function fillTable() {
    const rows = listed(), pages = Math.max(1, Math.ceil(rows.length / PAGE)), body = by("rows");
    page = Math.min(page, pages - 1);
    body.replaceChildren(...rows.slice(page * PAGE, (page + 1) * PAGE).map((k) => {
      const a = activities[k], row = make("tr", undefined, { tabindex: "-1", "data-index": k });
      [projectName(a), a.name, moment(a.start), a.end > a.start ? ending(a.end) : moment(a.end), a.needs.map(([r]) => resources[r].name).join(", "), a.state]
        .forEach((text, c) => row.append(make("td", text, c === 2 || c === 3 ? { class: "when" } : a.state === "late" && c === 5 ? { class: "late" } : {})));
      return row;
    }));
    if (body.firstElementChild) body.firstElementChild.tabIndex = 0;
    by("pages").textContent = rows.length ? `${page * PAGE + 1} to ${Math.min(rows.length, (page + 1) * PAGE)} of ${rows.length} activities` : "No activity has this in its name.";
    by("before").disabled = page === 0;
    by("after").disabled = page >= pages - 1;
    markTable();
  }
  function markTable() {
    by("rows").querySelectorAll("tr").forEach((row) => row.setAttribute("aria-selected", String(Number(row.dataset.index) === selected)));
  }
  function fillPromises() {
    by("promise-rows").replaceChildren(...promises.map((promise) => {
      const a = activities[promise.activity], late = promise.end > promise.due, row = make("tr", undefined, { tabindex: "0", "data-index": promise.activity });
      [projectName(a), a.name, ending(promise.due), ending(promise.end)].forEach((text, c) => row.append(make("td", text, c > 1 ? { class: "when" } : {})));
      const said = { "promise-late": `! ${span(promise.end - promise.due)} late`, "promise-at-risk": "at risk", "promise-kept": "on time" }[standingOf(promise)];
      row.append(make("td", said, late ? { class: "late" } : {}));
      if (promises.some((p) => p.chance !== null)) row.append(make("td", promise.chance === null ? "" : percent(promise.chance)));
      return row;
    }));
  }
  function moveInTable(event, body) {
    const row = event.target.closest("tr");
    if (!row || !body.contains(row)) return;
    const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling, Home: body.firstElementChild, End: body.lastElementChild }[event.key];
    if (to) { row.tabIndex = -1; to.tabIndex = 0; to.focus(); event.preventDefault(); }
    if (event.key === "Enter" || event.key === " ") { select(Number(row.dataset.index)); event.preventDefault(); }
  }

  // ---- what people do ----------------------------------------------------------------------------------------
  function search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    matches = words.length ? new Set(activities.flatMap((a, k) => {
      const all = `${shortName(a)} ${fullName(a)} ${a.state} ${a.needs.map(([r]) => resources[r].name).join(" ")}`.toLowerCase();
      return words.every((word) => all.includes(word)) ? [k] : [];
    })) : null;
    page = 0;
    fillTable();
    redraw();
  }
  document.querySelectorAll("input[name=view]").forEach((input) => input.addEventListener("change", () => {
    view = views[input.value];
    measure();
    box.scrollTop = 0;
    if (selected !== null) { shownRow = undefined; reveal(selected); }
    redraw();
  }));
  by("search").addEventListener("input", (event) => search(event.target.value));
  by("in").addEventListener("click", () => zoom(1.5));
  by("out").addEventListener("click", () => zoom(1 / 1.5));
  by("fit").addEventListener("click", fit);
  by("before").addEventListener("click", () => { page -= 1; fillTable(); });
  by("after").addEventListener("click", () => { page += 1; fillTable(); });
  [by("rows"), by("promise-rows")].forEach((body) => {
    body.addEventListener("click", (event) => { const row = event.target.closest("tr"); if (row) select(Number(row.dataset.index)); });
    body.addEventListener("keydown", (event) => moveInTable(event, body));
  });
  box.addEventListener("scroll", redraw, { passive: true });
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.clientX - canvas.getBoundingClientRect().left);
  }, { passive: false });
  let drag = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) drag = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 4) drag.moved = true;
    if (drag.moved) { box.scrollLeft = drag.left - (event.clientX - drag.x); box.scrollTop = drag.top - (event.clientY - drag.y); }
  });
  window.addEventListener("pointerup", () => { setTimeout(() => { drag = null; }); });
  canvas.addEventListener("click", (event) => {
    if (drag && drag.moved) return;
    const found = hit(event);
    select(found ? found.index : null, { row: found ? found.row : undefined, still: true });
  });
  canvas.addEventListener("mousemove", (event) => {
    const found = drag && drag.moved ? null : hit(event);
    canvas.style.cursor = found ? "pointer" : "default";
    canvas.title = found ? `${fullName(activities[found.index])}, ${moment(activities[found.index].start)} to ${ending(activities[found.index].end)}` : "";
  });
  box.addEventListener("keydown", (event) => {
    const todo = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), ArrowUp: () => beside(-1), ArrowDown: () => beside(1), "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: fit, Escape: () => select(null) }[event.key];
    if (todo && !event.ctrlKey && !event.metaKey && !event.altKey) { todo(); event.preventDefault(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target.tagName !== "INPUT") { by("search").focus(); event.preventDefault(); }
  });
  new ResizeObserver(() => { const wasFitted = scale <= fitting() * 1.001; measure(); if (wasFitted) scale = fitting(); measure(); redraw(); }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { colours(); drawLegend(); redraw(); });
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.print = "";
    box.style.height = `${view.height + AXIS + 8}px`;
    box.style.width = "1040px";
    box.scrollTop = box.scrollLeft = 0;
    colours(); scale = 0; measure(); draw(); drawLegend();
  });
  window.addEventListener("afterprint", () => {
    delete document.documentElement.dataset.print;
    box.style.height = box.style.width = "";
    colours(); scale = 0; measure(); redraw(); drawLegend();
  });
  function drawLegend() {
    document.querySelectorAll(".legend canvas").forEach((sample) => {
      const ratio = window.devicePixelRatio || 1, ink = sample.getContext("2d"), what = sample.dataset.sample;
      sample.width = 26 * ratio; sample.height = 14 * ratio;
      ink.scale(ratio, ratio);
      if (what === "changeover") { ink.fillStyle = colour.hatching; ink.fillRect(0, 1, 26, 12); ink.strokeStyle = colour.hatch; ink.strokeRect(0.5, 1.5, 25, 11); return; }
      if (what.startsWith("promise")) { drawFlag(ink, 7, 1, 13, what); return; }
      ink.fillStyle = colour[reading[what] || what];
      if (what === "now") { ink.fillRect(12, 0, 2, 14); return; }
      ink.beginPath(); ink.roundRect(0, 1, 26, 12, 2.5); ink.fill();
      if (what === "under way") { ink.fillStyle = colour.done; ink.fillRect(1, 10, 14, 2); }
      if (what === "held") { ink.fillStyle = colour.hatching; ink.fillRect(0, 1, 26, 12); }
      if (what === "frozen") { ink.strokeStyle = colour.ink; ink.setLineDash([2, 2]); ink.strokeRect(0.5, 1.5, 25, 11); }
      ink.fillStyle = colour["on-bar"]; ink.font = "10px system-ui, sans-serif"; ink.textBaseline = "middle";
      ink.fillText((sign[what] || "").trim(), 8, 7.5);
    });
  }
  if (window.innerWidth < 760) by("legend").open = false;
  colours();
  drawLegend();
  fillPromises();
  fillTable();
  showFacts();
  fit();
})();
