// What the shapes mean: only those that this plan has.

import { make } from "./dom.js";
import { MISSING } from "./data.js";
import { drawFlag, drawMarks, drawSign, fillBox, LOOKS, outline, signOf } from "./looks.js";
import { Patterns } from "./theme.js";

const WIDTH = 28, HEIGHT = 14;

const bar = (look, state, outlook, isDraft = false) => (pen, paint) => {
  pen.fillStyle = paint.theme[LOOKS[look].fill];
  fillBox(pen, 0, 1, WIDTH, HEIGHT - 2);
  drawMarks(pen, paint, { state, outlook, isDraft, doneTo: WIDTH * 0.6 }, 0, 1, WIDTH, HEIGHT - 2);
  pen.fillStyle = pen.strokeStyle = paint.theme[LOOKS[look].ink];
  const sign = signOf(state, outlook);
  if (sign !== null) drawSign(pen, sign, 4, HEIGHT / 2);
};
const flag = (standing, chance) => (pen, paint) => drawFlag(pen, paint, standing, chance, 7, 2, HEIGHT - 3);
const plain = (token) => (pen, { theme }) => {
  pen.fillStyle = theme[token];
  pen.fillRect(0, 0, WIDTH, HEIGHT);
};

export const SAMPLES = [
  { text: "planned", draw: bar(1, 0, 0), isIn: (m) => has(m.state, 0) },
  { text: "started", draw: bar(1, 1, 0), isIn: (m) => has(m.state, 1) },
  { text: "finished", draw: bar(0, 2, 0), isIn: (m) => has(m.state, 2) },
  { text: "frozen", draw: bar(2, 3, 0), isIn: (m) => has(m.state, 3) },
  { text: "held by quality", draw: bar(3, 4, 0), isIn: (m) => has(m.state, 4) },
  { text: "at risk", draw: bar(5, 0, 1), isIn: (m) => has(m.outlook, 1) },
  { text: "late", draw: bar(6, 0, 2), isIn: (m) => has(m.outlook, 2) },
  { text: "draft", draw: bar(4, 0, 0, true), isIn: (m) => m.draftSize > 0 },
  { text: "promise (filled: chance)", draw: flag("kept", 0.9), isIn: (m) => m.promises.bar.length > 0 },
  { text: "promise at risk", draw: flag("at risk", 0.55), isIn: (m) => m.promises.chance.some((chance) => chance < 0.8) },
  { text: "promise late", draw: flag("late", 0.2), isIn: (m) => has(m.outlook, 2) },
  { text: "published", draw: hairline, isIn: (m) => m.baseline !== null },
  { text: "changeover", draw: changeover, isIn: (m) => m.changeovers.of.length > 0 },
  { text: "closed", draw: plain("closed"), isIn: (m) => m.closed.some(({ starts }) => starts.length > 0) },
  { text: "frozen weeks", draw: plain("frozen-weeks"), isIn: (m) => m.frozenUntil !== MISSING && m.frozenUntil > m.now },
];

const has = (column, value) => column.includes(value);

function hairline(pen, { theme }) {
  pen.fillStyle = theme["on-plan"];
  pen.fillRect(6, 1, WIDTH - 6, 8);
  pen.fillStyle = theme.hairline;
  pen.fillRect(0, 11, WIDTH - 8, 2);
}

function changeover(pen, { theme, patterns }) {
  pen.fillStyle = patterns.get("lean", theme.hatch);
  pen.fillRect(0, 1, WIDTH, HEIGHT - 2);
  outline(pen, 0, 1, WIDTH, HEIGHT - 2, theme.hatch);
}

export function fillLegend(list, model, theme) {
  const ratio = window.devicePixelRatio || 1;
  list.replaceChildren(...SAMPLES.filter(({ isIn }) => isIn(model)).map(({ text, draw }) => {
    const canvas = make("canvas", { width: Math.round(WIDTH * ratio), height: Math.round(HEIGHT * ratio), "aria-hidden": "true" }), pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    draw(pen, { theme, patterns: new Patterns(pen, ratio) });
    return make("li", {}, canvas, text);
  }));
}
