"""Joiners, leavers and roles: each change by an administrator, in the trail, within the rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from evenhand.accounts import actions
from evenhand.accounts.models import Person, RoleGrant, UsedEmail
from evenhand.accounts.roles import Role
from evenhand.records.errors import Conflict, Invalid, NotAllowed, NotThere
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import PASSWORD, Cast


def last_events(count: int) -> list[str]:
    return list(reversed(TrailEntry.objects.order_by("-sequence").values_list("event", flat=True)[:count]))


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_an_administrator_invites(cast: Cast):
    person = actions.invite_person(by=cast.finn, email=" Gus@Example.COM ", printed_name="  Gus   Hale ")
    assert (person.email, person.printed_name, person.has_usable_password()) == ("gus@example.com", "Gus Hale", False)
    assert last_events(2) == ["person_invited", "email_taken_up"]
    assert TrailEntry.objects.latest("sequence").by_name == "Finn Aalto"
    assert verify().problems == ()


@pytest.mark.parametrize("who", ["ada", "ben", "clara", "dai", "esi", "olga", "nils"])
def test_nobody_else_administers(who, cast: Cast):
    by, before = getattr(cast, who), TrailEntry.objects.count()
    attempts = [
        lambda: actions.invite_person(by=by, email="gus@example.com", printed_name="Gus Hale"),
        lambda: actions.rename_person(by=by, person_id=cast.ben.pk, printed_name="Bob", reason="x"),
        lambda: actions.change_email(by=by, person_id=cast.ben.pk, email="bob@example.com", reason="x"),
        lambda: actions.deactivate_person(by=by, person_id=cast.ben.pk, reason="x"),
        lambda: actions.reactivate_person(by=by, person_id=cast.ben.pk, reason="x"),
        lambda: actions.grant_role(by=by, person_id=cast.nils.pk, role=Role.PLANNER),
        lambda: actions.end_role(by=by, grant_id=cast.ben.grants.get().pk, reason="x"),
        lambda: actions.unlock_person(by=by, person_id=cast.ben.pk, reason="x"),
        lambda: actions.set_first_password(by=by, person_id=cast.ben.pk, password="x"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert TrailEntry.objects.count() == before


@pytest.mark.parametrize(
    "email", ["", "gus", "gus@", "@example.com", "gus@example.com, ada@example.com", "g" * 300 + "@example.com", "g\0us@example.com"]
)
def test_an_address_must_be_one(email, cast: Cast):
    with pytest.raises(Invalid) as refused:
        actions.invite_person(by=cast.finn, email=email, printed_name="Gus Hale")
    assert refused.value.field == "email"


@pytest.mark.parametrize("name", ["", "  ", "G", "G" * 201, "ada moreau", " Ada  Moreau "])
def test_a_printed_name_must_name_one_person(name, cast: Cast):
    with pytest.raises(Invalid) as refused:
        actions.invite_person(by=cast.finn, email="gus@example.com", printed_name=name)
    assert refused.value.field == "printed_name"


def test_an_address_once_used_is_never_anybody_elses(cast: Cast):
    actions.change_email(by=cast.finn, person_id=cast.ben.pk, email="okafor@example.com", reason="Married")
    for taken in ("ben@example.com", "BEN@example.com", "okafor@example.com"):
        with pytest.raises(Invalid, match="nobody ever used"):
            actions.invite_person(by=cast.finn, email=taken, printed_name="Gus Hale")
        with pytest.raises(Invalid, match="nobody ever used"):
            actions.change_email(by=cast.finn, person_id=cast.ada.pk, email=taken, reason="x")
    assert set(UsedEmail.objects.filter(person=cast.ben).values_list("email", flat=True)) == {"ben@example.com", "okafor@example.com"}


def test_but_the_person_may_take_it_up_again(cast: Cast):
    actions.change_email(by=cast.finn, person_id=cast.ben.pk, email="okafor@example.com", reason="Married")
    actions.change_email(by=cast.finn, person_id=cast.ben.pk, email="ben@example.com", reason="Divorced")
    assert fresh(cast.ben).email == "ben@example.com"
    assert verify().problems == ()


def test_a_leaver_is_deactivated_and_their_roles_end(cast: Cast):
    actions.deactivate_person(by=cast.finn, person_id=cast.ben.pk, reason="Took a post elsewhere")
    ben = fresh(cast.ben)
    assert (ben.is_active, ben.left_reason, ben.roles) == (False, "Took a post elsewhere", frozenset())
    assert ben.left_at is not None
    assert RoleGrant.objects.get(person=ben).is_over
    assert last_events(2) == ["person_deactivated", "role_ended"]
    assert verify().problems == ()


def test_who_comes_back_is_the_same_person_without_roles_and_password(cast: Cast):
    actions.deactivate_person(by=cast.finn, person_id=cast.ben.pk, reason="Took a post elsewhere")
    actions.reactivate_person(by=cast.finn, person_id=cast.ben.pk, reason="Missed us")
    ben = fresh(cast.ben)
    assert (ben.is_active, ben.left_at, ben.roles, ben.has_usable_password()) == (True, None, frozenset(), False)
    assert verify().problems == ()


def test_leaving_twice_or_coming_back_twice_is_a_conflict(cast: Cast):
    with pytest.raises(Conflict):
        actions.reactivate_person(by=cast.finn, person_id=cast.ben.pk, reason="x")
    actions.deactivate_person(by=cast.finn, person_id=cast.ben.pk, reason="x")
    with pytest.raises(Conflict):
        actions.deactivate_person(by=cast.finn, person_id=cast.ben.pk, reason="x")
    with pytest.raises(Conflict, match="reactivate them first"):
        actions.grant_role(by=cast.finn, person_id=cast.ben.pk, role=Role.QUALITY)


def test_nobody_is_ever_deleted(cast: Cast):
    with pytest.raises(NotAllowed):
        cast.ben.delete()
    with pytest.raises(NotAllowed):
        Person.objects.filter(pk=cast.ben.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM accounts_person WHERE id = {cast.ben.pk}")
    assert fresh(cast.ben)


def test_what_changes_others_needs_a_reason(cast: Cast):
    for attempt in (
        lambda: actions.rename_person(by=cast.finn, person_id=cast.ben.pk, printed_name="Bob O.", reason=" "),
        lambda: actions.deactivate_person(by=cast.finn, person_id=cast.ben.pk, reason=""),
        lambda: actions.end_role(by=cast.finn, grant_id=cast.ben.grants.get().pk, reason=""),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "reason"
    assert fresh(cast.ben).printed_name == "Ben Okafor"


def test_who_is_not_there_is_not_found(cast: Cast):
    with pytest.raises(NotThere):
        actions.rename_person(by=cast.finn, person_id=10**9, printed_name="Bob O.", reason="x")
    with pytest.raises(NotThere):
        actions.end_role(by=cast.finn, grant_id=10**9, reason="x")


@pytest.mark.parametrize("role", [Role.SENIOR_MANAGER, Role.PLANNER, Role.PROJECT_MANAGER, Role.QUALITY])
def test_an_administrator_cannot_hold_a_role_that_approves(role, cast: Cast):
    second = actions.invite_person(by=cast.finn, email="gus@example.com", printed_name="Gus Hale")
    actions.grant_role(by=cast.finn, person_id=second.pk, role=Role.ADMINISTRATOR)
    with pytest.raises(Invalid, match="approves nothing"):
        actions.grant_role(by=cast.finn, person_id=second.pk, role=role)


def test_nor_the_other_way_round_nor_for_a_time_to_come(cast: Cast):
    now = timezone.now()
    with pytest.raises(Invalid, match="approves nothing"):
        actions.grant_role(by=cast.finn, person_id=cast.ben.pk, role=Role.ADMINISTRATOR, starts_at=now + timedelta(days=30))


def test_roles_one_after_the_other_are_no_conflict(cast: Cast):
    now = timezone.now()
    actions.grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.PLANNER, ends_at=now + timedelta(days=30))
    actions.grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.ADMINISTRATOR, starts_at=now + timedelta(days=30))
    assert fresh(cast.nils).roles == {Role.PLANNER}
    assert verify().problems == ()


def test_nobody_belongs_to_the_plant_and_to_a_sponsor(cast: Cast):
    with pytest.raises(Invalid, match="outside at once"):
        actions.grant_role(by=cast.finn, person_id=cast.olga.pk, role=Role.PLANNER)
    with pytest.raises(Invalid, match="outside at once"):
        actions.grant_role(by=cast.finn, person_id=cast.ben.pk, role=Role.SPONSOR_USER)


def test_the_same_role_twice_at_once_is_a_conflict(cast: Cast):
    with pytest.raises(Conflict, match="already"):
        actions.grant_role(by=cast.finn, person_id=cast.ben.pk, role=Role.PLANNER)


def test_a_role_ends_after_it_starts(cast: Cast):
    now = timezone.now()
    with pytest.raises(Invalid, match="Must end after it starts"):
        actions.grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.PLANNER, starts_at=now, ends_at=now)


def test_a_role_counts_only_in_its_time(cast: Cast):
    now = timezone.now()
    actions.grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.PLANNER, starts_at=now + timedelta(days=1))
    assert fresh(cast.nils).roles == frozenset()
    actions.grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.QUALITY, starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    assert fresh(cast.nils).roles == frozenset()


def test_a_role_that_has_not_begun_can_be_taken_back(cast: Cast):
    grant = actions.grant_role(by=cast.finn, person_id=cast.nils.pk, role=Role.PLANNER, starts_at=timezone.now() + timedelta(days=1))
    actions.end_role(by=cast.finn, grant_id=grant.pk, reason="Changed our minds")
    grant.refresh_from_db()
    assert grant.ends_at == grant.starts_at


def test_a_role_ends_once(cast: Cast):
    grant = cast.ben.grants.get()
    actions.end_role(by=cast.finn, grant_id=grant.pk, reason="Moved on")
    assert fresh(cast.ben).roles == frozenset()
    with pytest.raises(Conflict, match="ended already"):
        actions.end_role(by=cast.finn, grant_id=grant.pk, reason="Moved on")


def test_administrators_cannot_help_themselves(cast: Cast):
    for attempt in (
        lambda: actions.grant_role(by=cast.finn, person_id=cast.finn.pk, role=Role.OPERATIONS),
        lambda: actions.deactivate_person(by=cast.finn, person_id=cast.finn.pk, reason="x"),
    ):
        with pytest.raises(NotAllowed, match="another administrator"):
            attempt()


def test_the_last_administrator_stays(cast: Cast):
    with pytest.raises(Conflict, match="only administrator"):
        actions.end_role(by=cast.finn, grant_id=cast.finn.grants.get().pk, reason="x")
    with pytest.raises(Conflict, match="only administrator"):
        actions.deactivate_person(by=SYSTEM, person_id=cast.finn.pk, reason="x")


def test_passwords_are_not_in_the_trail(cast: Cast):
    hashes = [person.password for person in Person.objects.all() if person.has_usable_password()]
    for entry in TrailEntry.objects.all():
        text = f"{entry.was} {entry.now} {entry.reason}"
        assert PASSWORD not in text
        assert not any(stored in text for stored in hashes)
