import json

from benchmarks.families import FAMILIES
from benchmarks.outcome import Outcome, gap
from benchmarks.report import Row, Run, as_json, as_markdown, summary

MACHINE = {key: key.upper() for key in ("date", "cpu", "cores", "memory", "system", "python", "evenhand", "ortools", "numba", "numpy", "pyjobshop")}
GOOD = Outcome("optimal", (105,), 105, 1.0, first_plan=0.25)
NONE = Outcome("time-limit", None, 0, 60.0)
BROKEN = Outcome("feasible", (90,), 80, 2.0, ("suite: two at once",))
ROWS = [Row("a", (100,), GOOD, NONE), Row("b", (100,), BROKEN, GOOD), Row("c", None, GOOD, GOOD)]
RUN = Run(FAMILIES["j30"], 10, 60, 2, 0, MACHINE)


def test_the_gap_is_per_cent_for_a_makespan_and_a_difference_for_a_delay():
    assert gap(GOOD, (100,)) == 5.0
    assert gap(Outcome("feasible", (7, 40), None, 1.0), (1, 23)) == 6.0


def test_a_plan_that_breaks_a_rule_has_no_gap_and_does_not_count():
    assert gap(BROKEN, (100,)) is None
    assert summary(ROWS) == [
        "Evenhand: a checked plan for 2 of 3 instances, 2 proved; mean gap to best known +5.00 % over 1, 0 at it or below; 1 plans break rules.",
        "PyJobShop: a checked plan for 2 of 3 instances, 2 proved; mean gap to best known +5.00 % over 1, 0 at it or below.",
        "Evenhand better on 1, equal on 1, worse on 1 of 3.",
    ]


def test_the_table_names_the_machine_and_every_instance():
    text = as_markdown(RUN, ROWS)
    assert "DATE, CPU, CORES cores" in text and "10 s (PyJobShop 60 s)" in text
    assert "| a | 100 | 105 | +5.00 % | 105 | optimal | 1.0 | 0.2 | – |  | 0 | time-limit | 60.0 |" in text
    assert "90 **breaks 1 rules**" in text
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1


def test_the_json_has_the_same_figures():
    document = json.loads(as_json(RUN, ROWS))
    assert document["instances"][0]["evenhand"]["gap"] == 5.0
    assert document["machine"]["cpu"] == "CPU"
