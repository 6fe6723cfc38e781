"""`evenhand check`: told the truth about a plan, whoever made it."""

import json

from tests.command_line import run, write_sample, write_sample_plan


def test_a_good_plan_is_told_so(tmp_path, capsys):
    ran = run(capsys, "check", *write_sample_plan(tmp_path))
    assert ran.code == 0
    assert ran.out == "The plan keeps every rule: 5 activities; makespan 8.\n"
    assert ran.err == ""


def test_a_moved_activity_is_named_with_the_rule_it_breaks(tmp_path, capsys):
    ran = run(capsys, "check", *write_sample_plan(tmp_path, a4=(4, 6)))
    assert ran.code == 1
    assert "breaks the rules in" in ran.out
    assert "precedence" in ran.out and "1/4" in ran.out


def test_machines_get_the_violations_as_json(tmp_path, capsys):
    ran = run(capsys, "check", *write_sample_plan(tmp_path, a4=(4, 6)), "--json")
    assert ran.code == 1
    assert {"rule", "sentence", "activities", "resource", "slot"} == set(ran.answer["violations"][0])
    assert "precedence" in {v["rule"] for v in ran.answer["violations"]}
    assert ran.answer["objective"] == [8]


def test_a_plan_that_flatters_itself_is_caught(tmp_path, capsys):
    sample, plan = write_sample_plan(tmp_path)
    plan.write_text(plan.read_text().replace('"objective": [8]', '"objective": [7]'))
    ran = run(capsys, "check", sample, plan)
    assert ran.code == 1
    assert "says its objective is 7; it is 8" in ran.out


def test_a_plan_for_another_problem_is_refused(tmp_path, capsys):
    sample, plan = write_sample_plan(tmp_path)
    sample.write_text(sample.read_text().replace("  3      1     4       0    3    0", "  3      1     5       0    3    0"))
    ran = run(capsys, "check", sample, plan)
    assert ran.code == 2
    assert "made for another problem" in ran.err
    assert ran.out == ""


def test_a_plan_file_without_a_plan_is_refused(tmp_path, capsys):
    sample, plan = write_sample_plan(tmp_path)
    document = json.loads(plan.read_text()) | {"assignments": [], "status": "unknown"}
    plan.write_text(json.dumps(document))
    ran = run(capsys, "check", sample, plan)
    assert ran.code == 2
    assert "Must hold a plan; its status is unknown." in ran.err


def test_a_missing_plan_file_is_one_sentence(tmp_path, capsys):
    ran = run(capsys, "check", write_sample(tmp_path), tmp_path / "nowhere.json")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "nowhere.json" in ran.err
