// A running meeting on everybody's screen: whenever anything was recorded, the screen is asked for anew. What is being typed is never touched.
const POLL = 2000;

const follow = (root) => {
  const place = root.querySelector("[data-meeting-screen]");
  const said = document.querySelector("[data-meeting-said]");
  let told = null;
  let asking = false;
  let again = false;

  const focusKept = () => {
    const active = document.activeElement;
    if (!place.contains(active)) return null;
    if (active.dataset.key) return `[data-key="${CSS.escape(active.dataset.key)}"]`;
    return active.getAttribute("href") ? `[href="${CSS.escape(active.getAttribute("href"))}"]` : null;
  };

  const show = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    const before = place.querySelector("[data-item]")?.dataset.item;
    const top = fresh.querySelector("[data-item]");
    for (const token of fresh.querySelectorAll('[name="csrfmiddlewaretoken"]')) {
      token.value = place.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? token.value; // it differs each time and means the same
    }
    if (fresh.innerHTML === place.innerHTML) return;
    const focused = focusKept();
    place.replaceChildren(...fresh.childNodes);
    if (focused) place.querySelector(focused)?.focus();
    const item = root.querySelector("[data-meeting-item]");
    if (item && top && document.activeElement?.form !== item.form) item.value = top.dataset.item;
    if (top && top.dataset.item !== before && said) said.textContent = `Now: ${top.dataset.title}`;
  };

  const refresh = async () => {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const response = await fetch(root.dataset.screen + location.search, { headers: { Accept: "text/html" } });
      if (response.ok && response.status === 200) show(await response.text());
      else if (response.status === 204) location.assign(location.pathname);
    } catch { /* asked again with the next change */ }
    asking = false;
    if (again) { again = false; refresh(); }
  };

  const hear = (text) => {
    if (text === told) return;
    told = text;
    if (JSON.parse(text).state !== "running") { location.assign(location.pathname); return; }
    refresh(); // the first time too: something may have been recorded between the page and its stream
  };

  const poll = async () => {
    try {
      const response = await fetch(root.dataset.pulse, { headers: { Accept: "application/json" } });
      if (response.ok) hear(JSON.stringify(await response.json()));
    } catch { /* asked again */ }
    setTimeout(poll, POLL);
  };

  const source = new EventSource(root.dataset.events);
  source.addEventListener("pulse", (event) => hear(JSON.stringify(JSON.parse(event.data))));
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    source.close();
    poll();
  });
  addEventListener("pagehide", () => source.close());
};

document.querySelectorAll("[data-meeting]").forEach(follow);
