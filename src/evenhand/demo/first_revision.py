"""The demo's first revision, published by its planner as everybody publishes: a checked draft, a reason, a signature."""

from __future__ import annotations

from evenhand.accounts.roles import Role
from evenhand.demo.enter import PASSWORD, Entered
from evenhand.demo.published import published_plan
from evenhand.records.signatures import reauthenticate
from evenhand.schedules.actions.make_draft import kept_draft
from evenhand.schedules.actions.publish_revision import publish_revision
from evenhand.schedules.bridge import present
from evenhand.schedules.models import DraftOrigin, Revision
from evenhand.schedules.storing import store_situation

TITLE = "the plan as it stood on the wall"
REASON = "First revision: the plan as it was agreed in the last production meeting."


def publish_first_revision(entered: Entered) -> Revision:
    planner = entered.people[Role.PLANNER]
    draft = kept_draft(
        by=planner,
        site=entered.site,
        title=TITLE,
        origin=DraftOrigin.MOVE,
        snapshot=store_situation(present(entered.site).situation),
        plan=published_plan(entered.portfolio.problem),
        based_on=None,
    )
    return publish_revision(draft=draft.pk, by=planner, proof=reauthenticate(person=planner, password=PASSWORD), reason=REASON)
