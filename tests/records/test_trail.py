"""The trail: appended to by actions alone, gapless, chained, and closed to every other change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.accounts.actions import invite_person, rename_person
from evenhand.accounts.models import Person
from evenhand.records.canonical import content_hash
from evenhand.records.errors import Invalid
from evenhand.records.events import Event, UndeclaredEvent, declare
from evenhand.records.models import FIRST_PREVIOUS, TrailEntry
from evenhand.records.people import SYSTEM
from evenhand.records.regulated import state
from evenhand.records.subjects import Subject
from evenhand.records.trail import Change, OutsideTransaction, append, append_many, changes
from evenhand.records.verification import verify
from tests.cast import Cast, make_cast

KETTLE_BOILED = declare("kettle_boiled", "{by} boiled {subject}")
KETTLE_SOLD = declare("kettle_sold", "{by} sold {subject}", needs_reason=True)
KETTLE = Subject("tests.kettle", "7", "the tin kettle")


@pytest.mark.django_db
def test_an_entry_says_who_what_when_and_why(cast: Cast):
    with transaction.atomic():
        entry = append(by=cast.ada, event=KETTLE_BOILED, subject=KETTLE, was={"degrees": 20}, now={"degrees": 100}, reason="Tea")
    stored = TrailEntry.objects.get(pk=entry.pk)
    assert (stored.by_id, stored.by_name, stored.event, stored.reason) == (cast.ada.pk, "Ada Moreau", "kettle_boiled", "Tea")
    assert (stored.was, stored.now) == ({"degrees": 20}, {"degrees": 100})
    assert stored.subject == KETTLE
    assert content_hash(stored.content) == stored.hash


@pytest.mark.django_db
def test_entries_are_chained_without_gaps():
    with transaction.atomic():
        entries = append_many(by=SYSTEM, event=KETTLE_BOILED, changes=[Change(KETTLE, {}, {"cup": cup}) for cup in range(3)])
        entries.append(append(by=SYSTEM, event=KETTLE_BOILED, subject=KETTLE))
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in entries] == [FIRST_PREVIOUS, *(entry.hash for entry in entries[:3])]


@pytest.mark.django_db
def test_an_undeclared_event_is_refused():
    with transaction.atomic(), pytest.raises(UndeclaredEvent):
        append(by=SYSTEM, event=Event("kettle_stolen", "{by} stole {subject}"), subject=KETTLE)
    assert not TrailEntry.objects.exists()


@pytest.mark.django_db
def test_an_event_that_needs_a_reason_is_not_recorded_without_one():
    with transaction.atomic(), pytest.raises(Invalid, match="Must have a reason") as refused:
        append(by=SYSTEM, event=KETTLE_SOLD, subject=KETTLE, reason="  ")
    assert refused.value.field == "reason"


def test_nothing_is_recorded_outside_a_transaction(own_database):
    with pytest.raises(OutsideTransaction):
        append(by=SYSTEM, event=KETTLE_BOILED, subject=KETTLE)


def test_an_entry_goes_with_the_transaction_of_its_change(own_database):
    def boil_over() -> None:
        with transaction.atomic():
            append(by=SYSTEM, event=KETTLE_BOILED, subject=KETTLE)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        boil_over()
    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_trailentry SET by_name = 'Somebody else' WHERE sequence = 1",
        "DELETE FROM records_trailentry",
        "INSERT INTO records_trailentry SELECT sequence + 5, at, by_id, by_name, event, subject_kind, subject_id, subject_label, "
        "was, now, reason, hash, 'x' FROM records_trailentry WHERE sequence = 1",
    ],
    ids=["update", "delete", "insert elsewhere than at the end"],
)
@pytest.mark.django_db
def test_the_database_refuses_to_change_the_trail(statement, cast: Cast):
    before = TrailEntry.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert TrailEntry.objects.count() == before


@pytest.mark.django_db
def test_replacing_an_entry_is_refused(cast: Cast):
    replace = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{replace} records_trailentry SELECT * FROM records_trailentry WHERE sequence = 1")


@pytest.mark.django_db
def test_querysets_cannot_change_the_trail_either(cast: Cast):
    with pytest.raises(DatabaseError), transaction.atomic():
        TrailEntry.objects.update(reason="")
    with pytest.raises(DatabaseError), transaction.atomic():
        TrailEntry.objects.all().delete()


@pytest.mark.django_db
def test_changes_are_the_fields_that_differ(cast: Cast):
    before = state(cast.ben)
    cast.ben.printed_name = "Benjamin Okafor"
    assert changes(before, cast.ben) == ({"printed_name": "Ben Okafor"}, {"printed_name": "Benjamin Okafor"})
    assert changes(None, cast.ben) == ({}, state(cast.ben))
    assert changes(before, None) == (before, None)


@pytest.mark.django_db
def test_what_json_cannot_hold_exactly_is_kept_as_text():
    with transaction.atomic():
        entry = append(by=SYSTEM, event=KETTLE_BOILED, subject=KETTLE, now={"large": 2**60, "share": 0.1, "name": "Ü"})
    assert TrailEntry.objects.get(pk=entry.pk).now == {"large": str(2**60), "share": 0.1, "name": "Ü"}
    assert verify().problems == ()


@pytest.mark.django_db
def test_text_that_no_machine_can_read_back_is_refused():
    with transaction.atomic(), pytest.raises(Invalid):
        append(by=SYSTEM, event=KETTLE_BOILED, subject=KETTLE, now={"name": "\ud800"})


def test_threads_append_one_after_another(own_database):
    """Forty appends by eight threads: no gap, no fork, nothing lost."""

    def boil(cup: int) -> None:
        try:
            with transaction.atomic():
                append(by=SYSTEM, event=KETTLE_BOILED, subject=KETTLE, now={"cup": cup})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(boil, range(40)))
    assert sorted(entry.now["cup"] for entry in TrailEntry.objects.all()) == list(range(40))
    assert list(TrailEntry.objects.values_list("sequence", flat=True)) == list(range(1, 41))
    assert verify().problems == ()


def test_two_who_take_the_same_address_at_once_do_not_both_get_it(own_database):
    make_cast()

    def invite(name: str) -> str:
        try:
            return invite_person(by=SYSTEM, email="new@example.com", printed_name=name).printed_name
        except (Invalid, DatabaseError):
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        invited = [name for name in threads.map(invite, ["First Comer", "Second Comer"]) if name]
    assert len(invited) == 1
    assert Person.objects.filter(email="new@example.com").count() == 1
    assert verify().problems == ()


@pytest.mark.django_db
def test_a_label_is_what_the_record_was_called_then(cast: Cast):
    rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    labels = TrailEntry.objects.filter(subject_kind="accounts.person", subject_id=str(cast.ben.pk)).values_list("subject_label", flat=True)
    assert (labels[0], labels.last()) == ("Ben Okafor", "Benjamin Okafor")
