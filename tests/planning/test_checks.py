"""The checker as a whole: every rule has its two files, its golden cases and its place in the reference."""

import ast
from pathlib import Path

import evenhand.planning.checks
from evenhand.planning.checks import RULES, check, promises
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from tests.planning.cast import activity, mode, plan, problem

ROOT = Path(__file__).parents[2]
PLANNING = ROOT / "src" / "evenhand" / "planning"


def modules(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_every_rule_is_there_for_the_solver_and_for_the_checker() -> None:
    assert modules(PLANNING / "rules") == modules(PLANNING / "checks")


def test_every_rule_is_named_as_its_file_and_checked() -> None:
    named = {rule.RULE.replace(" ", "_") for rule in (*RULES, promises)}
    assert named == modules(PLANNING / "checks")


def test_every_rule_has_golden_cases() -> None:
    cases = {name.removeprefix("test_") for name in modules(ROOT / "tests" / "planning" / "cases")}
    assert cases == modules(PLANNING / "checks")


def test_every_rule_is_in_the_reference() -> None:
    headings = [line[3:].lower() for line in (ROOT / "docs" / "reference" / "rules.md").read_text().splitlines() if line.startswith("## ")]
    assert sorted(headings) == sorted(rule.RULE for rule in (*RULES, promises))


def test_the_checker_shares_nothing_with_the_solver_but_the_types() -> None:
    allowed = {"evenhand.planning.problem", "evenhand.planning.plan", "evenhand.planning.checks"}
    for path in [*(PLANNING / "checks").glob("*.py"), *(PLANNING / "checking").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not any(name.name.split(".")[0] in ("evenhand", "ortools", "numba", "numpy") for name in node.names), path
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("evenhand"):
                assert node.module in allowed or (node.module or "").startswith("evenhand.planning.checking"), path
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in ("ortools", "numba", "numpy"), path


def test_an_empty_problem_has_an_empty_plan() -> None:
    assert check(Problem((), (), (), 0), Plan(())) == ()


def test_the_same_plan_is_judged_the_same() -> None:
    crowded = problem(*(activity(name, mode(3, suite_b=1, hplcs=1)) for name in ("c", "a", "b")))
    bad = plan(a=(0, 3), b=(1, 4), c=(1, 4))
    assert check(crowded, bad) == check(crowded, bad) != ()


def test_the_names_are_what_the_package_offers() -> None:
    assert set(evenhand.planning.checks.__all__) == {"RULES", "Violation", "check", "promises"}
