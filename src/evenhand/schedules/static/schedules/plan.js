// The plan page: loads the Gantt's document, shows what is selected, asks the checker about moves, and leads on to the expedite page.
import { Gantt } from "../evenhand/gantt/gantt.js";

const place = document.getElementById("plan");
const selected = document.getElementById("selected");
const { document: address, title, try: tryAddress, draft, expedite, raise, open, token } = place.dataset;
let scale = null;
let current = draft ? Number(draft) : null;

const part = (name, text = "", attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const fact = (list, term, value) => {
  if (!value) return;
  const row = part("div");
  row.append(part("dt", term), part("dd", value));
  list.append(row);
};

/** What is selected and in view is in the address: a link holds, and the browser's back button comes back to it. */
const keepInAddress = (changes) => {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(history.state, "", address);
};

const onSelect = (facts) => {
  if (scale !== null) keepInAddress({ activity: facts === null ? null : facts.id });
  if (selected === null) return;
  selected.replaceChildren();
  if (facts === null) {
    selected.append(part("p", "Select a bar to see when, where and why.", { class: "quiet" }));
    return;
  }
  const list = part("dl", "", { class: "facts" });
  fact(list, "What", `${facts.name}, ${facts.projectName}`);
  fact(list, "From", facts.starts);
  fact(list, "Until", facts.ends);
  fact(list, "Where", String(facts.rowNames ?? ""));
  fact(list, "State", facts.state);
  fact(list, "Published", typeof facts.published === "string" ? facts.published : "");
  fact(list, "Waits for", (facts.before ?? []).map((x) => `${x.name} (${x.rule})`).join("; "));
  fact(list, "Then", (facts.after ?? []).map((x) => `${x.name} (${x.rule})`).join("; "));
  fact(list, "Promises", (facts.promises ?? []).map((x) => x.says).join("; "));
  selected.append(list);
  const ways = part("p", "", { class: "tools" });
  if (open) ways.append(part("a", "Open the activity", { class: "btn", href: `${open}?id=${encodeURIComponent(facts.id)}` }));
  if (expedite) ways.append(part("a", "Can it be earlier?", { class: "btn", href: `${expedite}?activity=${encodeURIComponent(facts.id)}` }));
  if (raise) ways.append(part("a", "Raise a matter", { class: "btn", href: `${raise}?activity=${encodeURIComponent(facts.id)}` }));
  selected.append(ways);
};

const onTryMove = async (question) => {
  const response = await fetch(tryAddress, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...question, draft: current }),
  });
  const answer = await response.json();
  if (!response.ok) return { valid: false, sentences: [answer.message ?? "It could not be checked."] };
  if (answer.valid && answer.draft !== current) {
    current = answer.draft;
    keepInAddress({ draft: current });
    const note = part("p", "", { class: "selected-draft", role: "status" });
    note.append("This is now ", part("a", `draft ${answer.draft}`, { href: answer.address }), ".");
    document.querySelector(".selected-draft")?.remove();
    selected?.prepend(note);
  }
  return answer;
};

const gantt = new Gantt(place, {
  title,
  onSelect,
  onTryMove: tryAddress ? onTryMove : null,
  empty: { title: "Nothing is planned yet", text: "Plan everything anew: what is found becomes a draft, which is shown here." },
});

place.addEventListener("gantt:expedite", (event) => {
  if (expedite) location.assign(`${expedite}?activity=${encodeURIComponent(event.detail.id)}`);
});
place.addEventListener("gantt:matter", (event) => {
  if (raise) location.assign(`${raise}?activity=${encodeURIComponent(event.detail.id)}`);
});
place.addEventListener("gantt:wish", (event) => {
  if (!expedite || scale === null) return;
  const { promise, activity, by } = event.detail;
  const perDay = 86400 / scale.slot_seconds;
  const day = new Date(Date.parse(`${scale.origin}T00:00:00Z`) + Math.floor((by - 1) / perDay) * 86_400_000).toISOString().slice(0, 10);
  const asked = new URLSearchParams({ project: activity.split("/")[0], promise, by: day });
  location.assign(`${expedite}?${asked}`);
});

const watchView = () => {
  let timer = null;
  place.addEventListener("gantt:view", (event) => {
    const { from, to } = event.detail;
    clearTimeout(timer);
    timer = setTimeout(() => keepInAddress({ from: Math.round(from), to: Math.round(to), rows: gantt.grouping === "unit" ? null : gantt.grouping }), 300);
  });
};

try {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const found = await response.json();
  if (!response.ok) gantt.fail("This plan cannot be shown.", found.message ?? "", found.id ?? "");
  else {
    scale = found.site;
    const asked = new URLSearchParams(location.search), wanted = asked.get("activity"), [from, to] = ["from", "to"].map((name) => Number(asked.get(name)));
    gantt.load(found);
    if (asked.get("rows") === "project") gantt.groupBy("project");
    if (wanted) gantt.select(wanted);
    if (asked.has("from") && to > from) gantt.zoomTo(from, to);
    watchView();
  }
} catch (error) {
  if (!place.querySelector("[data-kind=error]")) gantt.fail("This plan cannot be shown.", error.message);
}
place.dataset.ready = "";
