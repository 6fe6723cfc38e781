"""The measures as they are told: the sentence that matters, then each measure with its chart, its table and the lists behind its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from evenhand.matters.costs.money import Money
from evenhand.matters.measures.arithmetic import LEAST_FOR_MEDIAN, LEAST_FOR_P90, SPANS, Summary
from evenhand.matters.measures.counted import BEARERS, CAUSES, NOT_ASSESSED, NOT_FOUND, NOT_SIGNED, When
from evenhand.matters.measures.of_actions import ActionsMeasured, Doneness, measure_actions
from evenhand.matters.measures.of_matters import Borne, MattersMeasured, Took, measure_matters
from evenhand.matters.measures.period import Period
from evenhand.matters.models import Tier
from evenhand.matters.words import time_in_words
from evenhand.meetings.charts import Chart, Counted, bars, columns
from evenhand.meetings.measures import MeetingsMeasured, measure_meetings
from evenhand.plant.length_words import counted
from evenhand.plant.models import Site
from evenhand.records.words import day_in_words

KINDS = {Doneness.ON_TIME: "done", Doneness.DONE_LATE: "full", Doneness.OPEN_LATE: "over", Doneness.NOT_DUE: "has"}


@dataclass(frozen=True)
class Row:
    """A line of the table: what is counted, and further cells such as money."""

    of: Counted
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """One measure. ``whole`` leads to all that it counts; ``also``: what is not in it, with its list."""

    key: str
    title: str
    sentence: str
    whole: Counted
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: Chart
    note: str = ""
    also: Counted | None = None


@dataclass(frozen=True)
class Measures:
    sentence: str
    cards: tuple[Card, ...]

    @property
    def is_empty(self) -> bool:
        return not any(card.whole.count or (card.also and card.also.count) for card in self.cards)


def measures_of(site: Site, period: Period) -> Measures:
    matters, actions, meetings = measure_matters(site, period), measure_actions(site, period), measure_meetings(site, period)
    lists = Lists(period)
    cards = (
        acknowledged(matters, lists),
        decided(matters, lists),
        on_time(actions, lists),
        by_tier(matters, lists),
        by_cause(matters, lists),
        by_bearer(matters, lists),
        *of_meetings(meetings, lists),
    )
    return Measures(gist(matters, actions, period), cards)


@dataclass(frozen=True)
class Lists:
    """The addresses of the lists behind the numbers."""

    period: Period

    def to(self, name: str, **given: Any) -> str:
        days = {"first": self.period.first, "last": self.period.last}
        return f"{reverse(name)}?{urlencode({k: v for k, v in {**days, **given}.items() if v not in (None, '')})}"

    def matters(self, **given: Any) -> str:
        return self.to("matters:matters", state="all", **given)


def gist(matters: MattersMeasured, actions: ActionsMeasured, period: Period) -> str:
    when = period_in_words(period)
    raised = f"{counted(matters.raised, 'matter')} {'was' if matters.raised == 1 else 'were'}" if matters.raised else "no matter was"
    parts = [f"{when}, {raised} raised"]
    parts.append(quantiles(matters.to_decide.summary, "decided by senior management"))
    if actions.on_time is not None:
        parts.append(f"{actions.on_time} % of {counted(actions.judged, 'action')} were done on time")
    return "; ".join(parts) + "."


def period_in_words(period: Period) -> str:
    if period.first is None or period.last is None:
        return f"Up to {day_in_words(period.last)}" if period.last else f"From {day_in_words(period.first)} on" if period.first else "Ever"
    return f"From {day_in_words(period.first)} to {day_in_words(period.last)}"


def quantiles(found: Summary, done: str) -> str:
    """Never a quantile of too few; always of how many."""
    if not found.count:
        return f"none was {done}"
    those = f"{counted(found.count, 'matter')} {'was' if found.count == 1 else 'were'} {done}"
    if found.median is None:
        return f"{those}, too few for a median, which takes {LEAST_FOR_MEDIAN}"
    half = f"{those}, half of them within {time_in_words(found.median)}"
    if found.p90 is None:
        return f"{half}; that is too few for a 90th percentile, which takes {LEAST_FOR_P90}"
    return f"{half} and nine of ten within {time_in_words(found.p90)}"


def made(words: str, count: int, address: str, noun: str = "matter", kind: str = "used", number: str = "") -> Counted:
    return Counted(words, count, number or str(count), address if count else "", f"{words}: {counted(count, noun)}", kind)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def of_times(key: str, title: str, when: When, took: Took, verb: str, also: Counted, lists: Lists) -> Card:
    rows = tuple(Row(made(span.words, took.spans[span.key], lists.matters(when=when.value, took=span.key))) for span in SPANS)
    sentence = capital(quantiles(took.summary, verb)) + "."
    whole = made("All", took.summary.count, lists.matters(when=when.value))
    note = "From when a matter came to senior management, every hour counted, pauses too."
    return Card(key, title, sentence, whole, ("Within", "Matters"), rows, bars(f"{title}. {sentence}", [row.of for row in rows]), note, also)


def acknowledged(matters: MattersMeasured, lists: Lists) -> Card:
    address = f"{reverse('matters:matters')}?clock=unacknowledged"
    also = made("Wait to be acknowledged now", matters.wait_for_acknowledgement, address)
    return of_times("acknowledge", "Time to acknowledge", When.ACKNOWLEDGED, matters.to_acknowledge, "acknowledged", also, lists)


def decided(matters: MattersMeasured, lists: Lists) -> Card:
    also = made("Are with senior management now, undecided", matters.wait_for_decision, f"{reverse('matters:matters')}?tier={Tier.SENIOR.value}")
    return of_times("decide", "Time to decide", When.DECIDED, matters.to_decide, "decided", also, lists)


def on_time(actions: ActionsMeasured, lists: Lists) -> Card:
    rows = tuple(
        Row(made(capital(how.label), actions.by_doneness.get(how, 0), lists.to("matters:actions", how=how.value), "action", KINDS[how]))
        for how in Doneness
    )
    told = f"{counted(actions.due, 'action')} {'was' if actions.due == 1 else 'were'} due"
    if actions.on_time is None:
        sentence = f"{told}." if actions.due else "No action was due."
    else:
        sentence = f"{told}; of {actions.judged} that were done or should be, {actions.on_time} % were done on time."
    whole = made("All", actions.due, lists.to("matters:actions"), "action")
    note = "By the day on which an action is due as it stands now; days that were moved are in its history."
    chart = bars(f"Actions on time. {sentence}", [row.of for row in rows])
    return Card("actions", "Actions on time", sentence, whole, ("How it went", "Actions"), rows, chart, note)


def by_tier(matters: MattersMeasured, lists: Lists) -> Card:
    rows = tuple(Row(made(capital(tier.label), matters.by_tier.get(tier, 0), lists.matters(tier=tier.value))) for tier in Tier)
    up = matters.by_tier.get(Tier.SENIOR, 0)
    sentence = f"{up} of {counted(matters.raised, 'matter')} came to senior management." if matters.raised else "No matter was raised."
    return of_raised("tier", "Matters by tier", sentence, "Highest with", rows, matters, lists, "The tier on which a matter is now, or ended.")


def by_cause(matters: MattersMeasured, lists: Lists) -> Card:
    rows = tuple(Row(made(capital(words), matters.by_cause.get(key, 0), lists.matters(cause=key))) for key, words in CAUSES.items())
    named = {key: matters.by_cause.get(key, 0) for key in CAUSES if key not in (NOT_FOUND, NOT_SIGNED)}
    most = max(named, key=lambda key: named[key])
    signed = matters.raised - matters.by_cause.get(NOT_SIGNED, 0)
    sentence = f"Quality signed the root cause of {signed} of {counted(matters.raised, 'matter')}" if matters.raised else "No matter was raised"
    if named[most]:
        sentence += f"; most often it lies in {CAUSES[most]}, {named[most]} times" if named[most] > 1 else ""
    note = "As quality signed it last. A cause that lies in several places counts in each, so these may add up to more than there are matters."
    return of_raised("cause", "Matters by cause", f"{sentence}.", "Cause lies in", rows, matters, lists, note)


def by_bearer(matters: MattersMeasured, lists: Lists) -> Card:
    rows = tuple(
        Row(made(capital(words), matters.by_bearer.get(key, 0), lists.matters(bearer=key)), amounts(matters.borne, key))
        for key, words in BEARERS.items()
    )
    known = matters.raised - matters.by_bearer.get(NOT_ASSESSED, 0)
    sentence = (
        f"Of {counted(matters.raised, 'matter')}, {known} {'is' if known == 1 else 'are'} assessed." if matters.raised else "No matter was raised."
    )
    note = "By the latest concluded assessment and the shares settled since; the amounts by the latest signed allocation, after caps."
    return of_raised("bearer", "Matters by who bears the cost", sentence, "Borne by", rows, matters, lists, note, ("CMO bears", "Sponsor bears"))


def amounts(borne: Mapping[str, Borne], key: str) -> tuple[str, str]:
    found = borne.get(key, Borne())
    return in_words(found.cmo), in_words(found.sponsor)


def in_words(sums: tuple[Money, ...]) -> str:
    return ", ".join(str(money) for money in sums) or "–"


def of_raised(
    key: str,
    title: str,
    sentence: str,
    head: str,
    rows: tuple[Row, ...],
    matters: MattersMeasured,
    lists: Lists,
    note: str,
    more: tuple[str, ...] = (),
) -> Card:
    whole = made("All", matters.raised, lists.matters())
    return Card(key, title, sentence, whole, (head, "Matters", *more), rows, bars(f"{title}. {sentence}", [row.of for row in rows]), note)


def of_meetings(meetings: MeetingsMeasured, lists: Lists) -> Iterator[Card]:
    ends = tuple(day_in_words(row.meeting.begun_at.date()) for row in (meetings.each[:1] + meetings.each[-1:]) if row.meeting.begun_at)
    ends = ends if len(meetings.each) > 1 else ends[:1]
    lengths = tuple(Row(length_row(row.meeting.number, row.length, row.meeting.get_absolute_url())) for row in meetings.each)
    sentence = lengths_in_words(meetings.length)
    whole = made("All", meetings.length.count, lists.to("meetings:meetings"), "meeting")
    chart = columns(f"Length of production meetings. {sentence}", [row.of for row in lengths], ends)
    note = "From when a meeting began until it was closed."
    yield Card("lengths", "Length of production meetings", sentence, whole, ("Production meeting", "Length"), lengths, chart, note)

    carried = tuple(
        Row(made(f"Production meeting {row.meeting.number}", row.carried, carried_address(meeting=row.meeting.pk))) for row in meetings.each
    )
    matters, count = counted(meetings.carried, "time"), len(meetings.each)
    told = f"A matter was carried over {matters} in {counted(count, 'production meeting')}." if count else "No production meeting was held."
    whole = made("All", meetings.carried, lists.to("meetings:carried_over"), "matter")
    chart = columns(f"Matters carried over. {told}", [row.of for row in carried], ends)
    note = "A matter counts each time it was carried over."
    yield Card("carried", "Carried over", told, whole, ("Production meeting", "Carried over"), carried, chart, note)


def carried_address(**given: Any) -> str:
    return f"{reverse('meetings:carried_over')}?{urlencode(given)}"


def length_row(number: int, length: timedelta, address: str) -> Counted:
    words, told = f"Production meeting {number}", time_in_words(length)
    return Counted(words, length / timedelta(minutes=1), told, address, f"{words}: {told}")


def lengths_in_words(found: Summary) -> str:
    if not found.count:
        return "No production meeting was held."
    those = f"{counted(found.count, 'production meeting')} {'was' if found.count == 1 else 'were'} held"
    if found.median is None:
        return f"{those}, too few for a median, which takes {LEAST_FOR_MEDIAN}."
    if found.p90 is None:
        return f"{those}, half of them no longer than {time_in_words(found.median)}; too few for a 90th percentile, which takes {LEAST_FOR_P90}."
    return f"{those}, half of them no longer than {time_in_words(found.median)}, nine of ten no longer than {time_in_words(found.p90)}."
