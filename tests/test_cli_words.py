"""The words of times, spans and numbers: the same fact always reads the same."""

from datetime import date, timedelta

import pytest

from evenhand.cli.words import Words, counted, elapsed, percent
from evenhand.planning.parts import Objective
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem, Profile, Resource, ResourceId, ResourceKind
from evenhand.planning.result import Result, Status, StoppedBy
from evenhand.plant.site_time import TimeScale

EMPTY = Problem((Resource(ResourceId("suite"), ResourceKind.UNIT, Profile.constant(1)),), (), (), 1000, objective=Objective.MAKESPAN)
DATED = Words(EMPTY, TimeScale("Europe/Zurich", date(2027, 3, 1), 30))
NUMBERED = Words(EMPTY, None)


@pytest.mark.parametrize(("slot", "moment", "end"), [(0, "Mon 1 Mar 2027", "Sun 28 Feb 2027"), (29, "Mon 1 Mar 2027 14:30", "Mon 1 Mar 2027 14:30")])
def test_the_end_of_a_day_is_its_date(slot, moment, end):
    assert (DATED.moment(slot), DATED.end(slot)) == (moment, end)
    assert (NUMBERED.moment(slot), NUMBERED.end(slot)) == (str(slot), str(slot))


def test_the_site_s_zone_is_named():
    assert DATED.zone == "Times are those of the site (Europe/Zurich)."
    assert NUMBERED.zone == ""


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (150, "2.5 hours"),
        (2879, "48 hours"),
        (2880, "2 days"),
        (5760, "4 days"),
        (5900, "4.1 days"),
    ],
)
def test_spans_are_said_in_the_unit_that_fits(minutes, said):
    assert elapsed(timedelta(minutes=minutes)) == said


def test_spans_that_are_compared_have_one_unit():
    to_length = DATED.spans(96)
    assert [to_length(slots) for slots in (96, 48, 8)] == ["2 days", "1 day", "0.2 days"]
    assert [DATED.spans(95)(slots) for slots in (95, 8)] == ["47.5 hours", "4 hours"]
    assert NUMBERED.spans(1000)(8) == "8"


def test_overtime_is_counted_in_hours():
    assert (DATED.hours(192), DATED.hours(2), NUMBERED.hours(7)) == ("96 hours", "1 hour", "7")


@pytest.mark.parametrize(
    ("number", "noun", "said"), [(1, "promise", "1 promise"), (0, "promise", "0 promises"), (1200, "activity", "1,200 activities")]
)
def test_nouns_follow_their_number(number, noun, said):
    assert counted(number, noun) == said


@pytest.mark.parametrize(
    ("chance", "said"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.994, "99 %"), (0.9999, "over 99 %"), (1.0, "100 %")]
)
def test_nothing_uncertain_is_called_certain(chance, said):
    assert percent(chance) == said


@pytest.mark.parametrize(
    ("status", "objective", "bound", "said"),
    [
        (Status.OPTIMAL, (8,), (8,), "No plan is better: proved."),
        (Status.FEASIBLE, (8,), (8,), "No plan has a smaller makespan: proved."),
        (Status.FEASIBLE, (10,), (8,), "No plan has a makespan below 8; this one has 10 (25.0% above it)."),
        (Status.FEASIBLE, (10,), (0,), "No plan has a makespan below 0; this one has 10."),
        (Status.FEASIBLE, (10,), None, ""),
    ],
)
def test_how_far_from_the_best_is_said_only_as_far_as_it_is_known(status, objective, bound, said):
    assert NUMBERED.distance(Result(status, StoppedBy.EFFORT, Plan(()), objective, bound, 1.0)) == said
