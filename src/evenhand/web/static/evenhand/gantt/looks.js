// How a bar looks: one fill and marks for what it is. A colour never stands alone: each state has its sign, each outlook its shape.

export const LOOKS = [
  { name: "finished", fill: "done", ink: "on-light" },
  { name: "planned", fill: "on-plan", ink: "on-dark" },
  { name: "frozen", fill: "frozen", ink: "on-light" },
  { name: "held", fill: "held", ink: "on-light" },
  { name: "draft", fill: "draft", ink: "on-light" },
  { name: "at risk", fill: "at-risk", ink: "on-light" },
  { name: "late", fill: "late", ink: "on-light" },
];
const [FINISHED, PLANNED, FROZEN, HELD, DRAFT, AT_RISK, LATE] = LOOKS.keys();
const OF_STATE = [PLANNED, PLANNED, FINISHED, FROZEN, HELD];
const STARTED = 1, DONE = 2, IS_FROZEN = 3, IS_HELD = 4; // positions in STATES

/** The position in LOOKS. */
export function lookOf(model, bar) {
  const state = model.state[bar];
  if (state === DONE) return FINISHED;
  if (model.outlook[bar] === 2) return LATE;
  if (model.isDraft[bar]) return DRAFT;
  return model.outlook[bar] === 1 ? AT_RISK : OF_STATE[state];
}

/** Corners cut by a pixel of the screen: soft, and still on the pixels. */
export function fillBox(pen, x, y, width, height, cut = 1) {
  if (width < 4) {
    pen.fillRect(x, y, width, height);
    return;
  }
  pen.fillRect(x, y + cut, width, height - 2 * cut);
  pen.fillRect(x + cut, y, width - 2 * cut, height);
}

/** A diamond: work without length. */
export function fillDiamond(pen, x, y, height) {
  const half = height / 2;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + half, y + half);
  pen.lineTo(x, y + height);
  pen.lineTo(x - half, y + half);
  pen.fill();
}

/** What the state and the outlook add to the fill. `doneTo`: the pixel to which started work is done. */
export function drawMarks(pen, { theme, patterns }, marks, x, y, width, height) {
  if (marks.state === IS_HELD) {
    pen.fillStyle = patterns.get("stand", theme.ink);
    pen.globalAlpha = 0.45;
    pen.fillRect(x, y, width, height);
    pen.globalAlpha = 1;
  }
  if (marks.outlook === 1 && width > 5) {
    const tail = Math.min(width - 2, 12);
    pen.fillStyle = patterns.get("lean", theme["on-light"]);
    pen.fillRect(x + width - tail, y, tail, height);
  }
  if (marks.outlook === 2) {
    pen.fillStyle = theme.ink;
    pen.fillRect(x + width - Math.min(3, width), y - 1, Math.min(3, width), height + 2);
  }
  if (marks.state === STARTED && width > 3) {
    const done = Math.max(0, Math.min(width - 2, marks.doneTo - x - 1));
    pen.fillStyle = theme.ink;
    pen.fillRect(x + 1, y + height - 2, done, 2);
  }
  if (marks.state === IS_FROZEN && width > 5) outline(pen, x, y, width, height, theme.ink, [2, 2]);
  if (marks.isDraft && width > 3) outline(pen, x, y, width, height, theme.ink, [4, 2]);
}

export function outline(pen, x, y, width, height, colour, dashes = [], thickness = 1) {
  pen.strokeStyle = colour;
  pen.lineWidth = thickness;
  pen.setLineDash(dashes);
  pen.strokeRect(x + thickness / 2, y + thickness / 2, width - thickness, height - thickness);
  pen.setLineDash([]);
}

export const SIGN_WIDTH = 11;

/** Which sign a bar bears, if any: done, under way, held, frozen, late. */
export function signOf(state, outlook) {
  if (outlook === 2 && state !== DONE) return "late";
  return [null, "started", "finished", "frozen", "held"][state];
}

/** A sign of 8 pixels, drawn: no font has to have it. `x`, `y`: its left middle. */
export function drawSign(pen, sign, x, y) {
  const middle = y;
  pen.lineWidth = 1.5;
  pen.beginPath();
  if (sign === "finished") {
    pen.moveTo(x, middle);
    pen.lineTo(x + 2.5, middle + 2.5);
    pen.lineTo(x + 7, middle - 3);
    pen.stroke();
  } else if (sign === "started") {
    pen.moveTo(x + 1, middle - 3.5);
    pen.lineTo(x + 6.5, middle);
    pen.lineTo(x + 1, middle + 3.5);
    pen.fill();
  } else if (sign === "held") {
    pen.fillRect(x + 1, middle - 3, 2, 6);
    pen.fillRect(x + 5, middle - 3, 2, 6);
  } else if (sign === "frozen") {
    pen.fillRect(x, middle - 1, 7, 4);
    pen.moveTo(x + 1.5, middle - 1);
    pen.lineTo(x + 1.5, middle - 3.25);
    pen.lineTo(x + 5.5, middle - 3.25);
    pen.lineTo(x + 5.5, middle - 1);
    pen.stroke();
  } else if (sign === "late") {
    pen.fillRect(x + 2.5, middle - 4, 2, 5);
    pen.fillRect(x + 2.5, middle + 2, 2, 2);
  }
}

/** How sure a promise is: kept, at risk or late; each has its own pennant. */
export function standingOf(model, promise) {
  if (model.end[model.promises.bar[promise]] > model.promises.due[promise]) return "late";
  return model.promises.chance[promise] < 0.8 ? "at risk" : "kept";
}

const STANDING_COLOURS = { late: "late", "at risk": "at-risk", kept: "kept" };
const FORK = 4;
export const FLAG = { width: 13, height: 9 };

/** The flag on a promised date: the pennant is filled from the pole by the chance of keeping it. Kept: square; at risk: pointed; late: forked. */
export function drawFlag(pen, { theme }, standing, chance, x, y, height) {
  const colour = theme[STANDING_COLOURS[standing]], filled = Number.isNaN(chance) ? 1 : chance;
  const { width, height: tall } = FLAG;
  pen.fillStyle = theme.ground;
  pennant(pen, standing, x, y, width, tall);
  pen.fill();
  pen.fillStyle = colour;
  if (filled > 0) {
    pennant(pen, standing, x, y, width, tall, filled);
    pen.fill();
  }
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25;
  pennant(pen, standing, x, y, width, tall);
  pen.stroke();
  pen.fillStyle = theme.ink;
  pen.fillRect(x - 0.5, y - 1, 1.5, height + 1);
}

/** The pennant's outline, or the part of it from the pole to `share` of its width. */
function pennant(pen, standing, x, y, width, height, share = 1) {
  const to = x + width * share, middle = y + height / 2, fork = x + width - FORK;
  const narrowing = standing === "at risk" ? (height / 2) * share : 0, notch = standing === "late" && to > fork ? ((height / 2) * (to - fork)) / FORK : 0;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(to, y + narrowing);
  if (notch > 0) {
    pen.lineTo(to, middle - notch);
    pen.lineTo(fork, middle);
    pen.lineTo(to, middle + notch);
  }
  pen.lineTo(to, y + height - narrowing);
  pen.lineTo(x, y + height);
  pen.closePath();
}
