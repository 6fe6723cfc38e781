// Trying a move: the ghost follows the hand, the checker is asked, and its answer is shown at the place.
//
// Nothing here decides whether a move is allowed: the page asks the checker (`onTryMove`), and shows what it says.

import { animate, clamp } from "./dom.js";
import { ASKING, REFUSED, Trial, TRYING } from "./trial.js";

const RETURN_MILLIS = 180;

export class Moves {
  /** `ask`: `({activity, start, row}) => Promise<answer>`, or null where nothing can be tried. `heard`: told of each answer. */
  constructor(stage, note, { ask, heard, say, laidOut }) {
    Object.assign(this, { stage, note, ask, heard, say, laidOut });
  }

  #turn = 0; // an answer to an earlier question is not heard

  /** Takes hold of a bar; false if it cannot move, and says why. `row`: the layout's row it is taken from. */
  begin(bar, row) {
    const { stage } = this, { model, words } = stage;
    this.giveUp();
    if (this.ask === null || bar < 0) return false;
    if (model.state[bar] === 1 || model.state[bar] === 2) {
      const what = model.state[bar] === 1 ? "has started" : "is finished";
      this.note.show("refused", `${model.nameOf(bar)} ${what}, so it does not move.`, [], stage.scene().boxOf(bar, row));
      return false;
    }
    stage.trial = new Trial(model, bar, row ?? stage.placeOf(bar)?.row ?? 0);
    this.note.hide();
    this.say(`Moving ${model.nameOf(bar)}, ${words.moment(model.start[bar])}.`);
    stage.redraw();
    return true;
  }

  /** The ghost is so many slots from where the bar is, over this row of the layout. */
  to(slots, row = null) {
    const { trial, model, layout } = this.stage;
    if (trial === null || trial.phase !== TRYING) return;
    trial.start = clamp(trial.from + Math.round(slots), Math.round(model.from), Math.round(model.to));
    trial.to = row !== null && row >= 0 && this.#mayGoTo(layout.rows[row], trial) ? row : trial.row;
    this.#follow();
  }

  nudge(slots, rows) {
    const { trial, layout } = this.stage;
    if (trial === null || trial.phase !== TRYING) return;
    trial.start += slots;
    for (let row = trial.to + rows; rows !== 0 && row >= 0 && row < layout.rows.length; row += rows) {
      if (row === trial.row || this.#mayGoTo(layout.rows[row], trial)) {
        trial.to = row;
        break;
      }
    }
    this.#follow();
    this.say(`${this.#where()}.`);
  }

  /** Lets go: asks the checker if the ghost is somewhere else. */
  async end() {
    const { stage } = this, { trial, layout } = stage;
    if (trial === null || trial.phase !== TRYING) return null;
    if (!trial.hasMoved) {
      this.giveUp();
      return null;
    }
    const turn = ++this.#turn, question = { activity: stage.model.ids[trial.bar], start: trial.start, row: trial.to === trial.row ? null : layout.rows[trial.to].id };
    trial.phase = ASKING;
    this.note.show("asking", "Checking the rules …", [], stage.scene().boxOf(trial.bar, trial.row));
    stage.redraw();
    let answer;
    try {
      answer = await this.ask(question);
    } catch (error) {
      answer = { valid: false, sentences: [`The move could not be checked, and nothing has changed: ${error.message}`] };
    }
    if (turn !== this.#turn || answer === undefined || answer === null) return null;
    this.show(answer);
    return answer;
  }

  /** Tries a move without a hand, as a form does. */
  async tryMove(bar, { start, row = null }) {
    const from = row === null ? null : this.stage.layout.rows.findIndex(({ id }) => id === row);
    if (!this.begin(bar, null)) return null;
    this.to(start - this.stage.model.start[bar], from);
    return this.end();
  }

  giveUp() {
    this.#turn += 1;
    if (this.stage.trial === null) return;
    this.stage.trial = null;
    this.note.hide();
    this.stage.redraw();
  }

  /** An answer of the checker: the broken rule's sentence at the place, or the draft. */
  show(answer) {
    const { trial } = this.stage;
    if (answer.valid) this.#accept(answer, trial);
    else this.#refuse(answer, trial);
    this.heard(answer);
  }

  #accept(answer, trial) {
    const { stage } = this, { model, words } = stage, moved = answer.moved ?? [];
    stage.trial = null;
    for (const { activity, start, end, row } of moved) {
      const bar = model.indexOf.get(activity);
      if (bar === undefined) continue;
      const to = row === undefined || row === null ? null : model.rowIndex.get(row);
      if (model.start[bar] !== start || model.end[bar] !== end || to !== null) model.place(bar, start, end, to ?? null);
    }
    stage.layOut();
    this.laidOut();
    const bar = trial?.bar ?? model.indexOf.get(moved[0]?.activity) ?? -1;
    if (bar < 0) return;
    const others = moved.length - 1, rest = others > 0 ? ` ${others} ${others === 1 ? "other moves" : "others move"} with it.` : "";
    const [first, ...more] = answer.sentences ?? [];
    stage.reveal(bar);
    this.note.show("draft", first ?? `Draft: ${model.nameOf(bar)} starts ${words.moment(model.start[bar])}, every rule kept.${rest}`, more, stage.scene().boxOf(bar));
  }

  #refuse(answer, trial) {
    const { stage } = this, [first = "The move breaks a rule.", ...more] = answer.sentences ?? [];
    if (trial === null) {
      this.note.show("refused", first, more, stage.selected < 0 ? null : stage.scene().boxOf(stage.selected));
      return;
    }
    trial.phase = REFUSED;
    const box = stage.scene().boxOf(trial.bar, trial.row), { start, from } = trial;
    this.note.show("refused", first, more, box);
    animate(RETURN_MILLIS, (share) => {
      if (stage.trial !== trial) return;
      trial.start = start + (from - start) * share;
      if (share === 1) stage.trial = null;
      stage.redraw();
    });
  }

  #mayGoTo(row, trial) {
    const { model } = this.stage;
    return row.kind === "unit" && this.stage.layout.rows[trial.row].kind === "unit" && model.rowKinds[model.mainRow(trial.bar)] === "unit";
  }

  #follow() {
    const { stage } = this;
    this.note.show("trying", this.#where(), [], stage.scene().boxOf(stage.trial.bar, stage.trial.row));
    stage.redraw();
  }

  #where() {
    const { trial, words, layout } = this.stage, row = trial.to === trial.row ? "" : `, ${layout.rows[trial.to].label}`;
    return `${words.moment(trial.start)}${row}, ${words.shift(trial.start - trial.from)}`;
  }
}
