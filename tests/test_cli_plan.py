"""`evenhand plan`: what it says and leaves behind, however the planning ends."""

import json
import os
import signal
import time

import pytest

import evenhand.cli.commands.plan as plan_command
from evenhand.cli.exits import Exit
from evenhand.planning.result import Result, Status, StoppedBy
from tests.command_line import result_of, run, sample_plan, write_sample


@pytest.fixture
def planner(monkeypatch):
    """Replaces the planner by one that returns what the test says, made from the problem."""

    def replace(make_result):
        monkeypatch.setattr(plan_command, "plan", lambda problem, **_options: make_result(problem))

    return replace


def test_a_small_problem_is_planned_checked_and_written(tmp_path, capsys):
    sample, out = write_sample(tmp_path), tmp_path / "plan.json"
    ran = run(capsys, "plan", sample, "--out", out, "--effort", "1")
    assert ran.code == Exit.DONE
    assert ran.out.startswith("Planned 1 project, 5 activities; makespan 8; made in ")
    assert "; checked.\n" in ran.out
    assert "No plan is better: proved." in ran.out
    assert run(capsys, "check", sample, out).code == Exit.DONE


def test_machines_get_the_result_as_json(tmp_path, capsys):
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json", "--effort", "1", "--json")
    assert ran.code == Exit.DONE
    assert ran.answer["objective"] == [8] and ran.answer["checked"] is True
    assert ran.answer["problem"] == json.loads((tmp_path / "plan.json").read_text())["problem"]
    assert ran.err == ""


def test_the_same_command_writes_the_same_bytes(tmp_path, capsys):
    sample = write_sample(tmp_path)
    for name in ("first.json", "second.json"):
        assert run(capsys, "plan", sample, "--out", tmp_path / name, "--effort", "1", "--seed", "7").code == Exit.DONE
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


@pytest.mark.parametrize(
    ("words", "seed", "effort"), [((), 0, 20.0), (("--effort", "3", "--seed", "7"), 7, 3.0), (("--time-limit", "5"), 0, None)], ids=str
)
def test_the_plan_says_what_it_was_searched_with(words, seed, effort, tmp_path, capsys, planner):
    planner(lambda problem: result_of(problem, sample_plan(problem)))
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json", "--json", *words)
    written = json.loads((tmp_path / "plan.json").read_text())
    assert (written["seed"], written["effort"]) == (ran.answer["seed"], ran.answer["effort"]) == (seed, effort)


def test_no_plan_exists_and_the_colliding_rules_are_printed(tmp_path, capsys, planner):
    collisions = ("1/2 must end by 4.", "1/2 needs 3 slots from 2.")
    planner(lambda _: Result(Status.INFEASIBLE, StoppedBy.PROOF, None, None, None, 1.0, collisions))
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json")
    assert ran.code == Exit.NO_PLAN
    assert ran.err == "evenhand: No plan exists. These cannot hold together:\n  1/2 must end by 4.\n  1/2 needs 3 slots from 2.\n"
    assert not (tmp_path / "plan.json").exists()


def test_nothing_found_is_not_the_same_as_nothing_exists(tmp_path, capsys, planner):
    planner(lambda problem: result_of(problem, None))
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json", "--json")
    assert ran.code == Exit.NOT_FOUND
    assert ran.answer["exit"] == 4
    assert "not proved" in ran.err


def test_an_unsound_plan_is_never_written(tmp_path, capsys, planner):
    planner(lambda problem: result_of(problem, sample_plan(problem, a4=(3, 5))))
    (tmp_path / "plan.json").write_text("the plan of yesterday")
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json")
    assert ran.code == Exit.FAULT
    assert "fault in Evenhand" in ran.err and "precedence" in ran.err
    assert (tmp_path / "plan.json").read_text() == "the plan of yesterday"


@pytest.mark.parametrize(
    ("stopped_by", "said"),
    [(StoppedBy.CANCELLED, "Interrupted: this is the best plan so far."), (StoppedBy.TIME, "The time limit cut it short")],
)
def test_a_plan_cut_short_is_kept_and_says_so(stopped_by, said, tmp_path, capsys, planner):
    planner(lambda problem: Result(Status.FEASIBLE, stopped_by, sample_plan(problem), (8,), (5,), 1.0))
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json")
    assert ran.code == Exit.DONE
    assert said in ran.out
    assert "No plan has a makespan below 5; this one has 8 (60.0% above it)." in ran.out
    assert json.loads((tmp_path / "plan.json").read_text())["stopped_by"] == stopped_by.value


def test_ctrl_c_while_planning_writes_the_best_plan_so_far(tmp_path, capsys, monkeypatch):
    def planning(problem, *, cancelled, **_options):
        os.kill(os.getpid(), signal.SIGINT)
        while not cancelled():
            time.sleep(0.001)
        return Result(Status.FEASIBLE, StoppedBy.CANCELLED, sample_plan(problem), (8,), None, 1.0)

    monkeypatch.setattr(plan_command, "plan", planning)
    sample, out = write_sample(tmp_path), tmp_path / "plan.json"
    ran = run(capsys, "plan", sample, "--out", out)
    assert ran.code == Exit.DONE
    assert ran.err == "Stopping, to keep the best plan so far. Ctrl-C again gives it up.\n"
    assert "Interrupted: this is the best plan so far." in ran.out
    assert run(capsys, "check", sample, out).code == Exit.DONE


def test_ctrl_c_before_there_is_a_plan_writes_nothing(tmp_path, capsys, planner):
    planner(lambda _: Result(Status.UNKNOWN, StoppedBy.CANCELLED, None, None, None, 1.0))
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json")
    assert ran.code == Exit.INTERRUPTED
    assert ran.err == "evenhand: Interrupted before a plan was found; nothing was written.\n"
    assert not (tmp_path / "plan.json").exists()


def test_a_full_disk_leaves_no_half_written_file(tmp_path, capsys, planner, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    planner(lambda problem: result_of(problem, sample_plan(problem)))
    (tmp_path / "plan.json").write_text("the plan of yesterday")
    monkeypatch.setattr(os, "fsync", full)
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json")
    assert ran.code == Exit.CANNOT_WRITE
    assert ran.err == f"evenhand: {tmp_path / 'plan.json'}: could not be written: No space left on device.\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plan.json", "sample.mm"]
    assert (tmp_path / "plan.json").read_text() == "the plan of yesterday"


def test_a_fault_of_ours_is_not_taken_for_an_answer(tmp_path, capsys, planner):
    def broken(_problem):
        raise RuntimeError("this must not happen")

    planner(broken)
    ran = run(capsys, "plan", write_sample(tmp_path), "--out", tmp_path / "plan.json")
    assert ran.code == Exit.FAULT
    assert "this must not happen" in ran.err and "Please report it" in ran.err
