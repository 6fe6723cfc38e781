"""Situations and plans under their hashes: stored once, however often they are used."""

from __future__ import annotations

from typing import TypeVar

from evenhand.planning.plan import Plan
from evenhand.schedules.models import ProblemSnapshot, StoredPlan, StoredText
from evenhand.schedules.problem_json import canonical, hash_of, plan_to_json
from evenhand.schedules.situations import Situation

T = TypeVar("T", bound=StoredText)


def store_situation(situation: Situation) -> ProblemSnapshot:
    found = _stored(ProblemSnapshot, situation.text)
    found.situation = situation
    return found


def store_plan(plan: Plan) -> StoredPlan:
    found = _stored(StoredPlan, canonical(plan_to_json(plan)))
    found.plan = plan
    return found


def _stored(model: type[T], text: str) -> T:
    identity = hash_of(text)
    found = model._base_manager.filter(pk=identity).first()
    return found if found is not None else model._base_manager.get_or_create(hash=identity, defaults={"text": text})[0]
