"""Requests as the benchmark makes and judges them, on a small generated plant."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.__main__ import main
from benchmarks.expedite import Heard, Measured, Plant, answer, chosen, faults, summary
from benchmarks.plant import generated

from benchmarks import expedite
from evenhand.planning.certificate import certify
from evenhand.planning.expedite import ByDates, ExpediteProgress, Rung
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, ActivityId, Mode, Problem, Project, ProjectId, Promise, PromiseId

SHORT = 30.0  # seconds, of which such small searches take one


def one_project(*, start: int) -> Plant:
    """One activity of three slots, alone in the plant, planned to begin at ``start``."""
    project = ProjectId("1")
    work = Activity(ActivityId("1/1"), project, (Mode(3),))
    problem = Problem((), (Project(project),), (work,), promises=(Promise(PromiseId("first"), work.id, 20),), horizon=40)
    return Plant(problem, plan_at(start))


def plan_at(start: int, length: int = 3) -> Plan:
    return Plan((Assignment(ActivityId("1/1"), 0, start, start + length),))


def measured(*, end: int, bound: int, to_proof: float | None = None, violations: tuple[str, ...] = ()) -> Measured:
    return Measured(ProjectId("1"), PromiseId("first"), 10, end, end, bound, None, to_proof, 5.0, violations)


def test_only_promises_whose_activity_has_not_begun_are_asked_for():
    plant = generated(6, 0)
    asked = chosen(plant, 100, 0)
    begun = {p.id for p in plant.problem.promises if plant.problem.activity[p.activity].actual is not None}
    assert begun and asked
    assert sorted({*asked, *begun}) == sorted(p.id for p in plant.problem.promises) and not begun & set(asked)
    assert chosen(plant, 2, 7) == chosen(plant, 2, 7) and len(chosen(plant, 2, 7)) == 2


def test_work_that_stands_later_than_it_need_is_found_the_earliest_end_with_its_proof():
    found = answer(one_project(start=9), PromiseId("first"), time_limit=SHORT, workers=1, seed=0)
    assert (found.current, found.end, found.bound) == (12, 3, 3)
    assert found.proved and found.improved and not found.has_no_better and found.violations == ()
    assert found.to_best is not None and found.to_proof is not None and max(found.to_best, found.to_proof) <= found.seconds


def test_a_request_that_can_have_no_better_date_says_so():
    found = answer(one_project(start=0), PromiseId("first"), time_limit=SHORT, workers=1, seed=0)
    assert found.has_no_better and found.proved and not found.improved and found.to_best is None


def rung(plant: Plant, plan: Plan, end: int) -> Rung:
    certificate = certify(plant.problem, plant.plan, plan, requested=None, project=ProjectId("1"), levers=())
    return Rung("reorder", (), end, end, (), ByDates(end, (), plant.problem, plan), 0, True, plant.problem, plan, certificate)


def test_a_plan_that_breaks_a_rule_or_a_promise_or_says_another_end_does_not_count():
    plant = one_project(start=9)
    asked, other = PromiseId("first"), PromiseId("other")
    assert faults(plant, rung(plant, plan_at(4), 7), asked) == ()
    assert len(faults(plant, rung(plant, plan_at(4, length=2), 6), asked)) == 1
    assert "not at 5" in faults(plant, rung(plant, plan_at(4), 5), asked)[0]
    promises = (*plant.problem.promises, Promise(other, ActivityId("1/1"), 15))
    both = replace(plant, problem=replace(plant.problem, promises=promises))
    assert "other promises 1/1 by 15" in faults(both, rung(both, plan_at(20), 23), asked)[0]


def test_what_a_second_search_reports_is_not_heard():
    heard = Heard()
    for end, bound in ((10, 4), (6, 6), (10, 4), (8, 4), (8, 8)):
        heard(ExpediteProgress("reorder", end, bound, 0.0))
    best, proof = heard.to_best(6), heard.to_proof(6)
    assert best is not None and proof is not None and best <= proof
    assert heard.to_best(8) is None and heard.to_proof(8) is None


def test_the_summary_counts_the_unproved_as_slow_and_leaves_out_what_cannot_be_improved():
    rows = [
        measured(end=8, bound=8, to_proof=1.0),
        measured(end=10, bound=10, to_proof=2.0),
        measured(end=9, bound=7),
        measured(end=7, bound=7, to_proof=3.0, violations=("suite: two at once",)),
    ]
    assert summary(rows) == [
        "2 of 4 proved; median time to proof not reached within the limit.",
        "2 of 3 improved; the other 1 are proved to have no better date.",
        "3 improved with no other promise's chance lowered too far.",
        "1 plans break rules or promises.",
    ]
    assert summary(rows[:3])[0] == "2 of 3 proved; median time to proof 2.0 s."


def test_without_a_folder_the_requests_are_measured_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(expedite, "generated", lambda projects, seed: one_project(start=9))
    assert main(["expedite", "--projects", "1", "--requests", "2", "--time-limit", str(SHORT), "--workers", "1", "--out", str(tmp_path)]) == 0
    text = (tmp_path / "expedite.md").read_text(encoding="utf-8")
    assert text in capsys.readouterr().out
    assert "Expedite, 1 projects, 1 activities" in text and "1 of 1 improved" in text and "| first | 12 | 3 | 3 | yes |" in text
    document = json.loads((tmp_path / "expedite.json").read_text(encoding="utf-8"))
    assert document["machine"]["python"] and document["tables"][0]["measured"][0]["end"] == 3


def test_public_instances_are_refused_without_a_folder(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["startup", "j30"])
    assert "--folder" in capsys.readouterr().err
