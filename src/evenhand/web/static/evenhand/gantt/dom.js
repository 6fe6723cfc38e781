// Elements, made without markup.

/** An element with attributes (a function listens to that event) and children (text or elements). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** Calls `step(0 … 1)` from frame to frame; at once with 1 for those who want less motion. */
export function animate(milliseconds, step) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    step(1);
    return;
  }
  const begun = performance.now();
  const next = (time) => {
    const share = clamp((time - begun) / milliseconds, 0, 1);
    step(1 - (1 - share) ** 3);
    if (share < 1) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
