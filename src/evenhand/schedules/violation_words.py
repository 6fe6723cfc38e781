"""A broken rule as people read it on a page: names for ids, and times for slots, of which only the checker and its files speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evenhand.planning.checking.violation import Violation, listed
from evenhand.planning.parts import ActivityId, Slot
from evenhand.planning.problem import Activity
from evenhand.schedules.situations import Situation
from evenhand.schedules.words import SlotWords

# {who}: all that it is about; {first}, {second}: in their order; {when}: where it is broken, with a comma before it.
SENTENCES: Mapping[str, str] = {
    "started": "{who} would not be as it was recorded{when}.",
    "freeze": "{who} is frozen, and would not stay as it is{when}.",
    "capacity": "{resource} has too little for {who}{when}.",
    "stock": "There is too little of {resource} for {who}.",
    "precedence": "{second} would not keep its distance from {first}{when}.",
    "same resources": "{first} and {second} must use the same resources, and would not.",
    "different resources": "{first} and {second} must use different resources; both would use {resource}.",
    "changeovers": "{resource} has to be cleaned between {first} and {second}, and there is too little time for it{when}.",
    "campaigns": "{second} must follow {first} directly on {resource}, and something would come between them{when}.",
}


def violation_in_words(violation: Violation, situation: Situation) -> str:
    words, activity = SlotWords(situation.scale), next((a for a in violation.activities if a in situation.problem.activity), None)
    if activity is not None and violation.slot is not None:
        who, work = work_in_words(activity, situation), situation.problem.activity[activity]
        if violation.rule == "holds":
            return f"{who} would begin {words.moment(violation.slot)}, and quality holds it until {words.moment(work.hold_until)}."
        if violation.rule == "windows":
            return outside_its_window(who, work, violation.slot, situation, words)
        if violation.rule == "calendars" and violation.resource is not None:
            return f"{who} would need {situation.name(violation.resource)} while it is closed, {words.moment(violation.slot)}."
        if violation.rule == "calendars":
            return f"{who} would have more or less open time than its work takes, {words.moment(violation.slot)}."
    return filled(violation, situation, words)


def outside_its_window(who: str, work: Activity, slot: Slot, situation: Situation, words: SlotWords) -> str:
    problem = situation.problem
    bounds = ((work.earliest_start, "its earliest start"), (problem.now, "now"), (problem.frozen_until, "the end of the frozen weeks"))
    bound, name = max(bounds, key=lambda pair: pair[0])
    if slot < bound:
        return f"{who} would begin {words.moment(slot)}, before {name}, {words.moment(bound)}."
    if work.latest_end is not None and slot > work.latest_end:
        return f"{who} would end {words.end(slot)}, after its latest end, {words.end(work.latest_end)}."
    return f"{who} would end {words.end(slot)}, after the last day that is planned, {words.end(problem.horizon)}."


def filled(violation: Violation, situation: Situation, words: SlotWords) -> str:
    """By its rule's sentence; of modes the checker's own, which has no slots in it."""
    sentence, named = SENTENCES.get(violation.rule), [work_in_words(a, situation) for a in violation.activities]
    if sentence is None or not named:
        return violation.sentence
    return sentence.format(
        who=listed(named),
        first=named[0],
        second=named[-1],
        resource="a resource" if violation.resource is None else situation.name(violation.resource),
        when="" if violation.slot is None else f", {words.moment(violation.slot)}",
    )


def work_in_words(activity: ActivityId, situation: Situation) -> str:
    name = situation.name(activity)
    return name if name == activity else f"{name} ({activity})"


def violations_in_words(violations: Iterable[Violation], situation: Situation) -> list[str]:
    return [violation_in_words(violation, situation) for violation in violations]
