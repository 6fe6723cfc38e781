"""The pages of the plant: what is due, how full it is; forms that keep what was typed; nothing for others to change."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.plant.actions.resources import edit_resource, enter_resource, record_calibration
from evenhand.plant.models import Absence, Band, Calendar, ChangeoverEntry, ChangeoverMatrix, Holiday, Lever, Qualification, Resource, Site
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import Small


@pytest.fixture
def esi(client: Client, cast: Cast) -> Client:
    client.force_login(cast.esi)
    return client


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_without_a_site_it_offers_the_first_step(esi: Client, cast: Cast):
    assert reverse("plant:set_up") in text(esi, "/plant/")
    esi.force_login(cast.ada)
    assert reverse("plant:set_up") not in text(esi, "/plant/")


def test_the_site_is_set_up_once(esi: Client):
    given = {
        "name": "Tidewell",
        "time_zone": "Europe/Brussels",
        "origin": "2027-01-04",
        "last_day": "2028-12-31",
        "slot_minutes": "240",
        "frozen_weeks": "2",
        "currency": "EUR",
        "bands": "OEB1 above 1 mg/m³\nOEB2",
    }
    assert esi.post("/plant/set-up/", {**given, "currency": "euro"}).status_code == 422
    assert esi.post("/plant/set-up/", given).status_code == 302
    site = Site.objects.get()
    assert (site.horizon, [band.code for band in Band.objects.all()]) == (datetime(2029, 1, 1), ["OEB1", "OEB2"])
    assert esi.post("/plant/set-up/", given).status_code == 409
    assert verify().problems == ()


def test_what_is_due_comes_first(esi: Client, small: Small):
    assert "All units are clean and calibrated" in text(esi, "/plant/")
    record_calibration(by=SYSTEM, resource_id=small.gmp.pk, version=None, calibrated_on=date(2026, 2, 1), calibration_due=date(2027, 2, 1))
    record_calibration(by=SYSTEM, resource_id=small.kilo.pk, version=None, calibrated_on=date(2026, 3, 12), calibration_due=date(2027, 3, 12))
    page = text(esi, "/plant/")
    assert "One calibration or clean hold has run out and one more will run out soon." in page
    assert "calibration, since Mon 1 Feb 2027" in page and "calibration, until Fri 12 Mar 2027" in page


def test_its_queries_do_not_grow(esi: Client, small: Small, django_assert_num_queries, django_assert_max_num_queries):
    esi.get("/plant/")
    for number in range(10):
        enter_resource(by=SYSTEM, site=small.site, code=f"unit-{number}", kind="unit")
    with django_assert_max_num_queries(16):  # worked out anew, for something was recorded
        esi.get("/plant/")
    with django_assert_num_queries(6):
        esi.get("/plant/")


def test_every_form_leads_to_its_action(esi: Client, cast: Cast, small: Small):
    gmp, chemists, calendar = small.gmp.pk, small.chemists.pk, Calendar.objects.get().pk
    sent = [
        ("/plant/site/", {"name": "Tidewell", "horizon": "2028-06-30", "frozen_weeks": "3", "version": "1"}),
        ("/plant/resources/new/", {"kind": "pool", "code": "hplc", "name": "HPLC", "amount": "10"}),
        (f"/plant/resources/{gmp}/edit/", {"name": "Suite one", "amount": "1", "version": "1"}),
        (
            f"/plant/resources/{gmp}/cleaning/",
            {"cleaning": "clean", "cleaned_at": "2027-03-01T04:00", "clean_until": "2027-03-30T04:00", "version": "2"},
        ),
        (f"/plant/resources/{gmp}/calibration/", {"calibrated_on": "2027-02-01", "calibration_due": "2028-02-01", "version": "3"}),
        (f"/plant/resources/{chemists}/absence/", {"starts_at": "2027-03-08", "ends_at": "2027-03-13", "amount": "2", "name": "Holidays"}),
        (f"/plant/resources/{chemists}/qualify/", {"person": cast.clara.pk, "first_day": "2027-01-01"}),
        (
            f"/plant/resources/{chemists}/lever/",
            {"kind": "overtime", "code": "sat", "name": "Saturdays", "weekly": "sat 08:00-16:00", "cost": "1800.50", "lead_minutes": "2 w"},
        ),
        ("/plant/calendars/new/", {"code": "five", "name": "Five days", "weekly": "mon-fri 00:00-24:00"}),
        (f"/plant/calendars/{calendar}/", {"name": "Day", "weekly": "mon-fri 08:00-16:00", "version": "1"}),
        (f"/plant/calendars/{calendar}/holiday/", {"first_day": "2027-05-01"}),
    ]
    for path, given in sent:
        response = esi.post(path, given)
        assert response.status_code == 302, (path, response.context["form"].errors)
    matrix = ChangeoverMatrix.objects.get()
    cells = {f"between_{a}_{b}": "4 d" for a in (0, 1) for b in (0, 1)}
    given = {"name": "Suites", "same_product_minutes": "12 h", "fail_chance": "0.1", "reason": "Longer swabs", "version": "1", **cells}
    assert esi.post(f"/plant/changeovers/{matrix.pk}/", {**given, "between_0_1": "5 h"}).status_code == 422
    assert esi.post(f"/plant/changeovers/{matrix.pk}/", given).status_code == 302
    assert set(ChangeoverEntry.objects.values_list("minutes", flat=True)) == {4 * 1440}
    row = Lever.objects.get()
    assert (row.cost, row.lead_minutes, Absence.objects.get().ends_at) == (1800_50, 14 * 1440, datetime(2027, 3, 13))
    later = [
        (f"/plant/absences/{Absence.objects.get().pk}/edit/", {"starts_at": "2027-03-08", "ends_at": "2027-03-14", "version": "1"}),
        (f"/plant/absences/{Absence.objects.get().pk}/withdraw/", {}),
        (f"/plant/qualifications/{Qualification.objects.get().pk}/end/", {"last_day": "2027-12-31", "reason": "Moves"}),
        (f"/plant/levers/{row.pk}/edit/", {"name": "Sat", "weekly": "sat 08:00-16:00", "cost": "1", "lead_minutes": "0 h", "version": "1"}),
        (f"/plant/levers/{row.pk}/withdraw/", {"reason": "No more"}),
        (f"/plant/holidays/{Holiday.objects.first().pk}/remove/", {}),
        (f"/plant/resources/{Resource.objects.get(code='hplc').pk}/archive/", {"reason": "Sold"}),
        (f"/plant/calendars/{Calendar.objects.get(code='five').pk}/archive/", {"reason": "Not used"}),
        ("/plant/changeovers/new/", {"name": "Small units", "same_product_minutes": "8 h", "fail_chance": "0", **cells}),
    ]
    for path, given in later:
        response = esi.post(path, given)
        assert response.status_code == 302, (path, response.content.decode()[-800:])
    assert esi.post(f"/plant/changeovers/{ChangeoverMatrix.objects.get(name='Small units').pk}/archive/", {"reason": "x"}).status_code == 302
    assert verify().problems == ()


def test_a_conflict_comes_back_with_what_was_typed_and_can_be_sent_again(esi: Client, small: Small, cast: Cast):
    path = f"/plant/resources/{small.chemists.pk}/edit/"
    edit_resource(by=cast.ben, resource_id=small.chemists.pk, version=1, amount=5)
    response = esi.post(path, {"name": "Chemists", "amount": "6", "version": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ben Okafor changed amount (was 4, is 5)" in page and 'value="Chemists"' in page and 'name="version" value="2"' in page
    assert esi.post(path, {"name": "Chemists", "amount": "6", "version": "2"}).status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"starts_at": "soon", "ends_at": "2027-03-13"},
        {"starts_at": "2027-03-08T09:00", "ends_at": "2027-03-13"},
        {"starts_at": "9999-12-31", "ends_at": "0001-01-01"},
        {"starts_at": "2027-03-08T08:00+01:00", "ends_at": "2027-03-13"},
        {"starts_at": "2027-03-08", "ends_at": "2027-03-13", "amount": "1e9"},
        {"starts_at": "2027-03-08", "ends_at": "2027-03-13", "amount": "99999999999999999999"},
        {"starts_at": "2027-03-08", "ends_at": "2027-03-13", "name": "x" * 5000},
    ],
)
def test_bad_input_is_answered_at_its_field(given, esi: Client, small: Small):
    response = esi.post(f"/plant/resources/{small.chemists.pk}/absence/", given)
    assert response.status_code == 422 and response.context["form"].errors
    assert not Absence.objects.exists()


def test_who_only_reads_is_offered_nothing(esi: Client, small: Small, cast: Cast):
    esi.force_login(cast.ada)
    for path in ("/plant/", f"/plant/resources/{small.gmp.pk}/", f"/plant/calendars/{Calendar.objects.get().pk}/"):
        page = text(esi, path)
        assert 'class="btn btn-primary"' not in page and "Archive" not in page
    assert esi.post(f"/plant/calendars/{Calendar.objects.get().pk}/", {"name": "x", "is_always_open": "on", "version": "1"}).status_code == 403
    assert esi.get(f"/plant/resources/{small.gmp.pk}/edit/").status_code == 403


@pytest.mark.parametrize("identity", ["999999999", "99999999999999999999999"])
def test_an_id_that_nobody_has_is_not_found(identity, esi: Client, small: Small):
    paths = ("resources/{}/", "resources/{}/edit/", "calendars/{}/", "changeovers/{}/", "levers/{}/edit/", "absences/{}/edit/")
    for path in paths:
        assert esi.get("/plant/" + path.format(identity)).status_code == 404
