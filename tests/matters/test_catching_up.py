"""What the clocks did is recorded once, with the time at which it happened or would have, however often and late one looks."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from evenhand.matters.actions.assign_action import assign_action
from evenhand.matters.actions.catch_up import catch_up
from evenhand.matters.actions.escalate_matter import acknowledge_matter
from evenhand.matters.actions.pause_clock import pause_clock, resume_clock
from evenhand.matters.actions.set_clocks import set_clock
from evenhand.matters.models import Category, Gravity, Matter, Notice, PauseReason, StoryEntry
from evenhand.plant.actions.calendars import enter_holiday
from evenhand.plant.models import Calendar
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.raising import NOW, at, clock_shows, now_of, raised
from tests.portfolio.small import Small


def told(matter: Matter) -> list[tuple[str, object]]:
    return [(line.kind, line.at) for line in StoryEntry.objects.filter(matter=matter).order_by("at", "pk")]


def test_it_goes_up_tier_by_tier(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    assert catch_up(now=at(1, 11, 59)) == 0
    assert catch_up(now=at(1, 12)) == 1
    assert (now_of(matter).tier, now_of(matter).tier_since) == (2, at(1, 12))
    assert catch_up(now=at(2, 12, 5)) == 1
    matter = now_of(matter)
    assert (matter.tier, matter.tier_since, matter.responsible) == (3, at(2, 12), cast.ada)
    assert verify().problems == ()


def test_a_server_that_was_off_for_three_days_catches_up_without_telling_anything_twice(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    clock_shows(small.site, at(4, 13))
    assert catch_up() == 4
    expected = [("raised", NOW), ("escalated", at(1, 12)), ("escalated", at(2, 12)), ("late", at(2, 16)), ("late", at(4, 12))]
    assert told(matter) == expected
    assert [line.was_noted_later for line in StoryEntry.objects.filter(matter=matter).order_by("at")] == [False, True, True, True, True]
    to_ada = Notice.objects.filter(person=cast.ada).order_by("at")
    assert [notice.at for notice in to_ada] == [at(2, 12), at(2, 16), at(4, 12)]
    before = Notice.objects.count()
    assert catch_up() == 0 and catch_up(now=at(10, 8)) == 0
    assert (told(matter), Notice.objects.count()) == (expected, before)
    assert verify().problems == ()


def test_looking_all_the_time_records_the_same_as_looking_once(small: Small, cast: Cast):
    often, once = raised(small, cast.esi), None
    for hour in range(0, 80, 3):
        catch_up(now=NOW + timedelta(hours=hour))
    catch_up(now=NOW + timedelta(hours=80))
    once = raised(small, cast.clara)
    catch_up(now=NOW + timedelta(hours=80))
    assert told(often) == told(once)


def test_working_hours_by_the_calendar_with_its_holiday(small: Small, cast: Cast):
    """Raised on Maundy Thursday at 15:00: Good Friday is worked here, Easter Monday is not, and the clocks go forward between."""
    day = Calendar.objects.get(code="day")
    set_clock(by=cast.ada, site=small.site, stage="team", minutes=10 * 60, calendar_id=day.pk, reason="Nobody is here at night")
    clock_shows(small.site, at(25, 15))
    matter = raised(small, cast.esi)
    catch_up(now=at(30, 8, 59))
    assert now_of(matter).tier == 1
    catch_up(now=at(30, 9))
    assert now_of(matter).tier_since == at(30, 9)


def test_every_hour_over_the_night_in_which_the_clocks_go_forward(small: Small, cast: Cast):
    clock_shows(small.site, at(27, 23))
    matter = raised(small, cast.esi)
    catch_up(now=at(28, 3, 59))
    assert now_of(matter).tier == 1
    catch_up(now=at(28, 4))
    assert (now_of(matter).tier, now_of(matter).tier_since) == (2, at(28, 4))


def test_a_clock_of_a_category_goes_before_that_of_all(small: Small, cast: Cast):
    set_clock(by=cast.ada, site=small.site, stage="team", minutes=60, reason="Be quick")
    set_clock(by=cast.finn, site=small.site, stage="team", category=Category.FINANCIAL, minutes=120, reason="Money waits longer")
    money, chemistry = raised(small, cast.esi, category=Category.FINANCIAL), raised(small, cast.clara)
    catch_up(now=at(1, 9, 30))
    assert (now_of(money).tier, now_of(chemistry).tier) == (1, 2)


def test_a_clock_that_is_set_counts_for_what_begins_afterwards(small: Small, cast: Cast):
    before = raised(small, cast.esi)
    clock_shows(small.site, at(1, 9))
    set_clock(by=cast.ada, site=small.site, stage="team", minutes=30, reason="Be quick")
    after = raised(small, cast.clara)
    catch_up(now=at(1, 10))
    assert (now_of(before).tier, now_of(after).tier) == (1, 2)


def test_a_clock_needs_a_calendar_that_opens_and_a_right(small: Small, cast: Cast):
    closed = Calendar.objects.create(site=small.site, code="never", weekly=[])
    with pytest.raises(Invalid, match="Must be a calendar that opens; never does not"):
        set_clock(by=cast.ada, site=small.site, stage="team", minutes=60, calendar_id=closed.pk, reason="Why not")
    with pytest.raises(NotAllowed, match=r"Only senior managers and administrators may set clocks\."):
        set_clock(by=cast.ben, site=small.site, stage="team", minutes=60, reason="Why not")


def test_a_clock_must_be_able_to_run_out_in_its_calendar(small: Small, cast: Cast):
    seldom = Calendar.objects.create(site=small.site, code="mondays", weekly=["mon 08:00-12:00"])
    with pytest.raises(Invalid, match="mondays does not open for as long within three years"):
        set_clock(by=cast.ada, site=small.site, stage="team", minutes=90 * 24 * 60, calendar_id=seldom.pk, reason="Why not")


def test_a_calendar_that_is_closed_for_good_stops_no_clock(small: Small, cast: Cast):
    office = Calendar.objects.create(site=small.site, code="office", weekly=["mon-fri 08:00-16:00"])
    set_clock(by=cast.ada, site=small.site, stage="team", minutes=240, calendar_id=office.pk, reason="In office hours")
    matter = raised(small, cast.esi)
    enter_holiday(by=SYSTEM, calendar_id=office.pk, first_day=date(2027, 1, 1), last_day=date(2037, 1, 1))
    catch_up(now=at(1, 13))
    assert (now_of(matter).tier, now_of(matter).tier_since) == (2, at(1, 12))


def test_a_paused_clock_stands_still_and_runs_again_by_itself(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    clock_shows(small.site, at(1, 10))
    given = {"matter_id": matter.pk, "version": matter.version, "note": "HPLC of sample 3"}
    pause_clock(by=cast.clara, reason=PauseReason.RESULT, until=at(2, 10), **given)
    assert catch_up(now=at(2, 9)) == 0
    assert catch_up(now=at(2, 10)) == 1
    assert told(matter)[-1] == ("resumed", at(2, 10))
    assert catch_up(now=at(2, 11, 59)) == 0
    catch_up(now=at(2, 12))
    assert now_of(matter).tier_since == at(2, 12)
    assert verify().problems == ()


def test_it_is_resumed_by_hand(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    pause_clock(by=cast.clara, matter_id=matter.pk, version=None, reason=PauseReason.SPONSOR, note="The new limit", until=at(3, 8))
    with pytest.raises(Conflict, match=r"The clock stands still already, until Wed 3 Mar 2027 08:00 CET: The new limit"):
        pause_clock(by=cast.clara, matter_id=matter.pk, version=None, reason=PauseReason.SPONSOR, note="Again", until=at(3, 8))
    clock_shows(small.site, at(2, 8))
    resume_clock(by=cast.clara, matter_id=matter.pk, version=None)
    with pytest.raises(Conflict, match="The clock is running"):
        resume_clock(by=cast.clara, matter_id=matter.pk, version=None)
    catch_up(now=at(2, 12))
    assert now_of(matter).tier == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reason": "holiday mood"}, "Must be one of these reasons: waits for the sponsor's answer, "),
        ({"note": " "}, "Must have 1 to 500 letters"),
        ({"until": NOW}, "Must be later than now, Mon 1 Mar 2027 08:00 CET"),
        ({"until": at(15, 9)}, "not later than Mon 15 Mar 2027 08:00 CET"),
    ],
)
def test_no_clock_stops_without_a_reason_and_an_end(given, message, small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    with pytest.raises(Invalid, match=message):
        pause_clock(by=cast.clara, matter_id=matter.pk, version=None, **{"reason": PauseReason.RESULT, "note": "HPLC", "until": at(2, 8), **given})


def test_the_clock_of_what_is_grave_does_not_stop_and_that_of_managers_is_stopped_by_managers(small: Small, cast: Cast):
    given = {"version": None, "reason": PauseReason.RESULT, "note": "HPLC", "until": at(2, 8)}
    with pytest.raises(Conflict, match="is one of safety: its clock does not stand still"):
        pause_clock(by=cast.ada, matter_id=raised(small, cast.esi, gravity=Gravity.SAFETY).pk, **given)
    other = raised(small, cast.clara)
    clock_shows(small.site, at(2, 13))
    with pytest.raises(NotAllowed, match="Only senior managers may stop and start the clock of what is with senior management"):
        pause_clock(by=cast.clara, matter_id=other.pk, **{**given, "until": at(3, 8)})
    pause_clock(by=cast.ada, matter_id=other.pk, **{**given, "until": at(3, 8)})


def test_what_is_acknowledged_in_time_is_not_late(small: Small, cast: Cast):
    matter = raised(small, cast.esi, gravity=Gravity.SAFETY)
    clock_shows(small.site, at(1, 11))
    acknowledge_matter(by=cast.ada, matter_id=matter.pk, version=None)
    assert catch_up(now=at(2, 8)) == 0
    assert catch_up(now=at(3, 8)) == 1
    assert told(matter)[-1] == ("late", at(3, 8))


def test_a_late_action_is_told_once(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    assign_action(by=cast.clara, matter_id=matter.pk, what="Repeat the HPLC", owner_id=cast.dai.pk, due_on=NOW.date())
    catch_up(now=at(1, 23, 59))
    assert not Notice.objects.filter(key__contains="late:2027").exists()
    for _ in range(2):
        catch_up(now=at(2, 0, 1))
    late = Notice.objects.filter(key__contains="late:2027")
    assert {notice.person for notice in late} == {cast.dai, cast.clara} and late.count() == 2
    assert {notice.at for notice in late} == {at(2, 0)}


def test_the_command_does_one_round(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    clock_shows(small.site, at(1, 13))
    call_command("run_clocks", "--once", stdout=io.StringIO())
    assert now_of(matter).tier == 2
