"""The plant: site, calendars, resources, changeovers, people, levers; each change within the rules, recorded, by those who may."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from evenhand.plant.actions import calendars, changeovers, levers, people, resources, sites
from evenhand.plant.models import Absence, Band, Calendar, ChangeoverEntry, ChangeoverMatrix, Holiday, Lever, Resource, Site
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import Small

SITE = {
    "name": "Tidewell",
    "time_zone": "Europe/Brussels",
    "origin": date(2027, 1, 4),
    "slot_minutes": 240,
    "horizon": datetime(2028, 1, 1),
}


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": " "}, "name", "Must have 1 to 200 letters"),
        ({"time_zone": "Atlantis"}, "time_zone", "Must be a time zone of the IANA database"),
        ({"slot_minutes": 7}, "slot_minutes", "Must divide a day of 1440 minutes; is 7"),
        ({"horizon": datetime(2026, 1, 1)}, "horizon", "Must be after the origin"),
        ({"horizon": datetime(2028, 1, 1, 1)}, "horizon", "Must be where a slot begins"),
        ({"currency": "euro"}, "currency", "Must be a currency code such as EUR"),
        ({"frozen_weeks": -1}, "frozen_weeks", "Must be from 0 to 520; is -1"),
        ({"bands": [("A", ""), ("A", "")]}, "bands", "Must name each band once"),
    ],
)
def test_a_site_must_be_sound(given, field, says, cast: Cast):
    with pytest.raises(Invalid) as refused:
        sites.set_up_site(by=cast.esi, **{**SITE, **given})
    assert refused.value.field == field and says in refused.value.message
    assert not Site.objects.exists()


def test_there_is_one_site_and_it_is_edited(small: Small, cast: Cast):
    with pytest.raises(Conflict, match="There is a site already"):
        sites.set_up_site(by=cast.esi, **SITE)
    sites.edit_site(by=cast.ben, site_id=small.site.pk, version=1, frozen_weeks=3)
    with pytest.raises(Conflict, match=r"Ben Okafor changed frozen weeks \(was 2, is 3\)"):
        sites.edit_site(by=cast.esi, site_id=small.site.pk, version=1, frozen_weeks=4)
    assert verify().problems == ()


def test_calendars_and_holidays(small: Small, cast: Cast):
    calendar = Calendar.objects.get()
    given = {"calendar_id": calendar.pk, "name": "Day shift"}
    calendars.edit_calendar(by=cast.esi, version=1, is_always_open=False, weekly=["mon-sat 08:00-16:00"], **given)
    for version, is_always, weekly, says in (
        (2, True, ["mon 08:00-16:00"], "has both"),
        (2, False, [], "has neither"),
        (2, False, ["soon"], "Must be a weekly window"),
        (2, False, ["mon 08:30-16:00"], "Must begin and end where a slot"),
    ):
        with pytest.raises(Invalid, match=says):
            calendars.edit_calendar(by=cast.esi, version=version, is_always_open=is_always, weekly=weekly, **given)
    holiday = calendars.enter_holiday(by=cast.esi, calendar_id=calendar.pk, first_day=date(2027, 12, 24), last_day=date(2027, 12, 31))
    calendars.remove_holiday(by=cast.esi, holiday_id=holiday.pk)
    with pytest.raises(Invalid, match="Must not end before it begins"):
        calendars.enter_holiday(by=cast.esi, calendar_id=calendar.pk, first_day=date(2027, 12, 24), last_day=date(2027, 12, 23))
    with pytest.raises(Conflict, match="is the calendar of Process chemists"):
        calendars.archive_calendar(by=cast.esi, calendar_id=calendar.pk, reason="x")
    assert Holiday.objects.count() == 1
    assert verify().problems == ()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code": "gmp-1"}, "There is a gmp-1 already"),
        ({"code": "a/b"}, "Must be letters"),
        ({"kind": "robot"}, "Must be one of unit, pool, people, stock; is 'robot'"),
        ({"kind": "unit", "amount": 2}, "Must be from 0 to 1; is 2"),
        ({"amount": -1}, "Must be from 0"),
        ({"amount": 10**30}, "Must be from 0"),
    ],
)
def test_a_resource_must_be_sound(given, says, small: Small, cast: Cast):
    with pytest.raises((Invalid, Conflict)) as refused:
        resources.enter_resource(by=cast.esi, site=small.site, **{"code": "hplc", "kind": "pool", "amount": 3, **given})
    assert says in refused.value.message


def test_a_resource_is_edited_and_archived(small: Small, cast: Cast):
    resources.edit_resource(by=cast.esi, resource_id=small.chemists.pk, version=1, amount=5)
    with pytest.raises(Conflict, match="Esi Boateng changed amount"):
        resources.edit_resource(by=cast.ben, resource_id=small.chemists.pk, version=1, amount=6)
    with pytest.raises(Invalid, match="Changeovers are between batches on a unit"):
        resources.edit_resource(by=cast.ben, resource_id=small.chemists.pk, version=2, matrix=ChangeoverMatrix.objects.get())
    with pytest.raises(Conflict, match="is needed by"):
        resources.archive_resource(by=cast.esi, resource_id=small.kilo.pk, reason="Sold")
    spare = resources.enter_resource(by=cast.esi, site=small.site, code="mill", kind="unit")
    resources.archive_resource(by=cast.esi, resource_id=spare.pk, reason="Sold")
    with pytest.raises(Conflict, match="is archived"):
        resources.edit_resource(by=cast.esi, resource_id=spare.pk, version=2, name="Mill")
    assert verify().problems == ()


def test_cleaning_and_calibration(small: Small, cast: Cast):
    given = {"resource_id": small.gmp.pk, "cleaning": "clean"}
    resources.record_cleaning(by=cast.esi, version=1, cleaned_at=datetime(2027, 3, 1, 4), clean_until=datetime(2027, 3, 31, 4), **given)
    with pytest.raises(Invalid, match="Must not be later than now"):
        resources.record_cleaning(by=cast.esi, version=2, cleaned_at=datetime(2027, 3, 2), **given)
    with pytest.raises(Invalid, match="The clean hold must end after"):
        resources.record_cleaning(by=cast.esi, version=2, cleaned_at=datetime(2027, 3, 1), clean_until=datetime(2027, 3, 1), **given)
    with pytest.raises(Invalid, match="Must say since when"):
        resources.record_cleaning(by=cast.esi, version=2, **given)
    resources.record_cleaning(by=cast.esi, resource_id=small.gmp.pk, version=2, cleaning="dirty")
    assert Resource.objects.get(pk=small.gmp.pk).clean_until is None
    resources.record_calibration(by=cast.esi, resource_id=small.gmp.pk, version=3, calibrated_on=date(2027, 2, 1), calibration_due=date(2028, 2, 1))
    with pytest.raises(Invalid, match="Only equipment"):
        resources.record_calibration(
            by=cast.esi, resource_id=small.chemists.pk, version=1, calibrated_on=date(2027, 2, 1), calibration_due=date(2028, 2, 1)
        )
    assert verify().problems == ()


def test_changeovers_change_only_where_they_differ(small: Small, cast: Cast):
    matrix = ChangeoverMatrix.objects.get()
    between = {(e.before.strength, e.after.strength): e.minutes for e in matrix.entries.select_related("before", "after")}
    before = TrailEntry.objects.count()
    given = {"matrix_id": matrix.pk, "name": "Suites", "same_product_minutes": 720, "fail_chance": 0.1, "reason": "Swab results take longer"}
    changeovers.edit_changeovers(by=cast.esi, version=1, between={**between, (0, 1): 5760}, **given)
    assert TrailEntry.objects.count() == before + 2  # the entry, and the matrix that tells of it
    assert TrailEntry.objects.latest("sequence").now["OEB1 to OEB2"] == "4 d"
    with pytest.raises(Invalid, match="Must have a duration for each pair"):
        changeovers.edit_changeovers(by=cast.esi, version=2, between={(0, 0): 240}, **given)
    with pytest.raises(Invalid, match="Must be whole slots") as refused:
        changeovers.edit_changeovers(by=cast.esi, version=2, between={**between, (1, 0): 100}, **given)
    assert refused.value.field == "between_1_0"
    with pytest.raises(Conflict, match="Esi Boateng changed"):
        changeovers.edit_changeovers(by=cast.ben, version=1, between=between, **given)
    assert ChangeoverEntry.objects.get(before__strength=0, after__strength=1).minutes == 5760
    assert verify().problems == ()


def test_who_is_qualified(small: Small, cast: Cast):
    row = people.qualify_person(by=cast.esi, person_id=cast.clara.pk, resource_id=small.chemists.pk, first_day=date(2027, 1, 1))
    with pytest.raises(Conflict, match="is qualified as Process chemists in that time already"):
        people.qualify_person(by=cast.esi, person_id=cast.clara.pk, resource_id=small.chemists.pk, first_day=date(2027, 6, 1))
    with pytest.raises(Invalid, match="works at the plant"):
        people.qualify_person(by=cast.esi, person_id=cast.olga.pk, resource_id=small.chemists.pk, first_day=date(2027, 1, 1))
    with pytest.raises(Invalid, match="Must be people of a qualification"):
        people.qualify_person(by=cast.esi, person_id=cast.clara.pk, resource_id=small.gmp.pk, first_day=date(2027, 1, 1))
    people.end_qualification(by=cast.esi, qualification_id=row.pk, last_day=date(2027, 5, 31), reason="Moved to QA")
    people.qualify_person(by=cast.esi, person_id=cast.clara.pk, resource_id=small.chemists.pk, first_day=date(2027, 6, 1))
    assert verify().problems == ()


def test_absences(small: Small, cast: Cast):
    given = {"starts_at": datetime(2027, 3, 8), "ends_at": datetime(2027, 3, 13)}
    row = people.enter_absence(by=cast.esi, resource_id=small.chemists.pk, amount=2, name="Holidays", **given)
    people.edit_absence(by=cast.esi, absence_id=row.pk, version=1, amount=None, name="Holidays", **given)
    with pytest.raises(Conflict, match="Esi Boateng changed how many are away"):
        people.edit_absence(by=cast.ben, absence_id=row.pk, version=1, amount=1, name="x", **given)
    with pytest.raises(Invalid, match="Must be from 1 to 4; is 9"):
        people.enter_absence(by=cast.esi, resource_id=small.chemists.pk, amount=9, **given)
    with pytest.raises(Invalid, match="Must end after it begins"):
        people.enter_absence(by=cast.esi, resource_id=small.chemists.pk, starts_at=given["ends_at"], ends_at=given["starts_at"])
    people.withdraw_absence(by=cast.esi, absence_id=row.pk)
    assert not Absence.objects.exists()
    assert verify().problems == ()


def test_levers(small: Small, cast: Cast):
    given = {"name": "Saturdays", "cost": 1800_00, "weekly": ["sat 08:00-16:00"], "amount": 4, "lead_minutes": 14 * 1440, "block_minutes": 28 * 1440}
    row = levers.enter_lever(by=cast.esi, resource_id=small.chemists.pk, code="saturdays", kind="overtime", **given)
    levers.edit_lever(by=cast.esi, lever_id=row.pk, version=1, until=datetime(2027, 6, 1), **{**given, "cost": 1900_00})
    for wrong, says in (
        ({"weekly": []}, "Overtime must have weekly windows"),
        ({"cost": -1}, "Must be from 0.00"),
        ({"block_minutes": 0}, "Must be a duration of 240 or more"),
    ):
        with pytest.raises(Invalid) as refused:
            levers.edit_lever(by=cast.esi, lever_id=row.pk, version=2, until=None, **{**given, **wrong})
        assert says in refused.value.message
    span = {"from": datetime(2027, 3, 6, 8), "to": datetime(2027, 3, 6, 16), "amount": 2}
    levers.enter_lever(by=cast.esi, resource_id=small.chemists.pk, code="one-day", kind="overtime", cost=100, spans=[span])
    levers.withdraw_lever(by=cast.esi, lever_id=row.pk, reason="Works council said no")
    assert Lever.objects.filter(archived_at__isnull=True).count() == 1
    assert verify().problems == ()


@pytest.mark.parametrize("who", ["ada", "clara", "dai", "finn", "olga", "nils"])
def test_others_change_nothing(who, small: Small, cast: Cast):
    by, before = getattr(cast, who), TrailEntry.objects.count()
    attempts = [
        lambda: sites.edit_site(by=by, site_id=small.site.pk, frozen_weeks=0),
        lambda: calendars.enter_calendar(by=by, site=small.site, code="x", is_always_open=True),
        lambda: resources.enter_resource(by=by, site=small.site, code="x", kind="pool"),
        lambda: resources.edit_resource(by=by, resource_id=small.gmp.pk, version=1, name="Mine"),
        lambda: resources.record_cleaning(by=by, resource_id=small.gmp.pk, version=1, cleaning="dirty"),
        lambda: people.enter_absence(by=by, resource_id=small.gmp.pk, starts_at=datetime(2027, 3, 8), ends_at=datetime(2027, 3, 9)),
        lambda: people.qualify_person(by=by, person_id=cast.clara.pk, resource_id=small.chemists.pk, first_day=date(2027, 1, 1)),
        lambda: levers.enter_lever(by=by, resource_id=small.gmp.pk, code="x", kind="overtime", cost=1, weekly=["sat 08:00-16:00"]),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert TrailEntry.objects.count() == before


def test_bands_stay(small: Small):
    assert [str(band) for band in Band.objects.all()] == ["OEB1", "OEB2"]
    resources.edit_resource(by=SYSTEM, resource_id=small.kilo.pk, version=1, strongest_band=Band.objects.get(code="OEB1"))
    assert verify().problems == ()
