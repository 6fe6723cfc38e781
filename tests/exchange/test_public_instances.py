"""Every public instance that lies beside the project is read, and reads as its family is known to be."""

from pathlib import Path

import pytest

from evenhand.exchange.reading import Format, read_problem
from evenhand.planning.problem import Problem

BENCH = Path(__file__).parents[2] / ".." / "shared" / "bench"
FAMILIES = {
    "biomanufacturing": (Format.FACTORY, "*.json.gz"),
    "mista2013": (Format.MISTA, "*.txt"),
    "mmlib50": (Format.PSPLIB, "*.mm"),
    "mplib1": (Format.MPLIB, "*.txt.gz"),
    "psplib": (Format.PSPLIB, "*/*.sm"),
    "rcpsp_max": (Format.RCPSP_MAX, "*.sch"),
}

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="../shared/bench, the public instances, is not beside the project")


def instances(family: str) -> dict[str, Problem]:
    expected, pattern = FAMILIES[family]
    found = {path.name: read_problem(path) for path in sorted((BENCH / family).glob(pattern))}
    assert {x.format for x in found.values()} == {expected}
    return {name: x.problem for name, x in found.items()}


def test_psplib_has_its_sizes():
    assert {len(p.activities) for p in instances("psplib").values()} == {32, 62, 122}


def test_mmlib50_has_three_modes_but_for_source_and_sink():
    assert {tuple(len(a.modes) for a in p.activities) for p in instances("mmlib50").values()} == {(1, *[3] * 50, 1)}


def test_rcpsp_max_has_negative_lags():
    for problem in instances("rcpsp_max").values():
        assert len(problem.activities) in (22, 102) and any(link.lag < 0 for link in problem.links)


def test_mplib1_has_24_projects_of_62_on_4_shared_resources():
    for problem in instances("mplib1").values():
        assert (len(problem.projects), len(problem.activities), len(problem.resources)) == (24, 24 * 62, 4)


def test_mista_has_one_shared_resource_or_two_and_a_due_for_each_project():
    for problem in instances("mista2013").values():
        assert 1 <= sum("/" not in r.id for r in problem.resources) <= 2
        assert all(p.due is not None for p in problem.projects)


def test_the_factory_has_28_machines_and_a_project_for_each_order():
    for name, problem in instances("biomanufacturing").items():
        assert len(problem.resources) == 28
        assert f"_o{len(problem.projects)}_" in name
