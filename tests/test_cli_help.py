"""What the command line says about itself."""

import subprocess
import sys

import pytest

from evenhand.cli.arguments import COMMANDS, command_parser, main_parser
from evenhand.cli.exits import Exit
from evenhand.planning import default_effort
from tests.command_line import run


def test_help_names_every_command_and_every_exit_code():
    said = main_parser().format_help()
    assert all(f"  {name} " in said for name in COMMANDS)
    assert all(code.meaning in said for code in Exit)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_every_argument(name):
    undocumented = [action.dest for action in command_parser(name)._actions if not action.help]
    assert undocumented == []


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"bench"}))
def test_every_command_can_answer_machines(name):
    assert "--json" in command_parser(name).format_help()


@pytest.mark.parametrize(("name", "default"), [("plan", default_effort.PLAN), ("expedite", default_effort.EXPEDITE)])
def test_the_help_says_the_default_effort_and_what_it_is_worth(name, default):
    said = " ".join(command_parser(name).format_help().split())
    assert f"(default: {default:g}, or no limit" in said and "about a second of one core" in said


def test_the_version_is_printed(capsys):
    assert run(capsys, "--version").out.startswith("evenhand 0.")


def test_no_command_prints_help_and_fails(capsys):
    ran = run(capsys)
    assert ran.code == Exit.BAD_INPUT
    assert "commands" in ran.err


def test_an_unknown_command_is_a_usage_error(capsys):
    assert run(capsys, "replan").code == Exit.BAD_INPUT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--effort", "0"), "Must be > 0; is 0."),
        (("--effort", "nan"), "Must be > 0; is nan."),
        (("--workers", "0"), "Must be >= 1; is 0."),
        (("--seed", "-1"), "Must lie between 0 and 2147483647; is -1."),
        (("--time-limit", "soon"), "invalid"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(words, said, capsys):
    ran = run(capsys, "plan", "in.yaml", "--out", "plan.json", *words)
    assert ran.code == Exit.BAD_INPUT
    assert said in ran.err


def test_unknown_levers_are_refused(capsys):
    ran = run(capsys, "expedite", "in.yaml", "--plan", "p", "--project", "x", "--by", "2027-01-01", "--out", "a", "--levers", "magic")
    assert ran.code == Exit.BAD_INPUT
    assert "Must be all, none, or some of overtime, added-person; is magic." in ran.err


def test_help_imports_no_solver():
    program = "import sys; from evenhand.cli import main; main(['--version']); assert not {'ortools', 'numba', 'rich'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_check_imports_no_solver(tmp_path):
    program = "import sys, evenhand.cli.commands.check; assert not {'ortools', 'numba', 'rich'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
