"""What really happened: started, so much remains, finished; once said, corrected with a reason."""

from __future__ import annotations

from datetime import datetime

import pytest

from evenhand.portfolio.actions.activities import remove_activity
from evenhand.portfolio.actions.actuals import correct_actuals, record_finish, record_remaining, record_start
from evenhand.portfolio.actions.holds import clear_quality_hold, set_quality_hold
from evenhand.portfolio.actions.projects import change_project_state
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import TrailEntry
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import HOUR, NOW, Small

START = datetime(2027, 3, 1, 4)


def test_from_start_to_finish(small: Small, cast: Cast):
    batch = small.activity("batch")
    record_start(by=cast.esi, activity_id=batch.pk, version=1, started_at=START, mode=1)
    assert small.activity("batch").remaining_minutes == 60 * HOUR
    record_remaining(by=cast.esi, activity_id=batch.pk, version=2, remaining_minutes=20 * HOUR)
    assert small.activity("batch").remaining_at == NOW
    record_finish(by=cast.esi, activity_id=batch.pk, version=3, finished_at=NOW)
    done = small.activity("batch")
    assert (done.actual_start, done.actual_finish, done.actual_mode, done.remaining_minutes) == (START, NOW, 1, None)
    events = list(TrailEntry.objects.order_by("-sequence").values_list("event", flat=True)[:3])
    assert events == ["finish_recorded", "remaining_recorded", "start_recorded"]
    assert verify().problems == ()


@pytest.mark.parametrize(
    ("code", "action", "given", "says"),
    [
        ("batch", record_start, {"started_at": datetime(2027, 3, 1, 12)}, "Must not be later than now"),
        ("batch", record_start, {"started_at": datetime(2027, 3, 1, 7)}, "Must be where a slot"),
        ("batch", record_start, {"started_at": START, "mode": 5}, "Must be from 0 to 1; is 5"),
        ("kilo", record_start, {"started_at": START}, "already"),
        ("batch", record_finish, {"finished_at": START}, "has not started"),
        ("kilo", record_finish, {"finished_at": datetime(2027, 2, 1)}, "Must not finish before it started"),
        ("kilo", record_remaining, {"remaining_minutes": -240}, "Must be a duration of 0 or more"),
        ("development", record_remaining, {"remaining_minutes": 240}, "finished on"),
        ("development", record_finish, {"finished_at": START}, "finished on"),
    ],
)
def test_what_cannot_be(code, action, given, says, small: Small, cast: Cast):
    with pytest.raises((Invalid, Conflict)) as refused:
        action(by=cast.esi, activity_id=small.activity(code).pk, version=1, **given)
    assert says in refused.value.message


def test_a_correction_has_a_reason(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    given = {"activity_id": kilo.pk, "version": 1, "started_at": datetime(2027, 2, 23, 8), "remaining_minutes": 8 * HOUR}
    with pytest.raises(Invalid, match="Must have a reason"):
        correct_actuals(by=cast.clara, reason=" ", **given)
    correct_actuals(by=cast.clara, reason="Misread the log book", **given)
    assert small.activity("kilo").actual_start == datetime(2027, 2, 23, 8)
    correct_actuals(by=cast.clara, activity_id=kilo.pk, version=2, reason="It was another batch", started_at=None)
    assert small.activity("kilo").actual_start is None and small.activity("kilo").actual_mode is None
    assert verify().problems == ()


@pytest.mark.parametrize("who", ["ada", "dai", "finn", "olga", "nils"])
def test_others_report_nothing(who, small: Small, cast: Cast):
    with pytest.raises(NotAllowed):
        record_start(by=getattr(cast, who), activity_id=small.activity("batch").pk, version=1, started_at=START)


def test_nothing_is_reported_of_a_paused_project(small: Small, cast: Cast):
    change_project_state(by=cast.clara, project_id=small.project.pk, version=1, state="paused", reason="The sponsor waits for data")
    with pytest.raises(Conflict, match="is paused"):
        record_start(by=cast.esi, activity_id=small.activity("batch").pk, version=1, started_at=START)


def test_only_quality_holds_and_clears(small: Small, cast: Cast):
    batch = small.activity("batch")
    for who in (cast.ada, cast.ben, cast.clara, cast.esi, cast.finn, cast.olga):
        with pytest.raises(NotAllowed, match="Only quality may"):
            set_quality_hold(by=who, activity_id=batch.pk, version=1, until=datetime(2027, 3, 20), reason="Deviation 17")
    set_quality_hold(by=cast.dai, activity_id=batch.pk, version=1, until=datetime(2027, 3, 20), reason="Deviation 17")
    with pytest.raises(Conflict, match="Quality holds GMP batch: Deviation 17"):
        record_start(by=cast.esi, activity_id=batch.pk, version=2, started_at=START)
    with pytest.raises(NotAllowed):
        clear_quality_hold(by=cast.ben, activity_id=batch.pk, version=2, reason="We are late")
    clear_quality_hold(by=cast.dai, activity_id=batch.pk, version=2, reason="Deviation 17 is closed")
    record_start(by=cast.esi, activity_id=batch.pk, version=3, started_at=START)
    assert verify().problems == ()


def test_held_work_is_not_taken_out_of_its_project_and_so_out_of_the_hold(small: Small, cast: Cast):
    batch = small.activity("batch")
    set_quality_hold(by=cast.dai, activity_id=batch.pk, version=1, until=datetime(2027, 3, 20), reason="Deviation 17")
    with pytest.raises(Conflict, match="Only quality clears the hold"):
        remove_activity(by=cast.clara, activity_id=batch.pk, version=2, reason="To be entered again")
    clear_quality_hold(by=cast.dai, activity_id=batch.pk, version=2, reason="Deviation 17 is closed")
    remove_activity(by=cast.clara, activity_id=batch.pk, version=3, reason="Bought instead")


def test_a_hold_needs_a_reason_a_future_and_something_not_started(small: Small, cast: Cast):
    with pytest.raises(Invalid, match="Must have a reason"):
        set_quality_hold(by=cast.dai, activity_id=small.activity("batch").pk, version=1, until=datetime(2027, 3, 20), reason="")
    with pytest.raises(Invalid, match="Must be later than now"):
        set_quality_hold(by=cast.dai, activity_id=small.activity("batch").pk, version=1, until=NOW, reason="x")
    with pytest.raises(Conflict, match="has started"):
        set_quality_hold(by=cast.dai, activity_id=small.activity("kilo").pk, version=1, until=datetime(2027, 3, 20), reason="x")
