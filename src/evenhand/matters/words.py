"""Clocks, money and what is at stake, in the words that page, mail and notice share."""

from __future__ import annotations

from datetime import timedelta

from evenhand.matters.clocks import Clock, Hand
from evenhand.matters.models import Matter, PauseReason
from evenhand.matters.standings import MatterNow
from evenhand.plant.templatetags.plant_words import money
from evenhand.records.words import moment_in_words

THEN = {Hand.TEAM: "then it goes up to the site's huddle", Hand.SITE: "then it goes up to senior management"}


def time_in_words(time: timedelta) -> str:
    """ "3 h 10 min", "48 h", "4 d 2 h", "40 min"; two units at most, and days from three on."""
    minutes = max(0, int(time.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days >= 3:
        return f"{days} d {hours} h" if hours else f"{days} d"
    hours += days * 24
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"


def who_does(clock: Clock, matter: Matter) -> tuple[str, str]:
    """Who, and what: "Ada Moreau", "acknowledge"."""
    who = matter.responsible.printed_name if matter.responsible else "a senior manager"
    return {
        Hand.TEAM: ("the team", "settle"),
        Hand.SITE: ("the site's huddle", "settle"),
        Hand.ACKNOWLEDGE: (who, "acknowledge"),
        Hand.DECIDE: (who, "decide"),
    }[clock.hand]


def clock_in_words(clock: Clock, item: MatterNow) -> str:
    """ "The team settles it by Mon 1 Mar 2027 12:00 CET, 3 h 10 min left; then it goes up to the site's huddle"."""
    who, verb = who_does(clock, item.matter)
    left = f"{time_in_words(clock.left)}{'' if clock.every_hour else ' of working time'} left"
    if clock.is_paused and item.pause is not None:
        return f"the clock stands still until {moment_in_words(item.pause.until)} at the latest, with {left}: {pause_in_words(item)}"
    if clock.due is None:
        return f"{who} {verb}s it; the clock's calendar does not open any more"
    if clock.has_run_out:
        return f"{who} was to {verb} it by {moment_in_words(clock.due)}, {time_in_words(item.now - clock.due)} ago"
    then = THEN.get(clock.hand)
    return f"{who} {verb}s it by {moment_in_words(clock.due)}, {left}{f'; {then}' if then else ''}"


def pause_in_words(item: MatterNow) -> str:
    if item.pause is None:
        return ""
    reason = item.pause.get_reason_display()
    return f"{reason} ({item.pause.note})" if item.pause.reason == PauseReason.CLOSED else f"it {reason} ({item.pause.note})"


def short_clock(item: MatterNow) -> str:
    """For lists: "3 h 10 min left", "2 h late", "stands still, 3 h left"."""
    clock = item.clock
    if clock is None:
        return ""
    verb = {Hand.ACKNOWLEDGE: "to acknowledge", Hand.DECIDE: "to decide"}.get(clock.hand, "to settle")
    if clock.is_paused:
        return f"stands still, {time_in_words(clock.left)} left {verb}"
    if clock.has_run_out and clock.due is not None:
        return f"{time_in_words(item.now - clock.due)} late {verb}"
    return f"{time_in_words(clock.left)} left {verb}"


def clock_state(item: MatterNow) -> str:
    """As a state of the pages: late, at risk when a quarter is left, held while it stands still."""
    clock = item.clock
    if clock is None:
        return "done"
    if clock.is_paused:
        return "past"
    if item.is_late:
        return "late"
    return "risk" if clock.share >= 0.75 else "plan"


def at_stake(matter: Matter) -> str:
    """ "12 days, EUR 40 000"."""
    parts = []
    if matter.days_at_stake is not None:
        parts.append("1 day" if matter.days_at_stake == 1 else f"{matter.days_at_stake} days")
    if matter.cost_at_stake is not None:
        parts.append(f"{matter.currency} {money(matter.cost_at_stake)}")
    return ", ".join(parts)
