// A run as it goes: a stream of what it says; where there is no stream, it is asked now and then. When it is over, the page goes on to what came of it.
const POLL = 2000;
const WORDS = { queued: "waiting for a worker", running: "under way" };

const follow = (panel) => {
  const at = (name) => document.querySelector(`[data-run-${name}]`);
  const say = (name, text) => {
    const place = at(name);
    if (place && text && place.textContent !== text) place.textContent = text;
  };
  let since = performance.now();
  let seconds = 0;
  let running = false;
  let timer = null;

  const tick = () => say("time", `${Math.round(seconds + (running ? (performance.now() - since) / 1000 : 0))} s`);
  const clock = setInterval(tick, 1000);

  const axis = document.querySelector("[data-axis]");
  const placeOf = (slot) => {
    const first = Number(axis.dataset.first), last = Number(axis.dataset.last);
    return 4 + 92 * Math.min(1, Math.max(0, (slot - first) / Math.max(1, last - first)));
  };
  const moveAxis = (run) => {
    if (!axis || run.kind !== "expedite" || !run.best) return;
    const best = placeOf(run.best[0]), bound = placeOf(run.bound[0]);
    for (const [name, x] of [["best", best], ["bound", bound]]) {
      const line = axis.querySelector(`[data-axis-${name}]`);
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
    }
    axis.querySelector("[data-axis-impossible]").setAttribute("width", Math.max(0, bound - 2));
    const words = document.querySelector("[data-axis-bound-words]");
    if (words) words.textContent = run.bound_words;
  };

  const show = (run) => {
    since = performance.now();
    seconds = run.seconds;
    running = run.state === "running";
    say("words", run.stopping ? "stopping" : (WORDS[run.state] ?? run.words));
    say("phase", run.phase || WORDS[run.state] || run.words);
    say("best", run.best_words);
    tick();
    const share = at("share");
    if (share) share.value = run.over ? 1 : run.share;
    moveAxis(run);
    if (run.over) {
      clearInterval(clock);
      clearTimeout(timer);
      location.assign(run.then);
    }
  };

  const poll = async () => {
    try {
      const response = await fetch(panel.dataset.state, { headers: { Accept: "application/json" } });
      if (response.ok) {
        const run = await response.json();
        show(run);
        if (run.over) return;
      }
    } catch { /* asked again */ }
    timer = setTimeout(poll, POLL);
  };

  const source = new EventSource(panel.dataset.events);
  const onEvent = (event) => {
    const run = JSON.parse(event.data);
    if (run.over) source.close();
    show(run);
  };
  source.addEventListener("run", onEvent);
  source.addEventListener("over", onEvent);
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    source.close();
    poll();
  });
  addEventListener("pagehide", () => source.close());
};

for (const panel of document.querySelectorAll('[data-run][data-over="no"]')) follow(panel);
