"""What a hand does on the page, and what can be read there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def focus_chart(page: Page) -> None:
    page.locator(".gantt-scroll").focus()


def place(page: Page, activity: str) -> dict[str, Any]:
    """Where the activity is drawn, in pixels of the page."""
    return page.evaluate(
        "id => { const outer = test.gantt.element.getBoundingClientRect(), at = test.gantt.placeOf(id);"
        " return at && {...at, x: at.x + outer.left, y: at.y + outer.top}; }",
        activity,
    )


def middle(page: Page, activity: str) -> tuple[float, float]:
    at = place(page, activity)
    return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2


def drag(page: Page, activity: str, *, slots: int, down: float = 0, drop: bool = True) -> None:
    """Takes hold of a bar and lets it go so many slots later and pixels lower."""
    x, y = middle(page, activity)
    per_slot = page.evaluate("test.gantt.stage.scale.perSlot")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + slots * per_slot / 2, y + down / 2, steps=3)
    page.mouse.move(x + slots * per_slot, y + down, steps=3)
    if drop:
        page.mouse.up()


def selected(page: Page) -> str | None:
    return page.evaluate("test.gantt.selected?.id ?? null")


def start_of(page: Page, activity: str) -> int:
    return page.evaluate("id => test.gantt.stage.model.start[test.gantt.stage.model.indexOf.get(id)]", activity)


def colour_at(page: Page, x: float, y: float) -> str:
    """The chart's colour at a point of the page, as the style sheet writes it."""
    page.evaluate("test.gantt.draw()")
    return page.evaluate(
        "([x, y]) => { const canvas = document.querySelector('.gantt-scroll canvas'), box = canvas.getBoundingClientRect(), ratio = devicePixelRatio;"
        " const [r, g, b] = canvas.getContext('2d').getImageData(Math.round((x - box.left) * ratio), Math.round((y - box.top) * ratio), 1, 1).data;"
        " return '#' + [r, g, b].map(v => v.toString(16).padStart(2, '0')).join(''); }",
        [x, y],
    )


def token(page: Page, name: str) -> str:
    return page.evaluate("name => getComputedStyle(test.gantt.element).getPropertyValue(`--gantt-${name}`).trim()", name)


def seen(page: Page, kind: str) -> list[Any]:
    """The details of the events of this kind so far."""
    return page.evaluate("kind => test.seen.filter(([name]) => name === kind).map(([, detail]) => detail)", kind)
