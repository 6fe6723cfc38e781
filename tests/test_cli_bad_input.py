"""Files that nobody can plan from: one clear message with the place, exit code 2, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.cli.exits import Exit
from evenhand.planning.parts import InvalidProblem
from tests.command_line import run, write_sample_plan
from tests.exchange.samples import PSPLIB

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "small.yaml"

BAD_FILES = {
    "empty": ("in.yaml", b"", "is empty"),
    "binary": ("in.yaml", b"\x00\x01\x02" * 1000, "zero byte"),
    "not UTF-8": ("in.yaml", b"format: \xff\xfe", "UTF-8"),
    "prose": ("in.txt", b"Dear planner, please see below.", "none of them"),
    "truncated PSPLIB": ("in.mm", PSPLIB[: len(PSPLIB) // 2].encode(), "REQUESTS/DURATIONS"),
    "truncated JSON": ("in.json", b'{"format": "evenhand-portfolio/1", "site": {', "line"),
    "a word where a number belongs": ("in.mm", PSPLIB.replace("  3      1     4 ", "  3      1     x ").encode(), "'x'"),
    "a negative duration": ("in.mm", PSPLIB.replace("  3      1     4 ", "  3      1    -4 ").encode(), "-4"),
    "a cycle": ("in.mm", PSPLIB.replace("   4        1          1           5", "   4        1          1           2").encode(), "2"),
    "a plan instead of a problem": ("in.json", b'{"format": "evenhand-plan/1"}', "is a plan"),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_bad_problem_file_is_one_message_with_the_file(name, as_json, tmp_path, capsys):
    file_name, content, said = BAD_FILES[name]
    path = tmp_path / file_name
    path.write_bytes(content)
    ran = run(capsys, "plan", path, "--out", tmp_path / "plan.json", *(["--json"] if as_json else []))
    assert ran.code == Exit.BAD_INPUT
    assert ran.err.startswith(f"evenhand: {path}: ")
    assert ran.err.count("\n") == 1
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "plan.json").exists()
    if as_json:
        assert ran.answer["exit"] == 2 and ran.answer["file"] == str(path)
    else:
        assert ran.out == ""


CHANGES = {
    "an unknown resource": ("needs: {reviewers: 1}", "needs: {auditors: 1}", "auditors"),
    "a wrong type": ("amount: 4", "amount: many", "many"),
    "a negative duration": ("duration: 72h", "duration: -72h", "-72h"),
    "a demand above capacity for ever": ("{suite-1: 1, operators: 4}", "{suite-1: 2, operators: 4}", "2"),
    "a key given twice": ("    product: BD-7", "    product: BD-7\n    product: BD-8", "product"),
    "an unknown key": ("    product: BD-7", "    produkt: BD-7", "produkt"),
    "a cycle": ("        after: [development, raw-materials]", "        after: [development, raw-materials, release]", "itself"),
    "an unknown activity": ("after: [drying]", "after: [milling]", "milling"),
    "a promise after the horizon": ("due: 2027-02-26", "due: 2031-02-26", "2031"),
    "a date that the calendar lacks": ("due: 2027-02-26", "due: 2027-02-30", "2027-02-30"),
    "a time that the clocks skip": ("due: 2027-02-26", "due: 2027-03-28T02:30", "2027-03-28T02:30"),
    "an impossible window": ("duration: 72h", "duration: 72h\n        latest_end: 2026-10-06", "latest end"),
    "an unknown time zone": ("Europe/Brussels", "Europe/Atlantis", "Europe/Atlantis"),
    "an unsafe tag": ("name: A small site", "name: !!python/object/apply:os.system [ls]", "python"),
    "a portfolio cut off": ("    ties:\n      campaigns:\n        - [batch-1, batch-2]", "    ties:\n      campaigns:\n        - [batch-1, ", "line"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_bad_portfolio_is_one_message_with_the_line(name, tmp_path, capsys):
    old, new, said = CHANGES[name]
    text = EXAMPLE.read_text()
    assert old in text
    path = tmp_path / "portfolio.yaml"
    path.write_text(text.replace(old, new))
    ran = run(capsys, "plan", path, "--out", tmp_path / "plan.json")
    assert ran.code == Exit.BAD_INPUT
    assert ran.out == ""
    assert ran.err.startswith(f"evenhand: {path}: ")
    assert "line " in ran.err
    assert said in ran.err
    assert ran.err.count("\n") == 1 and "Traceback" not in ran.err


def test_a_yaml_bomb_is_refused_at_once(tmp_path, capsys):
    levels = "\n".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 12))
    (tmp_path / "bomb.yaml").write_text(f"format: evenhand-portfolio/1\na0: &a0 [lol]\n{levels}\n")
    ran = run(capsys, "plan", tmp_path / "bomb.yaml", "--out", tmp_path / "plan.json")
    assert ran.code == Exit.BAD_INPUT
    assert ran.err.count("\n") == 1


def test_100_megabytes_of_junk_are_not_read(tmp_path, capsys):
    with (tmp_path / "junk.yaml").open("wb") as file:
        file.truncate(100_000_000)
    ran = run(capsys, "plan", tmp_path / "junk.yaml", "--out", tmp_path / "plan.json")
    assert ran.code == Exit.BAD_INPUT
    assert "Must have at most" in ran.err


def test_deep_nesting_is_refused(tmp_path, capsys):
    for name, text in (
        ("deep.json", '{"format": "evenhand-portfolio/1", "site": ' + "[" * 100_000),
        ("deep.yaml", "format: evenhand-portfolio/1\nsite: " + "[" * 20_000),
    ):
        (tmp_path / name).write_text(text)
        ran = run(capsys, "plan", tmp_path / name, "--out", tmp_path / "plan.json")
        assert ran.code == Exit.BAD_INPUT
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize("path", ["", "nowhere.yaml"])
def test_a_problem_that_is_no_file_is_refused(path, tmp_path, capsys):
    ran = run(capsys, "plan", tmp_path / path, "--out", tmp_path / "plan.json")
    assert ran.code == Exit.BAD_INPUT
    assert ran.err.count("\n") == 1


def test_a_bad_plan_file_is_one_message(tmp_path, capsys):
    sample, plan = write_sample_plan(tmp_path)
    plan.write_text(plan.read_text().replace('"activity": 3', '"activity": 33'))
    ran = run(capsys, "check", sample, plan)
    assert ran.code == Exit.BAD_INPUT
    assert "assignments[2]" in ran.err and "33" in ran.err


def test_the_result_must_not_overwrite_what_is_read(tmp_path, capsys):
    sample, plan = write_sample_plan(tmp_path)
    before = sample.read_bytes()
    for words in (("plan", sample, "--out", sample), ("show", sample, plan, "--out", plan)):
        ran = run(capsys, *words)
        assert ran.code == Exit.BAD_INPUT
        assert "Must not be one of the files that are read" in ran.err
    assert sample.read_bytes() == before


@pytest.mark.parametrize("out", ["nowhere/plan.json", "folder"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(out, tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    sample, _ = write_sample_plan(tmp_path)
    ran = run(capsys, "plan", sample, "--out", tmp_path / out)
    assert ran.code == Exit.CANNOT_WRITE
    assert "could not be written" in ran.err


def test_a_reader_that_has_enough_ends_the_command_quietly(tmp_path):
    sample, plan = write_sample_plan(tmp_path)
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-c", "import sys; from evenhand.cli import main; sys.exit(main())", "check", sample, plan],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert ended.returncode == 0
    assert ended.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("words", [["check"], ["check", "--json"], ["--version"]], ids=" ".join)
def test_an_answer_that_cannot_be_written_is_one_line(words, tmp_path):
    files = [] if words == ["--version"] else list(write_sample_plan(tmp_path))
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", "import sys; from evenhand.cli import main; sys.exit(main())", words[0], *files, *words[1:]],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == Exit.CANNOT_WRITE
    assert ended.stderr == b"evenhand: standard output: could not be written: No space left on device.\n"


def test_a_problem_that_contradicts_itself_while_it_is_worked_on_is_no_fault(tmp_path, capsys, monkeypatch):
    def contradicts(*_arguments):
        raise InvalidProblem("promise P", "Must name a known activity; X is unknown.")

    monkeypatch.setattr("evenhand.cli.commands.check.check", contradicts)
    ran = run(capsys, "check", *write_sample_plan(tmp_path))
    assert ran.code == Exit.BAD_INPUT
    assert ran.err == "evenhand: promise P: Must name a known activity; X is unknown.\n"
