"""The commands that the guides show run as written, on the demo plant, one after the other."""

import shlex
from pathlib import Path

import pytest

import evenhand.cli.commands.plan as plan_command
from evenhand.cli.exits import Exit
from evenhand.demo.published import published_plan
from evenhand.demo.story import demo_portfolio
from evenhand.exchange.planfile import write_plan
from evenhand.exchange.portfolio import write_portfolio
from evenhand.exchange.reading import read_problem
from tests.command_line import result_of, run
from tests.test_docs import ROOT, shown_commands

GUIDES = [
    "README.md",
    "docs/tutorial/first-plan.md",
    "docs/explanation/sponsor-blind.md",
    *sorted(f"docs/how-to/{p.name}" for p in ROOT.glob("docs/how-to/*.md")),
]
ANSWERED = (Exit.DONE, Exit.NO, Exit.NOT_FOUND)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo's portfolio file, and its published plan."""
    folder = tmp_path_factory.mktemp("demo")
    write_portfolio(folder / "portfolio.yaml", demo_portfolio())
    loaded = read_problem(folder / "portfolio.yaml")
    result = result_of(loaded.problem, published_plan(loaded.problem))
    write_plan(folder / "plan.json", loaded.problem, result, time_scale=loaded.time_scale)
    return folder, result


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_run(guide, demo, tmp_path, capsys, monkeypatch):
    folder, result = demo
    for name, copy in (("portfolio.yaml",) * 2, ("plan.json",) * 2, ("portfolio.yaml", "renamed.yaml")):
        (tmp_path / copy).write_bytes((folder / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plan_command, "plan", lambda _problem, **_options: result)  # others test that it plans
    for line in shown_commands(ROOT / guide):
        words = shlex.split(line, comments=True)[1:]
        cheaply = {"expedite": ["--effort", "0.1"], "simulate": ["--futures", "100"]}.get(words[0], [])
        ran = run(capsys, *words, *cheaply)
        assert ran.code in (ANSWERED if words[0] == "expedite" else (Exit.DONE,)), f"{line}: {ran.err}"
        for option in ("--out", "--for-sponsor"):
            assert option not in words or Path(words[words.index(option) + 1]).exists(), line


def test_there_are_commands_to_run():
    assert sum(len(shown_commands(ROOT / guide)) for guide in GUIDES) >= 12
