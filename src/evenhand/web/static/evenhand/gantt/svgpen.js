// A pen with the few strokes of a canvas that the chart uses, which writes SVG: printed pages stay sharp, and their text is text.

const SVG = "http://www.w3.org/2000/svg";
let patternCount = 0;

const short = (number) => Math.round(number * 100) / 100;

export class SvgPen {
  constructor(width, height) {
    this.root = document.createElementNS(SVG, "svg");
    this.root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#definitions = this.#add("defs", {}, this.root);
    this.#group = this.root;
    this.fillStyle = this.strokeStyle = "#000000";
    this.globalAlpha = this.lineWidth = 1;
    this.font = "";
    this.textBaseline = "alphabetic";
  }

  #definitions;
  #group;
  #stack = [];
  #path = "";
  #dashes = [];

  #add(name, attributes, parent = this.#group) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, typeof value === "number" ? short(value) : value);
    parent.append(element);
    return element;
  }

  #filled() {
    return this.globalAlpha === 1 ? { fill: this.fillStyle } : { fill: this.fillStyle, "fill-opacity": this.globalAlpha };
  }

  #stroked() {
    const dashes = this.#dashes.length ? { "stroke-dasharray": this.#dashes.join(" ") } : {};
    return { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...(this.globalAlpha === 1 ? {} : { "stroke-opacity": this.globalAlpha }), ...dashes };
  }

  fillRect(x, y, width, height) {
    if (width > 0 && height > 0) this.#add("rect", { x, y, width, height, ...this.#filled() });
  }

  strokeRect(x, y, width, height) {
    this.#add("rect", { x, y, width, height, ...this.#stroked() });
  }

  beginPath() {
    this.#path = "";
  }

  moveTo(x, y) {
    this.#path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x, y) {
    this.#path += `L${short(x)} ${short(y)}`;
  }

  rect(x, y, width, height) {
    this.#path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  closePath() {
    this.#path += "Z";
  }

  fill() {
    this.#add("path", { d: this.#path, ...this.#filled() });
  }

  stroke() {
    this.#add("path", { d: this.#path, ...this.#stroked() });
  }

  clip() {
    const id = `gantt-clip-${(patternCount += 1)}`;
    this.#add("path", { d: this.#path }, this.#add("clipPath", { id }, this.#definitions));
    this.#group = this.#add("g", { "clip-path": `url(#${id})` });
  }

  save() {
    const { fillStyle, strokeStyle, globalAlpha, lineWidth, font, textBaseline } = this;
    this.#stack.push({ group: this.#group, facts: { fillStyle, strokeStyle, globalAlpha, lineWidth, font, textBaseline } });
  }

  restore() {
    const { group, facts } = this.#stack.pop();
    this.#group = group;
    Object.assign(this, facts);
  }

  setLineDash(dashes) {
    this.#dashes = dashes;
  }

  fillText(text, x, y) {
    const [, weight, size, family] = /^(\S+) (\S+)px (.*)$/.exec(this.font);
    const middle = this.textBaseline === "middle" ? Number(size) * 0.35 : 0;
    this.#add("text", { x, y: y + middle, "font-size": size, "font-weight": weight, "font-family": family, ...this.#filled() }).textContent = text;
  }

  linePattern(lines, colour, size) {
    const id = `gantt-pattern-${(patternCount += 1)}`;
    const pattern = this.#add("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, this.#definitions);
    for (const [x1, y1, x2, y2] of lines) this.#add("line", { x1, y1, x2, y2, stroke: colour, "stroke-width": 1 }, pattern);
    return `url(#${id})`;
  }
}
