// A page with nothing but the Gantt, for tests: what happened is in `seen`, what the checker shall say in `answer`.

import { Gantt } from "/gantt/gantt.js";

const violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
const seen = [], asked = [];
for (const name of ["select", "open", "expedite", "matter", "trymove", "answer", "wish"]) {
  document.addEventListener(`gantt:${name}`, (event) => seen.push([name, event.detail?.id ?? event.detail]));
}
const test = { violations, seen, asked, answer: async () => ({ valid: true, sentences: [], moved: [] }), Gantt, failed: null };
test.gantt = new Gantt(document.getElementById("plan"), { title: "Test plan", onTryMove: (question) => (asked.push(question), test.answer(question)) });
globalThis.test = test;
try {
  test.gantt.load(await (await fetch("/document.json")).json());
} catch (error) {
  test.failed = error.message;
}
document.body.dataset.ready = "";
