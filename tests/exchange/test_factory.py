import json
from collections.abc import Callable
from typing import Any

import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.factory import factory_problem
from evenhand.planning.problem import (
    Consecutive,
    Demand,
    DifferentResources,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    Problem,
    Profile,
    ResourceKind,
    SameResources,
    Stretch,
)
from tests.exchange.samples import factory


def read(document: dict[str, Any]) -> Problem:
    return factory_problem("f.json", json.dumps(document))


def test_tasks_are_the_activities_of_their_jobs_by_their_index_in_the_file():
    problem = read(factory())
    assert [p.id for p in problem.projects] == ["0", "1"]
    assert [a.id for a in problem.activities] == ["0/0", "0/1", "1/2", "1/3"]
    assert problem.objective is Objective.MAKESPAN


def test_a_machine_is_a_unit_and_a_renewable_a_pool():
    problem = read(factory())
    assert [(r.id, r.kind, r.capacity.maximum) for r in problem.resources] == [
        ("0", ResourceKind.UNIT, 1),
        ("1", ResourceKind.UNIT, 1),
        ("2", ResourceKind.POOL, 3),
    ]


def test_modes_keep_the_files_order_and_a_machine_is_used_alone():
    assert read(factory()).activity["0/0"].modes == (Mode(5, (Demand("0", 1), Demand("2", 1))), Mode(7, (Demand("1", 1), Demand("2", 2))))


def test_a_demand_of_nothing_is_no_demand():
    assert read(factory()).activity["1/3"].modes == (Mode(2, (Demand("1", 1),)),)


def test_a_consumable_is_stock():
    document = factory()
    document["resources"][2]["type"] = "consumable"
    assert read(document).resource["2"].kind is ResourceKind.STOCK


def test_links_have_a_lag_and_exact_ones_also_that_maximal_lag():
    assert read(factory()).links == (
        Link(LinkKind.FS, "0/0", "0/1"),
        Link(LinkKind.FS, "1/2", "1/3", -1),
        Link(LinkKind.SF, "0/0", "1/2", 4, 4),
    )


def test_ties_are_read_and_a_task_identical_with_itself_says_nothing():
    problem = read(factory())
    assert problem.same_resources == (SameResources("0/1", "1/2"),)
    assert problem.different_resources == (DifferentResources("0/0", "1/2"),)
    assert problem.consecutives == (Consecutive("0/0", "0/1"),)


def test_mode_dependencies_count_modes_within_the_activity():
    """In the second, another mode of the task's own can never help, so only the mode of task 1 is left."""
    assert read(factory()).mode_dependencies == (
        ModeDependency("0/0", 1, "0/1", frozenset({1})),
        ModeDependency("1/2", 0, "0/1", frozenset({0})),
    )


def test_idle_time_is_held_and_breaks_pause():
    document = factory()
    document["tasks"][2]["allow_breaks"] = True
    problem = read(document)
    assert [a.stretch for a in problem.activities] == [Stretch.FIXED, Stretch.HOLDING, Stretch.PAUSABLE, Stretch.FIXED]


def test_breaks_close_the_machine():
    document = factory()
    document["constraints"]["consecutive"] = []
    document["modes"][2]["resources"], document["tasks"][1]["allow_idle"] = [0], False
    document["resources"][0]["breaks"] = [[9, 11], [3, 5], [5, 6]]
    assert read(document).resource["0"].capacity == Profile(((0, 1), (3, 0), (5, 0), (6, 1), (9, 0), (11, 1)))


def test_setups_hold_between_these_tasks_on_this_machine_only():
    problem = read(factory())

    def between(earlier: str, later: str) -> int:
        return problem.changeovers_on["0"].duration(problem.activity[earlier], problem.activity[later])

    assert between("0/0", "1/2") == 3
    assert between("1/2", "0/0") == 6
    assert between("0/0", "0/1") == between("0/1", "1/2") == 0
    assert "1" not in problem.changeovers_on


def test_tasks_that_can_be_exchanged_share_a_band_and_still_need_the_setup_between_them():
    document = factory()
    tasks = (0, 1, 2)
    document["constraints"]["setup_times"] = [{"machine": 0, "task1": a, "task2": b, "duration": 4} for a in tasks for b in tasks if a != b]
    problem = read(document)
    assert len(problem.changeovers_on["0"].between) == 1
    assert problem.changeovers_on["0"].duration(problem.activity["0/0"], problem.activity["0/1"]) == 4


def test_a_jobs_window_and_a_tasks_window_both_hold():
    document = factory()
    document["jobs"][1] |= {"release_date": 3, "deadline": 90}
    document["tasks"][2] |= {"earliest_start": 2, "latest_end": 80}
    document["tasks"][3] |= {"earliest_end": 9, "latest_start": 60}
    problem = read(document)
    assert (problem.activity["1/2"].earliest_start, problem.activity["1/2"].latest_end) == (3, 80)
    assert (problem.activity["1/3"].earliest_start, problem.activity["1/3"].latest_end) == (7, 62)
    assert (problem.activity["0/0"].earliest_start, problem.activity["0/0"].latest_end) == (0, None)


