"""Who may do what. The table is the rule: a change of it is a decision, not a side effect."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evenhand.accounts import permissions
from evenhand.accounts.models import Person, RoleGrant
from evenhand.accounts.permissions import require
from evenhand.accounts.roles import Role
from evenhand.records.errors import NotAllowed
from evenhand.records.people import SYSTEM
from tests.cast import NAMES, Cast

TABLE = {
    "may_see_plant": {"ada", "ben", "clara", "dai", "esi", "finn"},
    "may_administer": {"finn"},
    "may_plan": {"ada", "ben", "clara"},
    "may_publish": {"ada", "ben"},
    "may_edit_portfolio": {"ben", "clara"},
    "may_edit_plant": {"ben", "esi"},
    "may_report_actuals": {"ben", "clara", "esi"},
    "may_decide": {"ada"},
    "may_edit_trees": {"ada", "clara"},
    "may_assess": {"ada", "clara"},
    "may_record_costs": {"ada", "ben", "clara"},
    "may_approve_quality": {"dai"},
    "may_work_on_matters": {"ada", "ben", "clara", "dai", "esi"},
    "may_set_clocks": {"ada", "finn"},
}


def test_the_table_is_whole():
    assert {name for name in vars(permissions) if name.startswith("may_")} == set(TABLE) == {p.__name__ for p in permissions.WHO}


@pytest.mark.parametrize("name", TABLE)
def test_who_may(name, cast: Cast):
    permission = getattr(permissions, name)
    assert {who for who in NAMES if permission(getattr(cast, who))} == TABLE[name]


def test_an_administrator_approves_nothing_even_with_a_role_slipped_into_the_table(cast: Cast):
    for role in (Role.SENIOR_MANAGER, Role.PLANNER, Role.PROJECT_MANAGER, Role.QUALITY):
        RoleGrant.objects.create(person=cast.finn, role=role, starts_at=timezone.now())
    finn = Person.objects.get(pk=cast.finn.pk)
    allowed = {name for name in TABLE if getattr(permissions, name)(finn)}
    assert allowed == {"may_see_plant", "may_administer", "may_set_clocks"}


def test_a_refusal_says_who_may(cast: Cast):
    with pytest.raises(NotAllowed, match=r"Only planners and senior managers may publish a plan\."):
        require(cast.clara, permissions.may_publish, "publish a plan")


def test_who_has_left_may_nothing(cast: Cast):
    cast.ada.is_active = False
    with pytest.raises(NotAllowed):
        require(cast.ada, permissions.may_decide, "decide")
    assert cast.ada.roles == frozenset()


def test_the_system_may_do_what_it_is_made_for():
    require(SYSTEM, permissions.may_decide, "decide")
