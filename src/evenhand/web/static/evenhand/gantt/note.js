// Words at a place of the chart: what a bar is (tip), and what the checker says (note).

import { clamp, make } from "./dom.js";

const GAP = 8;
const HEADS = { refused: "Not possible", draft: "Draft", asking: "", trying: "" };

export class Note {
  constructor(chart, { onClose }) {
    this.element = make("div", { class: "gantt-note", role: "status", hidden: true });
    this.chart = chart;
    this.onClose = onClose;
    chart.append(this.element);
  }

  get isShown() {
    return !this.element.hidden;
  }

  get kind() {
    return this.element.dataset.kind;
  }

  /** `box`: the bar it is about, in pixels of the chart; null: in the middle. */
  show(kind, sentence, more, box) {
    const { element } = this, isSaid = kind === "refused" || kind === "draft";
    element.dataset.kind = kind;
    element.setAttribute("aria-live", isSaid ? "assertive" : "off"); // what follows the hand is announced elsewhere
    element.replaceChildren(
      ...(HEADS[kind] ? [make("strong", {}, HEADS[kind])] : []),
      make("p", {}, sentence),
      ...(more.length ? [make("ul", {}, ...more.map((text) => make("li", {}, text)))] : []),
      ...(isSaid ? [make("button", { type: "button", click: () => this.onClose() }, "Close")] : []),
    );
    element.hidden = false;
    this.#place(box);
  }

  hide() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #place(box) {
    const { element, chart } = this, { clientWidth: width, clientHeight: height } = chart;
    const { offsetWidth: wide, offsetHeight: tall } = element;
    if (box === null) {
      element.style.left = `${(width - wide) / 2}px`;
      element.style.top = `${height / 3}px`;
      return;
    }
    const under = box.y + box.height + GAP, top = under + tall <= height - GAP ? under : box.y - tall - GAP;
    element.style.left = `${clamp(box.x, GAP, width - wide - GAP)}px`;
    element.style.top = `${clamp(top, GAP, Math.max(GAP, height - tall - GAP))}px`;
  }
}

export class Tip {
  constructor(chart) {
    this.element = make("div", { class: "gantt-tip", "aria-hidden": "true", hidden: true });
    this.chart = chart;
    this.bar = -1;
    chart.append(this.element);
  }

  show(words, bar, x, y) {
    if (bar !== this.bar) {
      const { model } = words, moved = words.published(bar), promised = words.promises(bar);
      this.element.replaceChildren(
        make("strong", {}, model.nameOf(bar)),
        make("span", {}, words.project(bar)),
        ...facts([
          ["on", words.rows(bar)],
          ["from", words.moment(model.start[bar])],
          ["to", words.ending(model.end[bar])],
          ["is", words.state(bar)],
          ["promised", promised],
          ["moved", model.baseline !== null && model.movedBy(bar) !== 0 ? moved : ""],
        ]),
      );
      this.bar = bar;
    }
    this.element.hidden = false;
    const { clientWidth: width, clientHeight: height } = this.chart, { offsetWidth: wide, offsetHeight: tall } = this.element;
    this.element.style.left = `${clamp(x + 14, 4, width - wide - 4)}px`;
    this.element.style.top = `${y + 18 + tall < height ? y + 18 : Math.max(4, y - tall - 10)}px`;
  }

  hide() {
    this.element.hidden = true;
    this.bar = -1;
  }
}

const facts = (pairs) => pairs.filter(([, text]) => text).map(([name, text]) => make("span", { class: "gantt-fact" }, make("i", {}, name), ` ${text}`));
