// A move that is being tried: the ghost of a bar, before anything has moved.

import { fillBox, outline } from "./looks.js";
import { FACES, write } from "./text.js";

export const TRYING = "trying", ASKING = "asking", REFUSED = "refused";

export class Trial {
  /** `row`: the layout's row it was taken from, and `to` the one it is over. */
  constructor(model, bar, row) {
    this.bar = bar;
    this.from = model.start[bar];
    this.start = this.from;
    this.row = row;
    this.to = row;
    this.phase = TRYING;
  }

  get hasMoved() {
    return this.start !== this.from || this.to !== this.row;
  }

  /** The ghost's top in pixels from the first row's top; null where its bar is. */
  topIn({ layout }) {
    return this.to === this.row ? null : layout.rows[this.to].top + 3;
  }
}

/** The ghost: an outline that leaves what is under it visible; the bar itself is faint meanwhile. */
export function drawTrial(pen, scene) {
  const { trial, theme } = scene, box = scene.boxOf(trial.bar, trial.row);
  if (box === null) return;
  const colour = trial.phase === REFUSED ? theme.late : theme.draft, width = Math.max(4, box.width - 1);
  pen.fillStyle = colour;
  pen.globalAlpha = 0.45;
  fillBox(pen, box.x, box.y, width, box.height);
  pen.globalAlpha = 1;
  outline(pen, box.x - 1, box.y - 1, width + 2, box.height + 2, trial.phase === REFUSED ? theme.late : theme.ink, trial.phase === ASKING ? [3, 3] : [], 1.5);
  if (trial.phase === REFUSED) cross(pen, box.x + 4, box.y + box.height / 2, theme.ink);
  const label = scene.labelOf(trial.bar, scene.layout.grouping === "project"), indent = trial.phase === REFUSED ? 16 : 5;
  write(pen, FACES.bar, label, box.x + indent, box.y + box.height / 2 + 0.5, width - indent - 4, theme.ink);
  pen.fillStyle = theme.ink; // the date it starts on, down to the foot, to be compared with other rows
  for (let y = scene.axis; y < scene.height; y += 6) pen.fillRect(box.x, y, scene.hair, 3);
}

function cross(pen, x, y, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.75;
  pen.beginPath();
  pen.moveTo(x, y - 3.5);
  pen.lineTo(x + 7, y + 3.5);
  pen.moveTo(x + 7, y - 3.5);
  pen.lineTo(x, y + 3.5);
  pen.stroke();
}
