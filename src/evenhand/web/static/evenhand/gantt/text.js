// Text on the canvas: measured once a character, so that cutting a label to its room costs no measuring.

import { FONT } from "./theme.js";

const ELLIPSIS = "…";
let measuring = null;

export class Face {
  constructor(size, weight = 400) {
    this.size = size;
    this.css = `${weight} ${size}px ${FONT}`;
    this.#widths = new Map();
    this.#whole = new Map();
  }

  #widths;
  #whole;

  widthOf(text) {
    let width = this.#whole.get(text);
    if (width === undefined) {
      width = 0;
      for (const character of text) width += this.#width(character);
      if (this.#whole.size > 20_000) this.#whole.clear();
      this.#whole.set(text, width);
    }
    return width;
  }

  /** The text, cut to this many pixels; empty if less than three characters would be left. */
  cut(text, room) {
    if (this.widthOf(text) <= room) return text;
    let width = this.#width(ELLIPSIS), count = 0;
    for (const character of text) {
      width += this.#width(character);
      if (width > room) break;
      count += character.length;
    }
    return count < 3 ? "" : text.slice(0, count).trimEnd() + ELLIPSIS;
  }

  #width(character) {
    let width = this.#widths.get(character);
    if (width === undefined) {
      measuring ??= document.createElement("canvas").getContext("2d");
      measuring.font = this.css;
      width = measuring.measureText(character).width;
      this.#widths.set(character, width);
    }
    return width;
  }
}

export const FACES = { bar: new Face(11), small: new Face(10), label: new Face(12.5), strong: new Face(12.5, 600), note: new Face(11) };

/** Draws as much of the text as has room; returns the width drawn. `y` is its middle. */
export function write(pen, face, text, x, y, room, colour) {
  const shown = face.cut(text, room);
  if (shown === "") return 0;
  pen.font = face.css;
  pen.fillStyle = colour;
  pen.textBaseline = "middle";
  pen.fillText(shown, x, y);
  return face.widthOf(shown);
}
