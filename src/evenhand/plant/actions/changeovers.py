"""How long cleaning between products takes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_edit_plant, require
from evenhand.plant import events
from evenhand.plant.fitting import fit_chance, fit_minutes, fit_text
from evenhand.plant.models import Band, ChangeoverEntry, ChangeoverMatrix, Site
from evenhand.records.editing import change, enter, enter_all, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.wall_clock import minutes_in_words

Minutes = Mapping[tuple[int, int], int]  # by the strengths of the band before and the band after


def enter_changeovers(*, by: Actor, site: Site, name: str, same_product_minutes: int, between: Minutes, fail_chance: float = 0.0) -> ChangeoverMatrix:
    require(by, may_edit_plant, "enter changeovers")
    with transaction.atomic():
        matrix = ChangeoverMatrix(site=site, name=fit_text(name, "name", least=1))
        matrix.same_product_minutes = fit_minutes(site, same_product_minutes, "same_product_minutes")
        matrix.fail_chance = fit_chance(fail_chance, "fail_chance")
        if ChangeoverMatrix.objects.filter(site=site, name=matrix.name).exists():
            raise Conflict(f"There are changeovers called {matrix.name} already.")
        enter(by=by, event=events.CHANGEOVERS_ENTERED, record=matrix)
        bands = {band.strength: band for band in Band.objects.filter(site=site)}
        must_cover(bands, between)
        rows = [
            ChangeoverEntry(matrix=matrix, before=bands[a], after=bands[b], minutes=fit_entry(site, bands, a, b, m)) for (a, b), m in between.items()
        ]
        enter_all(by=by, event=events.CHANGEOVERS_ENTERED, records=rows)
    return matrix


def edit_changeovers(
    *,
    by: Actor,
    matrix_id: int,
    version: int | None,
    name: str,
    same_product_minutes: int,
    fail_chance: float,
    between: Minutes,
    reason: str,
) -> ChangeoverMatrix:
    """The whole matrix at once; only what differs is changed."""
    require(by, may_edit_plant, "change changeovers")
    with transaction.atomic():
        matrix = locked(ChangeoverMatrix, matrix_id, "site")
        must_be_current(matrix, version)
        site = matrix.site
        bands = {band.strength: band for band in Band.objects.filter(site=site)}
        must_cover(bands, between)
        was, now = {}, {}
        for entry in ChangeoverEntry.objects.filter(matrix=matrix).select_related("before", "after", "matrix"):
            minutes = fit_entry(site, bands, entry.before.strength, entry.after.strength, between[entry.before.strength, entry.after.strength])
            if minutes != entry.minutes:
                pair = f"{entry.before} to {entry.after}"
                was[pair], now[pair] = minutes_in_words(entry.minutes), minutes_in_words(minutes)
                change(by=by, event=events.CHANGEOVERS_CHANGED, record=entry, given={"minutes": minutes}, reason=reason)
        given = {
            "name": fit_text(name, "name", least=1),
            "same_product_minutes": fit_minutes(site, same_product_minutes, "same_product_minutes"),
            "fail_chance": fit_chance(fail_chance, "fail_chance"),
        }
        change(by=by, event=events.CHANGEOVERS_CHANGED, record=matrix, given=given, reason=reason, told_too=(was, now))
    return matrix


def archive_changeovers(*, by: Actor, matrix_id: int, reason: str) -> ChangeoverMatrix:
    require(by, may_edit_plant, "archive changeovers")
    with transaction.atomic():
        matrix = locked(ChangeoverMatrix, matrix_id)
        if used := list(matrix.units.filter(archived_at__isnull=True)[:3]):
            raise Conflict(f"{matrix} are those of {', '.join(map(str, used))}; give them other ones first.")
        change(by=by, event=events.CHANGEOVERS_ARCHIVED, record=matrix, given={"archived_at": timezone.now()}, reason=reason)
    return matrix


def must_cover(bands: Mapping[int, Band], between: Minutes) -> None:
    missing = [f"{bands[a]} to {bands[b]}" for a in bands for b in bands if (a, b) not in between]
    if missing:
        raise Invalid(f"Must have a duration for each pair of bands; has none for {missing[0]}.", field="between")


def fit_entry(site: Site, bands: Mapping[int, Band], before: int, after: int, minutes: int) -> int:
    if before not in bands or after not in bands:
        raise Invalid(f"Must be between bands of the site; has {before} and {after}.", field="between")
    return fit_minutes(site, minutes, f"between_{before}_{after}")
