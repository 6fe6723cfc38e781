// The page on which the Gantt is measured: how soon it shows a document, and how long each frame of a zoom takes.

import { Gantt } from "/gantt/gantt.js";

const document_ = await (await fetch("/document.json")).json();
const gantt = new Gantt(document.getElementById("plan"));
const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

/** Milliseconds from having the document to having drawn it. */
globalThis.measureReady = async () => {
  await nextFrame();
  const begun = performance.now();
  gantt.load(document_);
  const drawn = performance.now() - begun;
  await nextFrame();
  await nextFrame();
  return { drawn, shown: performance.now() - begun };
};

/** Zooms from the whole plan to a day and back, panning and scrolling on the way: `{draw, frame}` in milliseconds and `bars`, one value a frame. */
globalThis.measureFrames = async (grouping, steps) => {
  const { stage } = gantt, draw = [], frame = [], bars = [];
  gantt.groupBy(grouping).showEverything();
  gantt.select(document_.bars.id[Math.floor(document_.bars.id.length / 2)]);
  const factor = ((stage.model.to - stage.model.from) / stage.clock.slotsPerDay) ** (1 / steps), middle = stage.gutter + stage.scale.width / 2;
  const lowest = Math.max(0, stage.layout.height - stage.height);
  await nextFrame();
  let before = await nextFrame();
  for (let k = 0; k < 2 * steps; k += 1) {
    stage.scale.zoom(k < steps ? factor : 1 / factor, middle + Math.sin(k) * 200);
    stage.scale.pan(Math.cos(k / 3) * 40);
    stage.scroller.scrollTop = (lowest * k) / (2 * steps);
    stage.top = stage.scroller.scrollTop;
    const begun = performance.now();
    gantt.draw();
    draw.push(performance.now() - begun);
    bars.push(gantt.drawn.bars);
    const now = await nextFrame();
    frame.push(now - before);
    before = now;
  }
  return { draw, frame, bars };
};
document.body.dataset.ready = "";
