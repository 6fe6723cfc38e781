"""Why a promise stands where it does in the published plan, and what would help most: the engine's explanation in people's names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evenhand.planning.explain import Explanation, explain
from evenhand.planning.parts import ActivityId, PromiseId, ResourceId
from evenhand.planning.reasons import binding_sentence, help_sentence
from evenhand.records.errors import NotThere
from evenhand.schedules.bridge import Present
from evenhand.schedules.situations import Situation
from evenhand.schedules.words import SlotWords

MOST_HELPS = 5
_KEPT: dict[object, dict[PromiseId, Why]] = {}  # of what is so now; nothing in it can change without another key


@dataclass(frozen=True)
class Why:
    """``head``: when it ends and when it was promised; ``chain``: from there backwards; ``helps``: what would bring it nearer, most first."""

    head: str
    chain: tuple[str, ...]
    helps: tuple[str, ...]


def why(now: Present, promise_key: int) -> Why:
    """Why the promise of that row is kept or broken.

    Raises
    ------
    NotThere
        It is not in what is planned, or nothing that keeps every rule is published.
    """
    promise = next((p for p, key in now.situation.promise_keys.items() if key == promise_key and p in now.problem.promise), None)
    if promise is None:
        raise NotThere("There is no such promise in what is planned now.")
    kept = _KEPT.get(now.key)
    if kept is None:
        _KEPT.clear()
        kept = _KEPT.setdefault(now.key, {})
    if promise not in kept:
        plan = now.valid_plan
        if plan is None:
            raise NotThere("Why it stands there can be said again once a plan that keeps every rule is published.")
        kept[promise] = in_names(explain(now.problem, plan, promise), now.situation)
    return kept[promise]


def in_names(found: Explanation, situation: Situation) -> Why:
    words = SlotWords(situation.scale, situation.currency)

    def name(activity: ActivityId | None) -> ActivityId | None:
        if activity is None:
            return None
        project = found.project_of[activity]
        called = situation.name(activity)
        return ActivityId(called if project == found.project else f"{project} {called}")

    def resource(identity: ResourceId | None) -> ResourceId | None:
        return None if identity is None else ResourceId(situation.name(identity))

    def named(activity: ActivityId) -> ActivityId:
        return name(activity) or activity

    late = f"{words.span(found.late_by)} after" if found.late_by else "not after"
    promised = named(found.activity)
    chain = [
        binding_sentence(
            replace(b, activity=named(b.activity), other=name(b.other), resource=resource(b.resource)), words.moment, words.span, words.end
        )
        for step in found.steps
        for b in step.bindings
    ]
    helps = [
        help_sentence(replace(h, activity=named(h.activity), other=name(h.other), resource=resource(h.resource)), promised, words.span)
        for h in found.helps[:MOST_HELPS]
    ]
    return Why(f"{promised} ends {words.end(found.end)}, {late} what was promised, {words.end(found.due)}.", tuple(chain), tuple(helps))
