"""A variant of a what-if run becomes a draft: to be looked at in the Gantt, and to be published."""

from __future__ import annotations

from django.db import transaction

from evenhand.accounts.permissions import may_plan, require
from evenhand.records.editing import LARGEST_ID
from evenhand.records.errors import Conflict, NotThere
from evenhand.records.people import Actor
from evenhand.schedules.actions.make_draft import kept_draft
from evenhand.schedules.models import Draft, DraftOrigin, DraftState, Revision, Variant
from evenhand.schedules.variant_facts import facts_from_json


def take_variant(*, by: Actor, variant_id: int) -> Draft:
    """The draft of its plan; the one that was made of it before, where it is still open."""
    require(by, may_plan, "make drafts")
    variant = Variant.objects.with_run().filter(pk=variant_id).first() if 0 < variant_id <= LARGEST_ID else None
    if variant is None:
        raise NotThere("There is no such option.")
    with transaction.atomic():
        return draft_of_variant(by=by, variant=variant)


def draft_of_variant(*, by: Actor, variant: Variant) -> Draft:
    """Inside a transaction; whoever calls has looked at the rights."""
    run = variant.run
    if variant.plan is None or variant.snapshot is None:
        raise Conflict(f"{variant.title}: there is no plan of it. {variant.message}")
    must_rest_on_current(variant)
    title = f"{variant.title} ({variant.facts['project']})"
    rows = Draft.objects.filter(run=run, state=DraftState.OPEN, origin=DraftOrigin.VARIANT, snapshot=variant.snapshot, plan=variant.plan)
    if (found := rows.select_related("site", "snapshot", "plan").first()) is not None:
        return found
    return kept_draft(
        by=by,
        site=run.site,
        title=title,
        origin=DraftOrigin.VARIANT,
        snapshot=variant.snapshot,
        plan=variant.plan.plan,
        based_on=run.based_on,
        run=run,
        harms=not facts_from_json(variant.facts).is_harmless,
    )


def must_rest_on_current(variant: Variant) -> None:
    """What was computed from an older revision says nothing about the plan of now."""
    run = variant.run
    current = Revision.objects.current(run.site)
    if run.based_on_id != (None if current is None else current.pk):
        assert current is not None
        then = "before anything was published" if run.based_on is None else f"from revision {run.based_on.number}"
        raise Conflict(
            f"The option was overtaken: it was computed {then}, and {current.by.printed_name} published revision {current.number} since. "
            "Compute the options again."
        )
