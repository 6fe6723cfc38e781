"""A broken rule as it reads on a page: whose work by name, when by the site's clocks, and no slot."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from evenhand.planning.checking.violation import Violation
from evenhand.planning.checks import RULES, check
from evenhand.planning.plan import Plan
from evenhand.schedules.bridge import Present, present
from evenhand.schedules.violation_words import SENTENCES, violation_in_words, violations_in_words
from tests.cast import Cast
from tests.schedules.stories import a_free_one, published_plant

BY_THEIR_FACTS = {"holds", "windows", "calendars"}


@pytest.fixture
def now(cast: Cast) -> Present:
    return present(published_plant(cast))


def test_each_rule_has_its_words():
    assert {rule.RULE for rule in RULES} == {"modes", *BY_THEIR_FACTS, *SENTENCES}


def test_names_and_times_and_no_slots(now: Present):
    first, second = now.problem.activities[-2:]
    resource, slot = now.problem.resources[0].id, now.problem.frozen_until + 100
    for rule in SENTENCES:
        said = violation_in_words(Violation(rule, f"{first.id} at {slot}.", (first.id, second.id), resource, slot), now.situation)
        assert now.situation.name(second.id) in said and str(slot) not in said, said
        assert ("{when}" not in SENTENCES[rule]) or str(now.situation.scale.wall(slot).year) in said


def test_what_is_held_says_until_when(now: Present):
    work = a_free_one(now.problem, now.plan)
    held = replace(
        now.problem, activities=tuple(replace(a, hold_until=a_month_after(now, work)) if a.id == work else a for a in now.problem.activities)
    )
    (said,) = violations_in_words(check(held, now.plan), replace(now.situation, problem=held))
    assert re.fullmatch(rf".+ \({work}\) would begin \w+ \d+ \w+ \d+.*, and quality holds it until \w+ \d+ \w+ \d+.*\.", said)


def a_month_after(now: Present, work: str) -> int:
    return now.plan.of[work].start + 30 * now.situation.scale.slots_per_day


def test_too_early_and_too_late_say_which_bound(now: Present):
    work = a_free_one(now.problem, now.plan)
    for moved, words in ((now.problem.now - 2, "before the end of the frozen weeks"), (now.problem.horizon, "after the last day that is planned")):
        by = moved - now.plan.of[work].start
        plan = Plan(tuple(replace(a, start=a.start + by, end=a.end + by) if a.activity == work else a for a in now.plan.assignments))
        said = violations_in_words([v for v in check(now.problem, plan) if v.rule == "windows" and work in v.activities], now.situation)
        assert any(words in sentence for sentence in said), said
