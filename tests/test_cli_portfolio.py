"""The commands on a portfolio file: dates in the site's zone, named, and sentences that people can act on."""

import json
import re
import shutil
from pathlib import Path

import pytest

from evenhand.cli.commands.simulate import limit_sentence
from evenhand.cli.exits import Exit
from evenhand.cli.inputs import read_planned
from tests.command_line import run

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "small.yaml"


@pytest.fixture
def planned(tmp_path, capsys):
    """The example portfolio and a plan for it."""
    portfolio, plan = tmp_path / "portfolio.yaml", tmp_path / "plan.json"
    shutil.copy(EXAMPLE, portfolio)
    assert run(capsys, "plan", portfolio, "--out", plan, "--effort", "2").code == Exit.DONE
    return portfolio, plan


@pytest.fixture
def late(tmp_path, planned, capsys):
    """The same portfolio after one promise was given too early a date."""
    portfolio, _ = planned
    text = portfolio.read_text()
    assert "due: 2027-03-05" in text
    portfolio.write_text(text.replace("due: 2027-03-05", "due: 2027-01-15"))
    plan = tmp_path / "late-plan.json"
    ran = run(capsys, "plan", portfolio, "--out", plan, "--effort", "2")
    assert "1 promise late, worst by" in ran.out
    return portfolio, plan


def test_simulate_tells_each_promises_chance(planned, capsys):
    ran = run(capsys, "simulate", *planned, "--futures", "200")
    assert ran.code == Exit.DONE
    assert "200 futures of the plan, seed 0. Times are those of the site (Europe/Brussels)." in ran.out
    assert "AP-101/release" in ran.out and " %" in ran.out


def test_simulate_repeats_itself(planned, capsys):
    first, second = (run(capsys, "simulate", *planned, "--futures", "200", "--seed", "3", "--json") for _ in range(2))
    assert first.out == second.out
    assert {p["promise"] for p in first.answer["promises"]} == {"AP-101/release", "BD-7/shipment"}


def test_explain_has_nothing_to_explain_where_nothing_is_late(planned, capsys):
    assert run(capsys, "explain", *planned).out == "No promise is late.\n"


def test_explain_tells_why_a_promise_is_late(late, capsys):
    ran = run(capsys, "explain", *late, "--json")
    assert ran.code == Exit.DONE
    (explanation,) = ran.answer["explanations"]
    assert explanation["promise"] == "AP-101/release"
    assert len(explanation["sentences"]) > 1
    assert "slots" not in " ".join(explanation["sentences"])


def test_explain_tells_dates_as_everybody_else_does_and_lengths_in_one_unit(late, capsys):
    """What is promised for a day is due on that day, and not at 00:00 of the next one."""
    said = run(capsys, "explain", *late).out
    assert "after its due, Fri 15 Jan 2027." in said and "Sat 16 Jan 2027" not in said
    lengths = set(re.findall(r"(?:[\d.]+) (days?|hours?|minutes?|slots?) (?:earlier|after)", said))
    assert lengths <= {"day", "days"} or lengths <= {"hour", "hours"}


def test_simulate_leaves_out_what_is_finished_and_says_so(planned, capsys):
    portfolio, plan = planned
    done = (
        "  - id: DONE-1\n    product: DONE-1\n    promises: [{activity: test, due: 2026-11-20}]\n    activities:\n"
        "      - {id: test, duration: 8h, needs: {hplc: 1}, actual: {started: 2026-11-02T08:00, finished: 2026-11-02T16:00}}\n"
    )
    portfolio.write_text(portfolio.read_text() + done)
    assert run(capsys, "plan", portfolio, "--out", plan, "--effort", "2").code == Exit.DONE
    said = run(capsys, "simulate", portfolio, plan, "--futures", "200").out
    assert "1 promise of work that is finished left out: DONE-1/test." in said
    assert sum("DONE-1" in line for line in said.splitlines()) == 1
    assert len(run(capsys, "simulate", portfolio, plan, "--futures", "200", "--json").answer["promises"]) == 3


def test_a_limit_that_futures_break_is_told_as_the_rule_it_is(planned):
    files = read_planned(*planned)
    (hold_time,) = [link for link in files.loaded.problem.links if link.max_lag is not None]
    assert limit_sentence(files, hold_time) == "BD-7/drying must start within 3 days of the end of BD-7/batch"


def test_explain_refuses_a_promise_that_does_not_exist(planned, capsys):
    ran = run(capsys, "explain", *planned, "--promise", "AP-101/relaese")
    assert ran.code == Exit.BAD_INPUT
    assert (
        ran.err
        == "evenhand: --promise AP-101/relaese: Must be one that the problem has; nearest is AP-101/release. It has AP-101/release, BD-7/shipment.\n"
    )


def test_show_draws_one_file_with_the_answer_first(planned, tmp_path, capsys):
    ran = run(capsys, "show", *planned, "--out", tmp_path / "plan.html")
    assert ran.code == Exit.DONE
    page = (tmp_path / "plan.html").read_text()
    assert "<h1>A small site</h1>" in page
    assert "every promise kept. The plan keeps every rule." in page


@pytest.mark.parametrize("command", ["show", "simulate", "explain"])
def test_nothing_is_built_on_a_plan_that_breaks_a_rule(command, planned, tmp_path, capsys):
    portfolio, plan = planned
    document = json.loads(plan.read_text())
    row = next(r for r in document["assignments"] if r["activity"] == "release")
    row["start"] = row["end"] = document["assignments"][0]["start"]
    plan.write_text(json.dumps(document))
    ran = run(capsys, command, portfolio, plan, *(["--out", tmp_path / "plan.html"] if command == "show" else []))
    assert ran.code == Exit.NO
    assert "breaks the rules" in ran.err and "evenhand check lists them" in ran.err
    assert not (tmp_path / "plan.html").exists()


