"""Slots <-> dates of the site: a slot is a stretch of the site's wall clock.

Slot ``k`` begins when the site's clocks show local midnight of the origin plus ``k * slot_minutes`` of wall clock. In the
two nights in which a zone changes its clocks one slot is an hour shorter or longer than the others; everywhere else wall
clock and elapsed time agree. Because slots follow the clock on the wall, a day shift is the same slots all year.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_MINUTES = 1440
FIRST_YEAR, LAST_YEAR = 1970, 2299
MOST_SLOTS = 1_000_000

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?)?")
DURATION = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,3}))? ?(min|h|d|w|slots?)")
UNIT_MINUTES = {"min": 1, "h": 60, "d": DAY_MINUTES, "w": 7 * DAY_MINUTES}


class UnclearTime(ValueError):
    """A date, time or duration that cannot be placed on the site's slots; the message is the rule and the value."""


def offset_text(offset: timedelta) -> str:
    return datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]


def site_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnclearTime(f"Must be a time zone of the IANA database, such as Europe/Brussels; is {name!r}.") from error


def date_of(text: str) -> date:
    """An ISO date, within the years that can be planned."""
    found = DATE.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise UnclearTime(f"Must be a date such as 2027-03-01 that the calendar has; is {text!r}.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnclearTime(f"Must be in the years {FIRST_YEAR} to {LAST_YEAR}; is {text}.")
    return day


def parts_of_time(text: str) -> tuple[datetime, timedelta | None]:
    """The wall-clock fields of an ISO date and time, and its offset if it has one."""
    found = TIME.fullmatch(text)
    if not found:
        raise UnclearTime(f"Must be a date or a time such as 2027-03-01 or 2027-03-01T08:00+01:00; is {text!r}.")
    day, hour, minute, second, offset = found.groups()
    try:
        wall = datetime.combine(date_of(day), datetime.min.time()).replace(hour=int(hour), minute=int(minute), second=int(second or 0))
        zone = None if offset is None else UTC if offset == "Z" else datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo
    except UnclearTime:
        raise
    except ValueError as error:
        raise UnclearTime(f"Must be a time that the clock has; is {text!r}.") from error
    return wall, None if zone is None else zone.utcoffset(None)


class TimeScale:
    """A site's zone, the date of its slot 0, and the length of a slot (minutes of wall clock, dividing a day)."""

    def __init__(self, time_zone: str, origin: date, slot_minutes: int) -> None:
        if slot_minutes <= 0 or DAY_MINUTES % slot_minutes:
            raise UnclearTime(f"Must divide a day of {DAY_MINUTES} minutes; is {slot_minutes}.")
        self.zone = site_zone(time_zone)
        self.time_zone = time_zone
        self.origin = origin
        self.slot_minutes = slot_minutes
        self._slots: dict[str, int] = {}
        self._durations: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"TimeScale({self.time_zone!r}, {self.origin!r}, {self.slot_minutes})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TimeScale):
            return NotImplemented
        return (self.time_zone, self.origin, self.slot_minutes) == (other.time_zone, other.origin, other.slot_minutes)

    def __hash__(self) -> int:
        return hash((self.time_zone, self.origin, self.slot_minutes))

    @property
    def slots_per_day(self) -> int:
        return DAY_MINUTES // self.slot_minutes

    @cached_property
    def _midnight(self) -> datetime:
        return datetime.combine(self.origin, datetime.min.time())

    def slot_of_date(self, day: date) -> int:
        """The slot in which the day begins. Days are days of the wall calendar, so every date has one."""
        return (day - self.origin).days * self.slots_per_day

    def wall(self, slot: int) -> datetime:
        """What the site's clocks show at the beginning of a slot (no zone)."""
        return self._midnight + timedelta(minutes=slot * self.slot_minutes)

    def slot_of_wall(self, wall: datetime) -> int:
        """The slot in which the site's clocks show a time (no zone)."""
        return (wall - self._midnight) // timedelta(minutes=self.slot_minutes)

    def time(self, slot: int) -> datetime:
        """The beginning of a slot, in the site's zone; of two readings of the wall clock the earlier."""
        return self.wall(slot).replace(tzinfo=self.zone)

    def to_text(self, slot: int) -> str:
        """The beginning of a slot in ISO 8601 with its offset; `from_text` is its inverse for every slot of every zone."""
        return self.time(slot).isoformat(timespec="minutes")

    def from_text(self, text: str, *, is_end: bool = False) -> int:
        """The slot that begins at an ISO time; at a date alone where the day begins, or with ``is_end`` where it has ended.

        Raises
        ------
        UnclearTime
            No such time; a local time without offset that the clocks show twice or never; or not where a slot begins.
        """
        if DATE.fullmatch(text):
            return self.slot_of_date(date_of(text)) + (self.slots_per_day if is_end else 0)
        if text not in self._slots:
            self._slots[text] = self._slot_of_wall(self.wall_time(text), text)
        return self._slots[text]

    def wall_time(self, text: str) -> datetime:
        """What the site's clocks show at an ISO time (no zone)."""
        wall, offset = parts_of_time(text)
        both = [wall.replace(tzinfo=self.zone, fold=fold).utcoffset() or timedelta(0) for fold in (0, 1)]
        if offset is None:
            if both[0] != both[1]:
                what = "happens twice" if both[0] > both[1] else "does not happen"
                readings = " or ".join(wall.isoformat(timespec="minutes") + offset_text(o) for o in both)
                raise UnclearTime(f"Must say its offset, for {text} {what} in {self.time_zone}; write {readings}.")
            return wall
        if offset in both:
            return wall
        try:
            return wall.replace(tzinfo=timezone(offset)).astimezone(self.zone).replace(tzinfo=None)
        except (OverflowError, ValueError) as error:
            raise UnclearTime(f"Must be a time that the clock has; is {text!r}.") from error

    def _slot_of_wall(self, wall: datetime, text: str) -> int:
        seconds = round((wall - self._midnight).total_seconds())
        slot, rest = divmod(seconds, self.slot_minutes * 60)
        if rest:
            raise UnclearTime(
                f"Must be where a slot of {self.slot_minutes} minutes begins; is {text}, between {self.to_text(slot)} and {self.to_text(slot + 1)}."
            )
        return slot

    def slots(self, text: str) -> int:
        """A duration such as "12h", "3d", "2w", "90min" or "4 slots", in slots; a day is 24 hours and a week 7 days."""
        if text not in self._durations:
            self._durations[text] = self._slots_of_duration(text)
        return self._durations[text]

    def _slots_of_duration(self, text: str) -> int:
        found = DURATION.fullmatch(text)
        if not found:
            raise UnclearTime(f"Must be a duration such as 12h, 3d, 2w, 90min or 4 slots; is {text!r}.")
        sign, whole, part, unit = found.groups()
        thousandths = int(whole) * 1000 + int((part or "0").ljust(3, "0"))
        per_slot = 1000 if unit.startswith("slot") else 1000 * self.slot_minutes
        amount, rest = divmod(thousandths * UNIT_MINUTES.get(unit, 1), per_slot)
        if rest:
            nearest = " or ".join(f"{sign if n else ''}{self.duration(n)}" for n in (amount, amount + 1))
            raise UnclearTime(f"Must be a whole number of slots of {self.slot_minutes} minutes; is {text}; nearest is {nearest}.")
        return -amount if sign else amount

    def duration(self, slots: int) -> str:
        """A number of slots as a duration text, in hours if it can be."""
        minutes = slots * self.slot_minutes
        if abs(minutes) >= 1_000_000_000:
            return f"{slots} slots"
        return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}min"
