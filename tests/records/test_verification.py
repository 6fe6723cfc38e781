"""Tampering with the stored rows is found: in the trail, in the records, and at the trail's end."""

from __future__ import annotations

import pytest
from django.db import connection

from evenhand.accounts.actions import rename_person
from evenhand.records.append_only import AppendOnly, NeverDeleted
from evenhand.records.errors import Invalid
from evenhand.records.head import Head, head
from evenhand.records.models import TrailEntry
from evenhand.records.verification import verify
from tests.cast import make_cast
from tests.own_database import as_intruder

TRAIL = "records_trailentry"


@pytest.fixture
def people(own_database):
    return make_cast()


def tamper(*statements: str) -> None:
    """As somebody who owns the database, switches the triggers off, and switches them on again."""
    migration = AppendOnly(TRAIL)
    with as_intruder(), connection.schema_editor() as editor:
        migration.database_backwards("records", editor, None, None)
        for statement in statements:
            editor.execute(statement)
        migration.database_forwards("records", editor, None, None)


def test_what_was_not_tampered_with_verifies(people):
    verified = verify()
    assert verified.problems == ()
    assert verified.entries == TrailEntry.objects.count() == verified.head.sequence
    assert verified.records == 8 + 8 + 7  # people, their addresses, their roles


def test_a_changed_entry_is_found(people):
    tamper(f"UPDATE {TRAIL} SET by_name = 'Somebody else' WHERE sequence = 3")
    (problem,) = verify().problems
    assert problem.startswith("Entry 3 (") and "was changed after it was written" in problem


@pytest.mark.parametrize("column", ["was", "now"])
def test_an_entry_that_is_no_longer_json_is_found(people, column):
    tamper(f"UPDATE {TRAIL} SET {column} = '{{' WHERE sequence = 3")
    assert any("Entry 3" in problem for problem in verify().problems)


def test_an_entry_that_was_changed_with_its_own_hash_breaks_the_chain(people):
    entry = TrailEntry.objects.get(sequence=3)
    entry.by_name = "Somebody else"
    from evenhand.records.canonical import content_hash

    tamper(f"UPDATE {TRAIL} SET by_name = 'Somebody else', hash = '{content_hash(entry.content)}' WHERE sequence = 3")
    assert verify().problems == ("Entry 4 does not follow from the entry before it.",)


def test_a_removed_entry_is_found(people):
    tamper(f"DELETE FROM {TRAIL} WHERE sequence = 3")
    problems = verify().problems
    assert "Entry 3 is missing." in problems
    assert "Entry 4 does not follow from the entry before it." in problems


def test_a_cut_tail_is_found_against_the_anchor(people):
    anchor = head()
    tamper(f"DELETE FROM {TRAIL} WHERE sequence > {anchor.sequence - 2}")
    assert verify().head.sequence == anchor.sequence - 2
    assert any(
        f"The trail ends at entry {anchor.sequence - 2}, but the anchor names entry {anchor.sequence}: 2 at the end are missing." == problem
        for problem in verify(anchor).problems
    )


def test_a_trail_written_anew_is_found_against_the_anchor(people):
    verified = verify(Head(5, "a" * 64))
    assert verified.problems == ("Entry 5 is not the one that the anchor names: the trail was written anew.",)


@pytest.mark.parametrize("text", ["", "x", "5", "5:abc", "-1:" + "a" * 64, "5:" + "g" * 64, "９:" + "a" * 64])
def test_what_is_no_anchor_is_refused(text):
    with pytest.raises(Invalid, match="An anchor must be what"):
        Head.from_text(text)


def test_an_anchor_reads_back():
    anchor = Head(5, "a" * 64)
    assert Head.from_text(f" {anchor}\n") == anchor


def execute(statement: str) -> None:
    with as_intruder(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_changed_behind_the_trail_is_found(people):
    execute(f"UPDATE accounts_person SET printed_name = 'Bob' WHERE id = {people.ben.pk}")
    assert verify().problems == (f"The person Bob (accounts.person {people.ben.pk}) has printed_name 'Bob'; by the trail it is 'Ben Okafor'.",)


def test_a_role_slipped_in_behind_the_trail_is_found(people):
    execute(f"INSERT INTO accounts_rolegrant (person_id, role, starts_at) VALUES ({people.esi.pk}, 'senior_manager', '2026-01-01 00:00:00+00:00')")
    (problem,) = verify().problems
    assert "senior manager (Esi Boateng)" in problem and "the trail does not know it" in problem


def test_a_row_deleted_behind_the_trail_is_found(people):
    with as_intruder(), connection.schema_editor() as editor:
        NeverDeleted("accounts_rolegrant").database_backwards("accounts", editor, None, None)
    execute(f"DELETE FROM accounts_rolegrant WHERE person_id = {people.finn.pk}")
    guard, gone = sorted(verify().problems, key=lambda problem: problem.startswith("The role "))
    assert "accounts_rolegrant" in guard
    assert gone.startswith("The role ") and gone.endswith(" is gone, but the trail has no entry that removed it.")


def test_queryset_update_slips_past_the_trail_and_is_found(people):
    type(people.ben).objects.filter(pk=people.ben.pk).update(printed_name="Bob")
    assert len(verify().problems) == 1


def test_a_missing_trigger_is_found(people):
    migration = AppendOnly(TRAIL)
    with as_intruder(), connection.schema_editor() as editor:
        migration.database_backwards("records", editor, None, None)
    assert verify().problems == (f"The database does not guard {TRAIL} against changes: a trigger is missing or switched off.",)


def test_others_write_while_it_is_verified(people):
    rename_person(by=people.finn, person_id=people.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    assert verify().problems == ()
