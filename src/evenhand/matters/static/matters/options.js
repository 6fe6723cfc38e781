// The options of a matter while they are computed: whenever the run says something new, the section is fetched again.
const POLL = 2000;

const follow = (section) => {
  let fetching = false;
  let again = false;
  let timer = null;
  const source = new EventSource(section.dataset.optionsEvents);

  const end = () => {
    source.close();
    clearInterval(timer);
  };

  const refresh = async () => {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    try {
      const response = await fetch(section.dataset.optionsAt, { headers: { "HX-Request": "true" } });
      if (!response.ok) return;
      const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("options");
      if (!next) return;
      const focused = document.activeElement && section.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      section.replaceChildren(...next.childNodes);
      if (focused) section.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
      if (!next.dataset.optionsEvents) end();
    } catch {
      // it is asked again
    } finally {
      fetching = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  };

  source.addEventListener("run", refresh);
  source.addEventListener("over", () => {
    source.close();
    refresh();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && timer === null) timer = setInterval(refresh, POLL);
  });
  addEventListener("pagehide", end);
};

for (const section of document.querySelectorAll("[data-options-events]")) follow(section);