def expedite(capsys, planned, folder, by, *more):
    portfolio, plan = planned
    return run(
        capsys, "expedite", portfolio, "--plan", plan, "--project", "AP-101", "--by", by, "--out", folder / "answer.json", "--effort", "5", *more
    )


def test_a_date_that_is_planned_anyway_is_a_yes(planned, tmp_path, capsys):
    ran = expedite(capsys, planned, tmp_path, "2027-02-20", "--levers", "none")
    assert ran.code == Exit.DONE
    assert ran.out.startswith("Yes: AP-101")
    assert "Sat 20 Feb 2027" in ran.out and "Sun 21 Feb 2027" not in ran.out
    assert "Nobody else is harmed" in ran.out
    answer = json.loads((tmp_path / "answer.json").read_text())
    assert answer["verdict"] == "yes" and answer["ladder"][answer["best"]]["certificate"]["harmless"]


def test_a_date_before_the_work_can_be_done_is_a_proved_no(planned, tmp_path, capsys):
    ran = expedite(capsys, planned, tmp_path, "2026-12-01", "--levers", "none", "--json")
    assert ran.code == Exit.NO
    assert ran.answer == json.loads((tmp_path / "answer.json").read_text())
    assert ran.answer["verdict"] == "no, proved"


def with_more_projects(portfolio):
    """The example with three more projects like its second, so that there are others to keep quiet about."""
    text = portfolio.read_text()
    second = text[text.index("  - id: BD-7") :].replace("published: {start: 2026-12-01T00:00}", "earliest_start: 2027-01-05")
    for k, name in enumerate(("ZZ-81", "YY-82", "XX-83")):
        text += second.replace("BD-7", name).replace("Birch's potent intermediate", f"Secret {k}").replace("2027-02-26", f"2027-0{4 + k}-26")
    portfolio.write_text(text)
    return ("BD-7", "ZZ-81", "YY-82", "XX-83", "Secret", "Birch", "birch", "suite-1", "reviewers", "drying", "shipment")


@pytest.mark.parametrize("by", ["2026-12-01", "2027-01-20", "2027-05-01"])
@pytest.mark.parametrize("name", ["sponsor.txt", "sponsor.json"])
def test_what_the_sponsor_may_have_is_a_file_of_its_own_with_nothing_about_others(by, name, planned, tmp_path, capsys):
    portfolio, plan = planned
    others = with_more_projects(portfolio)
    assert run(capsys, "plan", portfolio, "--out", plan, "--effort", "2").code == Exit.DONE
    ran = expedite(capsys, (portfolio, plan), tmp_path, by, "--for-sponsor", tmp_path / name)
    assert ran.code in (Exit.DONE, Exit.NO, Exit.NOT_FOUND)
    assert f"What the sponsor may have: {tmp_path / name}." in ran.out
    told, whole = (tmp_path / name).read_text(), (tmp_path / "answer.json").read_text()
    assert [other for other in others if other in told] == []
    assert "BD-7" in whole and "ZZ-81" in whole  # which is why that one is not sent
    assert "AP-101" in told and "AP-101/release" in told and "Alder's amide" in told
    if name.endswith(".json"):
        assert json.loads(told) == json.loads(whole)["sponsor"]
        assert set(json.loads(told)) == {
            "format", "project", "name", "promise", "verdict", "wanted", "current", "end", "cost", "levers", "earliest", "currency",
        }  # fmt: skip


def test_what_the_sponsor_may_have_is_not_written_over_the_answer(planned, tmp_path, capsys):
    ran = expedite(capsys, planned, tmp_path, "2027-01-20", "--for-sponsor", tmp_path / "answer.json")
    assert ran.code == Exit.BAD_INPUT and "about others too" in ran.err


def test_a_project_without_activities_cannot_be_expedited(planned, tmp_path, capsys):
    portfolio, plan = planned
    portfolio.write_text(portfolio.read_text() + "  - {id: EMPTY, product: EMPTY, activities: []}\n")
    assert run(capsys, "plan", portfolio, "--out", plan, "--effort", "2").code == Exit.DONE
    ran = expedite(capsys, planned, tmp_path, "2027-01-20", "--project", "EMPTY")
    assert ran.code == Exit.BAD_INPUT
    assert ran.err == "evenhand: --project EMPTY: Must have activities; it has none, so there is nothing to expedite.\n"


def test_a_date_that_is_none_is_refused_before_the_files_are_read(tmp_path, capsys):
    nowhere = tmp_path / "nowhere.yaml"
    ran = run(capsys, "expedite", nowhere, "--plan", nowhere, "--project", "AP-101", "--by", "2027-02-30", "--out", tmp_path / "answer.json")
    assert ran.code == Exit.BAD_INPUT and "--by: Must be a date" in ran.err and "nowhere.yaml" not in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "soon"), "--by: Must be a date or a time"),
        (("--by", "2027-02-30"), "--by: Must be a date"),
        (("--project", "AP-100"), "--project AP-100: Must be one that the problem has; nearest is AP-101. It has AP-101, BD-7."),
        (("--project", "alders amide first campaign"), "Must be one that the problem has; nearest is AP-101."),
        (("--promise", "BD-7/shipment"), "--promise BD-7/shipment: Must be one that project AP-101 has. It has AP-101/release."),
        (("--by", "2026-10-31"), "--by: Must be after now, "),
        (("--by", "1999-01-01"), "--by: Must be after now, "),
        (("--by", "2040-01-01"), " and not after the end of the horizon, "),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(words, said, planned, tmp_path, capsys):
    ran = expedite(capsys, planned, tmp_path, "2027-01-01", *words)
    assert ran.code == Exit.BAD_INPUT
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "answer.json").exists()
