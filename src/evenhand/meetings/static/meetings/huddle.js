// The huddle: a clock that runs from when the board is opened, and keys that go from line to line.
const FIVE_MINUTES = 300;
const LONGEST = 7200;
const root = document.querySelector("[data-huddle]");

if (root) {
  const time = root.querySelector("[data-huddle-time]");
  const field = root.querySelector("[data-huddle-seconds]");
  let began = performance.now();
  const tick = () => {
    const seconds = Math.min(LONGEST, Math.floor((performance.now() - began) / 1000));
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    time.classList.toggle("is-over", seconds >= FIVE_MINUTES);
    if (field) field.value = String(seconds);
  };
  tick();
  setInterval(tick, 1000);

  const lines = () => [...root.querySelectorAll("[data-huddle-line]")];
  const here = () => document.activeElement?.closest("[data-huddle-line]") ?? null;
  const go = (step) => {
    const all = lines();
    if (!all.length) return;
    const at = all.indexOf(here());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    all[next].querySelector("a")?.focus();
  };
  const press = (name) => here()?.querySelector(`[data-huddle-${name}]`)?.click();
  const keys = { j: () => go(1), k: () => go(-1), s: () => press("settle"), u: () => press("up"), t: () => { began = performance.now(); tick(); } };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]") !== null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
}