def test_tasks_without_a_job_form_a_project_of_their_own():
    document = factory()
    document["tasks"][3]["job"] = None
    document["jobs"][1]["tasks"] = [2]
    problem = read(document)
    assert problem.activities[3].id == "-1/3"
    assert [p.id for p in problem.projects] == ["0", "1", "-1"]


def test_the_horizon_holds_all_the_work_with_its_setups_one_after_the_other():
    """Longest modes 7, 3, 4 and 2; the link of lag 4 is no longer than what it starts from; setups of 6 after three tasks."""
    assert read(factory()).horizon == 7 + 3 + 4 + 2 + 3 * 6


Change = Callable[[dict[str, Any]], object]

UNSUPPORTED: dict[str, tuple[Change, str, str]] = {
    "optional": (lambda d: d["tasks"][1].update(optional=True), "tasks[1].optional", "Must not be optional"),
    "no idle": (lambda d: d["resources"][0].update(no_idle=True), "resources[0].no_idle", "no rule against idle time"),
    "same sequence": (lambda d: d["constraints"].update(same_sequence=[{}]), "constraints.same_sequence[0]", '"same_sequence"'),
    "selection": (lambda d: d["constraints"].update(select_exactly_one=[{}]), "constraints.select_exactly_one[0]", '"select_exactly_one"'),
    "other objective": (lambda d: d["objective"].update(weight_tardy_jobs=2), "objective.weight_tardy_jobs", "is 2"),
    "idle and breaks": (lambda d: d["tasks"][1].update(allow_breaks=True), "tasks[1]", "both"),
    "latest start of a held task": (lambda d: d["tasks"][1].update(latest_start=9), "tasks[1].latest_start", "limits ends only"),
    "modes of two other tasks": (
        lambda d: d["constraints"]["mode_dependencies"][0].update(modes2=[3, 4]),
        "constraints.mode_dependencies[0].modes2",
        "are of 2",
    ),
    "different from itself": (
        lambda d: d["constraints"]["different_resources"][0].update(task2=0),
        "constraints.different_resources[0]",
        "cannot keep it with itself",
    ),
    "unknown rule": (lambda d: d["constraints"].update(no_wait=[]), "constraints", '"no_wait" is not'),
    "breaks under a held task": (lambda d: d["resources"][1].update(breaks=[[1, 2]]), "modes[3].resources", "resource 1 has"),
}


@pytest.mark.parametrize("case", UNSUPPORTED)
def test_what_has_no_counterpart_is_refused_by_name(case: str):
    change, place, message = UNSUPPORTED[case]
    document = factory()
    change(document)
    with pytest.raises(UnreadableFile) as caught:
        read(document)
    assert caught.value.place == place
    assert message in caught.value.message


WRONG: dict[str, tuple[Change, str, str]] = {
    "unknown task": (lambda d: d["constraints"]["consecutive"][0].update(task2=9), "constraints.consecutive[0].task2", "below 4; is 9"),
    "unknown resource": (lambda d: d["modes"][0].update(resources=[0, 7]), "modes[0].resources[1]", "below 3; is 7"),
    "unknown job": (lambda d: d["tasks"][0].update(job=2), "tasks[0].job", "below 2; is 2"),
    "negative duration": (lambda d: d["modes"][0].update(duration=-1), "modes[0].duration", "Must be >= 0; is -1"),
    "text for a number": (lambda d: d["modes"][0].update(duration="5"), "modes[0].duration", "Must be an integer"),
    "another job's task": (lambda d: d["jobs"][0].update(tasks=[0, 1, 2]), "jobs[0].tasks[2]", "task 2 is of job 1"),
    "no mode": (lambda d: d["modes"].pop(), "tasks[3]", "Must have at least one mode"),
    "demand above capacity for ever": (
        lambda d: [d["modes"][m].update(demands=[0, 8]) for m in (0, 1)],
        "activity 0/0",
        "needs 8 of 2, which never has more than 3",
    ),
    "impossible window": (lambda d: d["tasks"][2].update(latest_end=3), "activity 1/2", "0 + 4 > 3"),
    "cycle": (lambda d: d["constraints"]["end_before_start"].append({"task1": 1, "task2": 0}), "links among 0/0, 0/1", "after itself"),
    "endless durations": (lambda d: d["modes"][0].update(duration=10**12), "", "Must fit into"),
    "tasks not a list": (lambda d: d.update(tasks={"a": 1}), "tasks", "Must be a list"),
    "mode not an object": (lambda d: d["modes"].append(7), "modes[7]", "Must be an object"),
    "tie not an object": (lambda d: d["constraints"]["identical_resources"].append([]), "constraints.identical_resources[2]", "Must be an object"),
    "overlapping breaks": (lambda d: d["resources"][2].update(breaks=[[1, 4], [2, 6]]), "resources[2].breaks", "Must not overlap"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_is_named_with_its_place(case: str):
    change, place, message = WRONG[case]
    document = factory()
    change(document)
    with pytest.raises(UnreadableFile) as caught:
        read(document)
    assert caught.value.place == place
    assert message in caught.value.message
