// Colours from the style sheet, light or dark as the page is, and the patterns that go with them.

const TOKENS = [
  "ground", "raised", "line", "faint", "ink", "quiet", "accent", "closed", "frozen-weeks", "now", "load", "load-line", "stripe",
  "on-plan", "late", "at-risk", "done", "frozen", "held", "draft", "kept", "hairline", "hatch", "on-dark", "on-light", "select",
];
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Light or dark: what the page says (`data-bs-theme`), otherwise what the system prefers. */
function wanted(element) {
  const said = element.closest("[data-bs-theme]")?.dataset.bsTheme;
  return said === "dark" || said === "light" ? said : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function readTheme(element, theme = wanted(element)) {
  const shown = element.dataset.theme;
  element.dataset.theme = theme;
  const style = getComputedStyle(element), colours = {};
  for (const token of TOKENS) colours[token] = style.getPropertyValue(`--gantt-${token}`).trim() || "#888888";
  if (shown !== undefined && shown !== theme && theme !== wanted(element)) element.dataset.theme = shown;
  return colours;
}

/** Calls back when the page turns light or dark; returns how to stop. */
export function watchTheme(changed) {
  const preference = matchMedia("(prefers-color-scheme: dark)"), observer = new MutationObserver(changed);
  preference.addEventListener("change", changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  if (document.body) observer.observe(document.body, { attributes: true, attributeFilter: ["data-bs-theme"] });
  return () => {
    preference.removeEventListener("change", changed);
    observer.disconnect();
  };
}

/** Patterns for a pen: hatching that leans (changeovers), stands (held) or leans back (the clocks change). */
export class Patterns {
  static SIZE = 6;
  static #LINES = { lean: [[-3, 3, 3, -3], [0, 6, 6, 0], [3, 9, 9, 3]], stand: [[1.5, 0, 1.5, 6], [4.5, 0, 4.5, 6]], back: [[-3, 3, 3, 9], [0, 0, 6, 6], [3, -3, 9, 3]] };

  constructor(pen, ratio) {
    this.pen = pen;
    this.ratio = ratio;
    this.#made = new Map();
  }

  #made;
  #anchor = null;

  get(kind, colour) {
    const key = `${kind} ${colour}`;
    if (!this.#made.has(key)) {
      const pattern = this.pen.linePattern ? this.pen.linePattern(Patterns.#LINES[kind], colour, Patterns.SIZE) : this.#tile(Patterns.#LINES[kind], colour);
      this.#made.set(key, pattern);
      if (this.#anchor !== null && pattern.setTransform) pattern.setTransform(this.#anchor);
    }
    return this.#made.get(key);
  }

  /** The patterns move with the picture, not behind it. */
  anchor(x, y) {
    const scale = Patterns.SIZE / Math.round(Patterns.SIZE * this.ratio);
    this.#anchor = new DOMMatrix([scale, 0, 0, scale, x % Patterns.SIZE, y % Patterns.SIZE]);
    this.#made.forEach((pattern) => pattern.setTransform?.(this.#anchor));
  }

  #tile(lines, colour) {
    const tile = document.createElement("canvas"), size = Math.round(Patterns.SIZE * this.ratio);
    tile.width = tile.height = size;
    const ink = tile.getContext("2d");
    ink.scale(size / Patterns.SIZE, size / Patterns.SIZE);
    ink.strokeStyle = colour;
    ink.lineWidth = 1;
    ink.beginPath();
    for (const [x1, y1, x2, y2] of lines) {
      ink.moveTo(x1, y1);
      ink.lineTo(x2, y2);
    }
    ink.stroke();
    return this.pen.createPattern(tile, "repeat");
  }
}
