"""PyJobShop is our second opinion on what a file says: both readings of it have the same optimum."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.factory import factory_problem
from evenhand.planning.problem import Problem
from tests.exchange.samples import MISTA, PSPLIB, RCPSP_MAX, factory

pyjobshop = pytest.importorskip("pyjobshop", reason="the dependency group peers is not installed")
peer = pytest.importorskip("benchmarks.peer")

KINDS = ("before_start", "before_end", "at_start", "at_end")


def optimum(data: object) -> int | None:
    """The best makespan, None where there is no plan."""
    result = pyjobshop.solve(data, time_limit=20, num_workers=1, display=False)
    assert result.status.value in ("Optimal", "Infeasible")
    return int(result.objective) if result.status.value == "Optimal" else None


def random_factory(chooser: random.Random) -> dict[str, Any]:
    """Six tasks on two machines and a renewable, with some of every rule."""
    count = 6
    breaks = chooser.choice([[], [[4, 6]], [[3, 4], [9, 12]]])
    tasks = [
        {"job": None, "earliest_start": chooser.choice([0, 0, 7]), "allow_breaks": bool(breaks) and chooser.random() < 0.5} for _ in range(count)
    ]
    if not breaks:
        for task in tasks:
            task["allow_idle"] = chooser.random() < 0.3
    modes = []
    for task in range(count):
        for machine in chooser.choice([[0], [1], [0, 1]]):
            hands = chooser.randint(0, 2)
            modes.append(
                {"task": task, "resources": [machine] + [2] * (hands > 0), "duration": chooser.randint(1, 5), "demands": [0] + [hands] * (hands > 0)}
            )
    constraints: dict[str, list[dict[str, int]]] = {}
    for _ in range(3):
        first, second = chooser.sample(range(count), 2)
        kind = f"{chooser.choice(('start', 'end'))}_{chooser.choices(KINDS, (6, 6, 1, 1))[0]}"
        constraints.setdefault(kind, []).append({"task1": first, "task2": second, "delay": chooser.randint(-4, 5)})
    for name in ("identical_resources", "different_resources", "consecutive"):
        if chooser.random() < 0.25:
            first, second = chooser.sample(range(count), 2)
            constraints[name] = [{"task1": first, "task2": second}]
    constraints["setup_times"] = [
        {"machine": machine, "task1": first, "task2": second, "duration": chooser.randint(1, 6)}
        for machine in (0, 1)
        for first in range(count)
        for second in range(count)
        if first != second and chooser.random() < 0.4
    ]
    resources = [{"type": "machine", "breaks": breaks}, {"type": "machine", "breaks": []}, {"type": "renewable", "capacity": 3, "breaks": []}]
    return {"jobs": [], "resources": resources, "tasks": tasks, "modes": modes, "constraints": constraints, "objective": {"weight_makespan": 1}}


def our_reading(document: dict[str, Any]) -> Problem | None:
    """None where we refuse the file because its links go round in a circle."""
    try:
        return factory_problem("f", json.dumps(document))
    except UnreadableFile as error:
        if "after itself" not in error.message:
            raise
        return None


@pytest.mark.parametrize("seed", range(40))
def test_a_factory_file_has_the_same_optimum_read_by_either(seed: int):
    """Ours ends at our horizon, theirs far beyond it, so that a horizon too near would show."""
    document = random_factory(random.Random(seed))
    ours = our_reading(document)
    for task in document["tasks"]:
        task["latest_end"] = 400
    assert ours is None or ours.horizon < 200
    assert (optimum(peer.peer_data(ours)) if ours else None) == optimum(pyjobshop.ProblemData.from_json(json.dumps(document)))


def test_the_peers_plan_for_a_factory_file_keeps_our_rules(tmp_path: Path):
    document = factory()
    document["constraints"] |= {"start_at_end": [{"task1": 0, "task2": 2, "delay": 14}], "identical_resources": []}
    (tmp_path / "f.json").write_text(json.dumps(document))
    outcome = peer.run_peer(tmp_path / "f.json", time_limit=20, workers=1, seed=0)
    assert outcome.status == "optimal" and outcome.violations == ()


@pytest.mark.parametrize("text", [RCPSP_MAX, MISTA], ids=["rcpsp/max", "mista"])
def test_the_peers_plan_for_other_families_keeps_our_rules(tmp_path: Path, text: str):
    (tmp_path / "one.mm").write_text(PSPLIB)
    (tmp_path / "f").write_text(text)
    outcome = peer.run_peer(tmp_path / "f", time_limit=20, workers=1, seed=0)
    assert outcome.status == "optimal" and outcome.violations == ()
