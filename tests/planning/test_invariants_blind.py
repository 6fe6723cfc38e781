"""Invariant 1, sponsor-blind: under other names and in another order the same plan comes out, relabelled.

Two problems have the same content when they are equal once every name is replaced by its place in the canonical order
(`tests.planning.relabelled.content`). Plans are compared under those places: equal there, they are the same plan but for names,
where interchangeable twins have no more than swapped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evenhand.planning.canonical import Marks
from evenhand.planning.conflicts import collisions
from evenhand.planning.expedite import Answer, ExpediteRequest, expedite, wanted_activities
from evenhand.planning.plan import Plan
from evenhand.planning.problem import ActivityId, LeverKind, Problem, ProjectId, PromiseId
from evenhand.planning.result import Status
from evenhand.planning.solve import plan as make_plan
from tests.planning import strategies
from tests.planning.cast import activity, mode, problem
from tests.planning.properties import examples
from tests.planning.relabelled import Relabelling, content, nameless_plan

CHANCE = st.integers(0, 10**6)


def with_twins(made: Problem) -> Problem:
    """Every project twice, on the same resources: activities that nothing but names tells apart."""

    def again(name: Any) -> Any:
        return None if name is None else type(name)(f"{name}'")

    def both(parts: Any, *names: str) -> Any:
        return (*parts, *(replace(part, **{name: again(getattr(part, name)) for name in names}) for part in parts))

    return replace(
        made,
        horizon=2 * made.horizon,
        projects=both(made.projects, "id"),
        activities=both(made.activities, "id", "project"),
        links=both(made.links, "before", "after"),
        same_resources=both(made.same_resources, "first", "second"),
        different_resources=both(made.different_resources, "first", "second"),
        mode_dependencies=both(made.mode_dependencies, "activity", "other"),
        consecutives=both(made.consecutives, "before", "after"),
        promises=both(made.promises, "id", "activity"),
        published=both(made.published, "activity"),
    )


def same_plan_under_other_names(made: Problem, chance: int, start: Plan | None = None) -> Plan | None:
    names = Relabelling(made, Random(chance))
    other = names.problem(made)
    assert content(other) == content(made)
    one = make_plan(made, effort=0.8, start=start)
    two = make_plan(other, effort=0.8, start=None if start is None else names.plan(start))
    assert (one.status, one.stopped_by, one.objective, one.bound, one.work) == (two.status, two.stopped_by, two.objective, two.bound, two.work)
    assert len(one.collisions) == len(two.collisions)
    if one.plan is not None and two.plan is not None:
        marks = marks_of(start) if start is not None else None
        theirs = marks_of(names.plan(start)) if start is not None else None
        assert nameless_plan(other, two.plan, theirs) == nameless_plan(made, one.plan, marks)
    return one.plan


def marks_of(plan: Plan, wanted: Collection[ActivityId] | None = None) -> Marks:
    """What tells twins apart: where a plan has them, and who asks."""
    return {a.activity: (a.start, a.end, a.mode, *(() if wanted is None else (int(a.activity in wanted),))) for a in plan.assignments}


@examples(60)
@given(strategies.problems(most=6, objective=None), CHANCE)
def test_the_same_plan_under_other_names(made: Problem, chance: int) -> None:
    same_plan_under_other_names(made, chance)


@examples(40)
@given(strategies.problems(most=3, objective=None, with_facts=False), CHANCE)
def test_the_same_plan_where_there_are_twins(made: Problem, chance: int) -> None:
    found = same_plan_under_other_names(with_twins(made), chance)
    if found is not None:
        same_plan_under_other_names(with_twins(made), chance, found)


def test_names_that_sort_the_other_way_round_change_nothing() -> None:
    """The simplest way to favour somebody: alphabetically."""
    for names in (("aa", "zz"), ("zz", "aa")):
        made = problem(activity(names[0], mode(3, suite_b=1), project=names[0]), activity(names[1], mode(2, suite_b=1), project=names[1]))
        found = make_plan(made, effort=0.5).plan
        assert found is not None and [(at.start, at.end) for at in found.assignments] == [(2, 5), (0, 2)]


def shown(made: Problem, before: Plan, answer: Answer, wanted: Collection[ActivityId]) -> object:
    """All that an answer says, without names."""
    marks = marks_of(before, wanted)

    def nameless(part: Any) -> object:
        promises = sorted((x.due, x.before, x.after, x.chance_before, x.chance_after) for x in part.certificate.promises)
        projects = sorted((x.before, x.after) for x in part.certificate.projects)
        moved = sorted((x.before, x.after, x.mode_before, x.mode_after) for x in part.certificate.moved)
        return part.name, part.end, part.cost, len(part.levers), promises, projects, moved, nameless_plan(part.problem, part.plan, marks)

    ladder = [(nameless(rung), rung.bound, rung.reaches) for rung in answer.ladder]
    alternatives = [(nameless(x), x.worst_harm, x.total_harm) for x in answer.alternatives]
    return answer.verdict, answer.current, ladder, alternatives, answer.best.name, answer.stopped_by, answer.work, answer.for_sponsor()


def same_answer_under_other_names(made: Problem, before: Plan, project: ProjectId, promise: PromiseId | None, sooner: int, chance: int) -> None:
    names = Relabelling(made, Random(chance))
    other = names.problem(made)
    own = [p.id for p in made.promises if made.activity[p.activity].project == project]
    wanted = wanted_activities(made, project, promise or (own[0] if len(own) == 1 else None))
    by = max(0, max(before.of[a].end for a in wanted) - sooner)
    request = ExpediteRequest(project, promise, by, frozenset(LeverKind))
    theirs = ExpediteRequest(names.project[project], None if promise is None else names.promise[promise], by, frozenset(LeverKind))
    one = expedite(made, before, request, effort=1.0)
    two = expedite(other, names.plan(before), theirs, effort=1.0)
    assert shown(other, names.plan(before), two, [names.activity[a] for a in wanted]) == shown(made, before, one, wanted)


@examples(25)
@given(st.data(), CHANCE)
def test_the_same_answer_under_other_names(data: st.DataObject, chance: int) -> None:
    made, before = data.draw(strategies.problems_with_a_plan())
    project = data.draw(st.sampled_from(sorted({a.project for a in made.activities})))
    own = [p.id for p in made.promises if made.activity[p.activity].project == project]
    same_answer_under_other_names(made, before, project, data.draw(st.sampled_from([None, *own])), data.draw(st.integers(0, 6)), chance)


@examples(20)
@given(st.data(), CHANCE)
def test_the_same_answer_where_there_are_twins(data: st.DataObject, chance: int) -> None:
    made = with_twins(data.draw(strategies.problems(most=3, with_facts=False)))
    before = make_plan(made, effort=0.3).plan
    if before is not None:
        project = data.draw(st.sampled_from(sorted({a.project for a in made.activities})))
        same_answer_under_other_names(made, before, project, None, data.draw(st.integers(0, 6)), chance)


@examples(30)
@given(strategies.problems(most=4), CHANCE)
def test_the_same_collisions_under_other_names(made: Problem, chance: int) -> None:
    if make_plan(made, effort=0.5).status is not Status.INFEASIBLE:
        return
    names = Relabelling(made, Random(chance))
    said = collisions(made)
    new = {**names.activity, **names.resource}
    for old, name in sorted(new.items(), key=lambda pair: -len(pair[0])):
        said = tuple(sentence.replace(old, f"\0{name}\0") for sentence in said)
    assert sorted(_words(s) for s in said) == sorted(_words(s) for s in collisions(names.problem(made)))


def _words(sentence: str) -> list[str]:
    """The words of a sentence, where the order of the names listed does not count."""
    return sorted(sentence.replace("\0", "").replace(",", "").replace(".", "").split())
