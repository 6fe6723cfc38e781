// A promise's flag that is moved: what is wished for, told as it moves, and sent to the page when it is let go.

export class Wish {
  #wished = null;

  constructor(stage, note, { send, say }) {
    Object.assign(this, { stage, note, send, say });
  }

  get isOn() {
    return this.#wished !== null;
  }

  begin(promise) {
    const due = this.stage.model.promises.due[promise];
    this.#wished = { promise, due, by: due };
  }

  /** Takes hold of the flag of the selected bar's project: of its next promise from the bar on, or its last. */
  beginByKeys() {
    const { stage } = this, { promises, project, start } = stage.model;
    if (stage.selected < 0) return this.say("Select a bar of the project first.");
    const own = Array.from(promises.due.keys()).filter((promise) => project[promises.bar[promise]] === project[stage.selected]).sort((a, b) => promises.due[a] - promises.due[b]);
    if (own.length === 0) return this.say("Nothing is promised to this project.");
    this.begin(own.find((promise) => promises.due[promise] > start[stage.selected]) ?? own.at(-1));
    stage.reveal(promises.bar[this.#wished.promise]);
    return this.#tell(true);
  }

  /** To so many slots after what was promised. */
  to(slots) {
    this.#wished.by = Math.round(this.#wished.due + slots);
    this.#tell(false);
  }

  nudge(slots) {
    this.#wished.by += slots;
    this.#tell(true);
  }

  giveUp() {
    this.#wished = null;
    this.note.hide();
  }

  end() {
    const { model } = this.stage, { promise, due, by } = this.#wished;
    this.giveUp();
    if (by !== due) this.send({ promise: model.promises.id[promise], activity: model.ids[model.promises.bar[promise]], due, by });
  }

  #tell(aloud) {
    const { stage, note } = this, { promise, due, by } = this.#wished, box = stage.scene().boxOf(stage.model.promises.bar[promise]);
    const words = by === due ? `Promised ${stage.words.ending(due)}` : `Promised ${stage.words.ending(due)}; wished for ${stage.words.ending(by)}`;
    if (box !== null) note.show("trying", words, [], { ...box, x: stage.scale.x(by), width: 1 });
    if (aloud) this.say(`${words}.`);
  }
}
