"""How somebody is told, and that they read it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_see_plant, require
from evenhand.matters import events
from evenhand.matters.models import MailChoice, Notice, NoticeChoice
from evenhand.matters.site_clock import moment_now
from evenhand.plant.fitting import fit_count
from evenhand.plant.models import Site
from evenhand.records.editing import change, enter, must_be_current
from evenhand.records.errors import Invalid


def choose_notices(*, by: Person, mail: str, digest_minute: int, version: int | None = None) -> NoticeChoice:
    """One's own. What is grave is mailed at once in any case."""
    require(by, may_see_plant, "choose how they are told")
    with transaction.atomic():
        if mail not in MailChoice.values:
            raise Invalid(f"Must be one of {', '.join(MailChoice.values)}; is {mail[:50]!r}.", field="mail")
        given = {"mail": mail, "digest_minute": fit_count(digest_minute, "digest_minute", most=1439)}
        row = NoticeChoice.objects.select_for_update(of=("self",)).select_related("person").filter(person=by).first()
        if row is None:
            return enter(by=by, event=events.NOTICES_CHOSEN, record=NoticeChoice(person=by, **given))
        must_be_current(row, version)
        change(by=by, event=events.NOTICES_CHOSEN, record=row, given=given)
    return row


def read_notices(*, by: Person, site: Site, notice_ids: Collection[int] | None = None) -> int:
    """One's own: these, or all. Returns how many had not been read before."""
    rows = Notice.objects.filter(person=by, read_at__isnull=True)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    return rows.update(read_at=moment_now(site))
