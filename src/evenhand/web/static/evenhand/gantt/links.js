// The links of the selected project, from bar to bar in right angles; and how one walks along them.

import { LINK_KINDS } from "./data.js";
import { FACES, write } from "./text.js";

const OUT = 7; // pixels a line leaves its bar before it turns

/** The project's links; those of the selected bar last, and stronger. */
export function drawLinks(pen, scene) {
  const { model, project, selected, theme } = scene;
  if (project < 0) return;
  const weak = [], strong = [];
  const { from, of } = model.ofProject;
  for (let k = from[project]; k < from[project + 1]; k += 1) {
    const bar = of[k];
    for (let m = model.linksOut.from[bar]; m < model.linksOut.from[bar + 1]; m += 1) {
      const link = model.linksOut.of[m];
      (model.links.before[link] === selected || model.links.after[link] === selected ? strong : weak).push(link);
    }
  }
  scene.counts.links = weak.length + strong.length;
  drawRoutes(pen, scene, weak, theme["load-line"], 1, false);
  drawRoutes(pen, scene, strong, theme.ink, 1.5, true);
}

function drawRoutes(pen, scene, links, colour, thickness, withLimits) {
  const routes = links.map((link) => ({ link, points: route(scene, link) })).filter(({ points }) => points !== null);
  pen.strokeStyle = colour;
  pen.lineWidth = thickness;
  pen.beginPath();
  for (const { points } of routes) {
    pen.moveTo(points[0], points[1]);
    for (let k = 2; k < points.length; k += 2) pen.lineTo(points[k], points[k + 1]);
  }
  pen.stroke();
  pen.fillStyle = colour;
  pen.beginPath();
  for (const { link, points } of routes) arrowHead(pen, points, LINK_KINDS[scene.model.links.kind[link]][1] === "S" ? 1 : -1);
  pen.fill();
  if (!withLimits) return;
  for (const { link, points } of routes) {
    const limit = scene.words.linkLimit(link);
    if (limit !== "") writeLimit(pen, scene, limit, points[2] + 5, (points[3] + points[5]) / 2);
  }
}

function writeLimit(pen, { theme }, text, x, y) {
  const wide = FACES.small.widthOf(text);
  pen.fillStyle = theme.ground;
  pen.fillRect(x - 2, y - 7, wide + 4, 13);
  write(pen, FACES.small, text, x, y, wide + 4, theme.ink);
}

function arrowHead(pen, points, towards) {
  const x = points[points.length - 2], y = points[points.length - 1];
  pen.moveTo(x, y);
  pen.lineTo(x - 6 * towards, y - 3.5);
  pen.lineTo(x - 6 * towards, y + 3.5);
}

/** Out of one bar, up or down, and into the other: the corners of the line as x, y, x, y …; null if either end is not drawn. */
function route(scene, link) {
  const { model } = scene, { before, after, kind } = model.links, [leaves, enters] = LINK_KINDS[kind[link]];
  const a = scene.boxOf(before[link]), b = scene.boxOf(after[link]);
  if (a === null || b === null) return null;
  const half = scene.hair / 2, snap = (value) => Math.round(value) + half;
  const x1 = snap(leaves === "S" ? a.x : a.x + a.width), x2 = snap(enters === "S" ? b.x : b.x + b.width);
  const y1 = snap(a.y + a.height / 2), y2 = snap(b.y + b.height / 2), out = leaves === "S" ? -OUT : OUT, into = enters === "S" ? -OUT : OUT;
  const turn = leaves === enters ? (leaves === "S" ? Math.min(x1, x2) : Math.max(x1, x2)) + out : x1 + out;
  if (leaves === enters) return [x1, y1, turn, y1, turn, y2, x2, y2];
  const room = (x2 + into - turn) * Math.sign(out);
  if (room >= 0 && room < 3 * OUT) return [x1, y1, turn, y1, turn, y2, x2, y2];
  const between = snap(y2 > y1 ? b.y - 3 : b.y + b.height + 3); // beside the lane it leads to, not across the bars in it
  return [x1, y1, turn, y1, turn, between, x2 + into, between, x2 + into, y2, x2, y2];
}

/** The bar to which an arrow key leads: back to what it waits for last, on to what waits for it first; -1 for none. */
export function along(model, bar, direction) {
  const side = direction < 0 ? model.linksIn : model.linksOut, other = direction < 0 ? model.links.before : model.links.after;
  let best = -1;
  for (let k = side.from[bar]; k < side.from[bar + 1]; k += 1) {
    const found = other[side.of[k]];
    if (best < 0 || (direction < 0 ? model.end[found] > model.end[best] : model.start[found] < model.start[best])) best = found;
  }
  return best;
}

/** The links of a bar as facts: `{before: [...], after: [...]}`. */
export function linksOf(model, words, bar) {
  const facts = (side, other) => {
    const found = [];
    for (let k = side.from[bar]; k < side.from[bar + 1]; k += 1) {
      const link = side.of[k], index = other[link];
      found.push({ id: model.ids[index], name: model.nameOf(index), rule: words.link(link) });
    }
    return found;
  };
  return { before: facts(model.linksIn, model.links.before), after: facts(model.linksOut, model.links.after) };
}
