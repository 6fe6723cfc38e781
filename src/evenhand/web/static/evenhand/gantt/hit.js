// What lies under a point.

import { firstEndingAfter } from "./layout.js";
import { FLAG } from "./looks.js";

/** `{bar, row}` with a little grace for what is thin or short; null for none. `grace`: pixels. */
export function barAt(scene, x, y, grace = 3) {
  const { layout, model, scale } = scene, down = y - scene.axis + scene.top, index = layout.rowAt(down);
  if (index < 0 || x < scale.left || y < scene.axis) return null;
  const row = layout.rows[index];
  if (!row.isOpen) return closedBarAt(scene, index, x, grace);
  const lane = Math.floor((down - row.top - 3) / row.lane);
  if (lane < 0 || lane >= row.lanes) return null;
  const high = layout.laneFrom[row.firstLane + lane + 1], least = scale.slot(x - grace), most = scale.slot(x + grace), exact = scale.slot(x);
  let best = null, distance = Infinity;
  for (let k = firstEndingAfter(model, layout.items, layout.laneFrom[row.firstLane + lane], high, least); k < high; k += 1) {
    const bar = layout.items[k];
    if (model.start[bar] > most) break;
    const away = Math.max(0, model.start[bar] - exact, exact - model.end[bar]);
    if (away < distance) [best, distance] = [{ bar, row: index }, away];
  }
  return best;
}

function closedBarAt(scene, index, x, grace) {
  const { model, layout, project } = scene;
  if (project < 0) return null;
  const { from, of } = model.ofProject;
  for (let k = from[project]; k < from[project + 1]; k += 1) {
    if (!layout.placesOf(of[k]).some((place) => place.row === index)) continue;
    const box = scene.boxOf(of[k], index);
    if (x >= box.x - grace && x <= box.x + box.width + grace) return { bar: of[k], row: index };
  }
  return null;
}

/** The promise whose flag is under the point; -1 for none. */
export function flagAt(scene, x, y) {
  const { layout, model } = scene, down = y - scene.axis + scene.top, index = layout.rowAt(down);
  if (index < 0 || x < scene.scale.left || y < scene.axis) return -1;
  const row = layout.rows[index];
  for (const { promise, lane } of layout.flags[index]) {
    if (lane < 0 && model.project[model.promises.bar[promise]] !== scene.project) continue;
    const at = scene.px(model.promises.due[promise]), top = row.top + (lane < 0 ? 1 : lane * row.lane + 2);
    if (x >= at - 3 && x <= at + FLAG.width && down >= top - 1 && down <= top + FLAG.height + 2) return promise;
  }
  return -1;
}

/** The row under the point; -1 for none. */
export function rowAt(scene, y) {
  return y < scene.axis ? -1 : scene.layout.rowAt(y - scene.axis + scene.top);
}
