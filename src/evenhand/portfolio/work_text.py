"""The ways to do an activity as people write them, one a line: "104 h (84 to 128): 2 chemists, 1 kilo-1"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evenhand.plant.models import Site
from evenhand.portfolio.drafts import ModeDraft
from evenhand.portfolio.models import ActivityMode, Stretch
from evenhand.records.errors import Invalid

NUMBER = r"\d{1,7}(?:\.\d{1,3})?"
UNITS = {"min": 1, "h": 60, "d": 1440, "w": 7 * 1440}
DURATION = re.compile(rf"({NUMBER})\s*(min|h|d|w|slots?)")
LINE = re.compile(rf"({NUMBER})\s*(min|h|d|w|slots?)(?:\s*\(\s*({NUMBER})\s*(?:to|-|–)\s*({NUMBER})\s*(?:min|h|d|w|slots?)?\s*\))?(?:\s*:\s*(.*))?")
NEED = re.compile(r"(\d{1,9})\s*(?:x|×)?\s+(.+)|(.+?)\s*(?:x|×)\s*(\d{1,9})")
EXAMPLE = "104 h (84 to 128): 2 chemists, 1 kilo-1"


def work_text(modes: Iterable[ActivityMode]) -> str:
    """Asks for each mode's needs with their resources."""
    return "\n".join(mode_text(mode) for mode in modes)


def mode_text(mode: ActivityMode) -> str:
    needs = ", ".join(f"{need.amount} {need.resource.code}" for need in mode.needs.all())
    return f"{duration_text(mode)}: {needs}" if needs else duration_text(mode)


def duration_text(mode: ActivityMode) -> str:
    likely, low, high = mode.duration_minutes, mode.optimistic_minutes, mode.pessimistic_minutes
    if low is None and high is None:
        return f"{shown(likely)} {unit(likely)}"
    low, high = likely if low is None else low, likely if high is None else high
    name = unit(likely, low, high)
    return f"{shown(likely, name)} {name} ({shown(low, name)} to {shown(high, name)})"


def unit(*minutes: int) -> str:
    return "h" if all(m % 6 == 0 for m in minutes) else "min"


def shown(minutes: int, name: str = "") -> str:
    return str(minutes) if (name or unit(minutes)) == "min" else f"{minutes / 60:g}"


def modes_from(text: str, site: Site, stretch: str, field: str = "work") -> tuple[ModeDraft, ...]:
    """What `work_text` writes, read again; estimates and needs may be left out."""
    lines = [line.strip() for line in text.replace("\0", " ").splitlines() if line.strip()]
    if not lines:
        raise Invalid(f"Must have at least one way to do it, such as {EXAMPLE}; has none.", field=field)
    return tuple(mode_from(line, site, stretch, field) for line in lines)


def mode_from(line: str, site: Site, stretch: str, field: str) -> ModeDraft:
    found = LINE.fullmatch(line)
    if not found:
        raise Invalid(f"Must be a duration, its range, and what it needs, such as {EXAMPLE}; is {line[:100]!r}.", field=field)
    likely, name, low, high, needs = found.groups()
    must_fit_stretch(line, name, stretch, field)
    optimistic, pessimistic = (None if value is None else minutes_of(value, name, site) for value in (low, high))
    return ModeDraft(minutes_of(likely, name, site), tuple(needs_from(needs or "", field)), optimistic, pessimistic)


def needs_from(text: str, field: str) -> Iterable[tuple[str, int]]:
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = NEED.fullmatch(part)
        if not found:
            raise Invalid(f"Must be how many of what, such as 2 chemists; is {part[:100]!r}.", field=field)
        before, code, other_code, after = found.groups()
        yield (code or other_code).strip(), int(before or after)


def minutes_of(number: str, name: str, site: Site) -> int:
    return round(float(number) * (site.slot_minutes if name.startswith("slot") else UNITS[name]))


def minutes_from(text: str, site: Site, stretch: str | None, field: str) -> int:
    """A duration alone, such as 56 h."""
    found = DURATION.fullmatch(text.strip())
    if not found:
        raise Invalid(f"Must be a duration such as 56 h or 90 min; is {text.strip()[:50]!r}.", field=field)
    if stretch is not None:
        must_fit_stretch(text, found.group(2), stretch, field)
    return minutes_of(*found.groups(), site)


def must_fit_stretch(text: str, name: str, stretch: str, field: str) -> None:
    if stretch == Stretch.PAUSABLE and name in ("d", "w"):
        raise Invalid(f"Must be in hours of working time, because it pauses when the plant is closed; is {text.strip()[:50]!r}.", field=field)


def with_durations(text: str, modes: Sequence[ActivityMode], site: Site, stretch: str, field: str) -> tuple[ModeDraft, ...]:
    """The modes there are, with another duration, and perhaps another range, for each of them."""
    given = mode_from(text.strip(), site, stretch, field)
    if given.needs:
        raise Invalid("Must be a duration alone, such as 104 h (84 to 128).", field=field)
    drafts = []
    for mode in modes:
        low, high = (given.optimistic, given.pessimistic) if given.optimistic is not None else (mode.optimistic_minutes, mode.pessimistic_minutes)
        if not (given.duration if low is None else low) <= given.duration <= (given.duration if high is None else high):
            raise Invalid(
                f"Must lie in the range {shown(low or 0, 'h')} to {shown(high or 0, 'h')} h, or bring another: {shown(given.duration, 'h')} h (from to); is {text.strip()[:50]}.",
                field=field,
            )
        needs = tuple((need.resource.code, need.amount) for need in mode.needs.all())
        drafts.append(ModeDraft(given.duration, needs, low, high, mode.name))
    return tuple(drafts)
