"""Signatures: asked for anew, bound to the content, broken by a later change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from evenhand.accounts.actions import rename_person
from evenhand.records.errors import Invalid, NotAllowed
from evenhand.records.models import Meaning, Signature, TrailEntry
from evenhand.records.signatures import reauthenticate, sign, signatures_of
from evenhand.records.verification import verify
from tests.cast import PASSWORD, Cast


def signed_by_ada(cast: Cast) -> Signature:
    proof = reauthenticate(person=cast.ada, password=PASSWORD)
    with transaction.atomic():
        return sign(by=cast.ada, proof=proof, meaning=Meaning.APPROVED, subject=cast.ben)


def test_a_signature_shows_printed_name_meaning_time_and_method(cast: Cast):
    signature = signed_by_ada(cast)
    assert (signature.printed_name, signature.get_meaning_display(), signature.method) == ("Ada Moreau", "I approve this", "password")
    assert signature.at == Signature.objects.get().at
    assert TrailEntry.objects.latest("sequence").event == "record_signed"
    assert verify().problems == ()


def test_it_holds_while_the_content_is_as_it_was(cast: Cast):
    signed_by_ada(cast)
    assert [standing.holds for standing in signatures_of(cast.ben)] == [True]


def test_it_is_broken_when_the_content_differs(cast: Cast):
    signed_by_ada(cast)
    ben = rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name="Benjamin Okafor", reason="As in his passport")
    assert [standing.holds for standing in signatures_of(ben)] == [False]


def test_a_wrong_password_signs_nothing(cast: Cast):
    with pytest.raises(Invalid, match="That is not your password") as refused:
        reauthenticate(person=cast.ada, password="a guess of somebody")
    assert refused.value.field == "password"
    assert not Signature.objects.exists()


def test_wrong_passwords_at_signing_lock_the_account(cast: Cast):
    for _ in range(4):
        with pytest.raises(Invalid):
            reauthenticate(person=cast.ada, password="a guess of somebody")
    with pytest.raises(NotAllowed, match="locked for 15 minutes"):
        reauthenticate(person=cast.ada, password="a guess of somebody")
    with pytest.raises(NotAllowed, match="locked for 15 minutes"):
        reauthenticate(person=cast.ada, password=PASSWORD)


def test_nobody_signs_with_the_proof_of_another(cast: Cast):
    proof = reauthenticate(person=cast.ada, password=PASSWORD)
    with transaction.atomic(), pytest.raises(NotAllowed):
        sign(by=cast.ben, proof=proof, meaning=Meaning.APPROVED, subject=cast.ben)


def test_an_old_proof_is_none(cast: Cast):
    proof = reauthenticate(person=cast.ada, password=PASSWORD)
    old = replace(proof, at=proof.at - timedelta(minutes=6))
    with transaction.atomic(), pytest.raises(NotAllowed, match="give it again"):
        sign(by=cast.ada, proof=old, meaning=Meaning.APPROVED, subject=cast.ben)


def test_who_has_no_password_is_told_to_set_one(cast: Cast):
    cast.ada.set_unusable_password()
    with pytest.raises(NotAllowed, match="set one"):
        reauthenticate(person=cast.ada, password=PASSWORD)


@pytest.mark.parametrize("statement", ["UPDATE records_signature SET meaning = 'wrote'", "DELETE FROM records_signature"])
def test_the_database_refuses_to_change_a_signature(statement, cast: Cast):
    signed_by_ada(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_wrong_password_is_counted_although_the_action_fails(own_database):
    from axes.models import AccessAttempt

    from tests.cast import make_cast

    ada = make_cast().ada
    with pytest.raises(Invalid):
        reauthenticate(person=ada, password="a guess of somebody")
    assert AccessAttempt.objects.get().failures_since_start == 1
    with pytest.raises(RuntimeError), transaction.atomic():  # inside a transaction the count would be rolled back
        reauthenticate(person=ada, password="a guess of somebody")
