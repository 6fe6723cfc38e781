// Pages for the printer: the span in view, every row, light, with its heading and what the shapes mean.

import { make } from "./dom.js";
import { Buffers, draw } from "./draw.js";
import { SAMPLES } from "./legend.js";
import { Scale } from "./scale.js";
import { SvgPen } from "./svgpen.js";
import { FACES, write } from "./text.js";
import { Patterns, readTheme } from "./theme.js";

const PAGE = { width: 1040, height: 700 }; // of A4 on its side, in CSS pixels within margins of 10 mm
const HEAD = 40, FOOT = 26, GUTTER = 200, AXIS = 44;

/** The pages' elements. `title`: the heading. */
export function printPages(stage, title) {
  const theme = readTheme(stage.root, "light"), tops = pageTops(stage.layout, PAGE.height - HEAD - FOOT - AXIS);
  return tops.slice(0, -1).map((top, k) => {
    const pen = new SvgPen(PAGE.width, PAGE.height), place = `Page ${k + 1} of ${tops.length - 1}`;
    pen.root.setAttribute("role", "img");
    pen.root.setAttribute("aria-label", `${title}. ${place}`);
    const chart = new SvgPen(PAGE.width, tops[k + 1] - top + AXIS);
    drawChart(chart, stage, theme, top, tops[k + 1] - top + AXIS);
    drawHead(pen, stage, theme, title, place);
    nest(pen, chart, HEAD, tops[k + 1] - top + AXIS);
    drawFoot(pen, stage, theme);
    return make("div", { class: "gantt-page" }, pen.root);
  });
}

/** Where the pages begin and the last ends: between rows, and within a row only if it is taller than a page. */
export function pageTops(layout, room) {
  const tops = [0];
  let top = 0;
  for (const row of layout.rows) {
    if (row.top + row.height - top <= room) continue;
    if (row.top > top) tops.push((top = row.top));
    while (row.top + row.height - top > room) tops.push((top += room));
  }
  if (tops.at(-1) < layout.height || tops.length === 1) tops.push(layout.height);
  return tops;
}

function drawChart(pen, stage, theme, top, height) {
  const scale = new Scale(stage.clock, stage.scale.whole);
  scale.resize(GUTTER, PAGE.width - GUTTER);
  scale.show(stage.scale.from, stage.scale.to);
  draw(pen, stage.scene({
    scale, theme, top, height, width: PAGE.width, gutter: GUTTER, axis: AXIS, ratio: 2, patterns: new Patterns(pen, 1), buffers: new Buffers(), trial: null, hovered: -1, shown: null,
  }));
}

function drawHead(pen, stage, theme, title, place) {
  const { words, scale, clock } = stage, span = `${words.date(scale.from)} to ${words.date(scale.to)}, times of the site (${clock.zone})`;
  write(pen, FACES.strong, title, 0, 10, 640, theme.ink);
  write(pen, FACES.note, span, 0, 26, 640, theme.quiet);
  write(pen, FACES.note, place, PAGE.width - FACES.note.widthOf(place), 10, 200, theme.quiet);
}

function nest(pen, chart, y, height) {
  for (const [name, value] of Object.entries({ x: 0, y, width: PAGE.width, height })) chart.root.setAttribute(name, value);
  pen.root.append(chart.root);
}

function drawFoot(pen, stage, theme) {
  const paint = { theme, patterns: new Patterns(pen, 1) };
  let x = 0;
  for (const { text, draw: sample, isIn } of SAMPLES) {
    if (!isIn(stage.model)) continue;
    const shifted = new SvgPen(28, 14);
    sample(shifted, { ...paint, patterns: new Patterns(shifted, 1) });
    for (const [name, value] of Object.entries({ x, y: PAGE.height - 18, width: 28, height: 14 })) shifted.root.setAttribute(name, value);
    pen.root.append(shifted.root);
    write(pen, FACES.small, text, x + 33, PAGE.height - 11, 200, theme.quiet);
    x += 33 + FACES.small.widthOf(text) + 12;
  }
}

