"""The site itself and its containment bands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from evenhand.accounts.permissions import may_edit_plant, require
from evenhand.plant import events
from evenhand.plant.fitting import fit_code, fit_count, fit_text, fit_wall
from evenhand.plant.models import Band, Objective, Site
from evenhand.plant.site_time import MOST_SLOTS, TimeScale, UnclearTime
from evenhand.records.editing import change, enter, enter_all, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor


def set_up_site(
    *,
    by: Actor,
    name: str,
    time_zone: str,
    origin: date,
    slot_minutes: int,
    horizon: datetime,
    frozen_weeks: int = 0,
    currency: str = "EUR",
    objective: str = Objective.PROMISES,
    pinned_now: datetime | None = None,
    bands: Sequence[tuple[str, str]] = (),
) -> Site:
    """The one site of this installation; ``bands`` as code and name, from the weakest on."""
    require(by, may_edit_plant, "set up the site")
    with transaction.atomic():
        if Site.objects.exists():
            raise Conflict("There is a site already.")
        try:
            scale = TimeScale(time_zone, origin, slot_minutes)
        except UnclearTime as error:
            raise Invalid(str(error), field="slot_minutes" if "divide" in str(error) else "time_zone") from error
        site = Site(
            name=fit_text(name, "name", most=200, least=1),
            time_zone=time_zone,
            origin=origin,
            slot_minutes=slot_minutes,
            horizon=fit_horizon(scale, horizon),
            frozen_weeks=fit_count(frozen_weeks, "frozen_weeks", most=520),
            currency=fit_currency(currency),
            objective=fit_objective(objective),
        )
        site.pinned_now = pinned_now and fit_wall(site, pinned_now, "pinned_now")
        enter(by=by, event=events.SITE_SET_UP, record=site)
        enter_bands(by, site, bands)
    return site


def enter_bands(by: Actor, site: Site, bands: Sequence[tuple[str, str]]) -> None:
    rows = [Band(site=site, code=fit_code(code, "bands"), name=fit_text(name, "bands"), strength=k) for k, (code, name) in enumerate(bands)]
    if len({row.code for row in rows}) < len(rows):
        raise Invalid(f"Must name each band once; is {', '.join(row.code for row in rows)}.", field="bands")
    enter_all(by=by, event=events.BAND_ENTERED, records=rows)


def edit_site(*, by: Actor, site_id: int, version: int | None = None, reason: str = "", **given: Any) -> Site:
    """Name, horizon, frozen weeks, objective, pinned now. The zone, the origin and the slots are what all times are counted on, the currency all money."""
    require(by, may_edit_plant, "change the site")
    with transaction.atomic():
        site = locked(Site, site_id)
        must_be_current(site, version)
        fit = {
            "name": lambda v: fit_text(v, "name", most=200, least=1),
            "horizon": lambda v: fit_horizon(site.scale, v),
            "frozen_weeks": lambda v: fit_count(v, "frozen_weeks", most=520),
            "frozen_until": lambda v: v and fit_wall(site, v, "frozen_until"),
            "objective": fit_objective,
            "pinned_now": lambda v: v and fit_wall(site, v, "pinned_now"),
        }
        change(by=by, event=events.SITE_CHANGED, record=site, given={name: fit[name](value) for name, value in given.items()}, reason=reason)
    return site


def fit_horizon(scale: TimeScale, horizon: datetime) -> datetime:
    slot = scale.slot_of_wall(horizon)
    if scale.wall(slot) != horizon:
        raise Invalid(f"Must be where a slot begins; is {horizon:%Y-%m-%d %H:%M}, within one.", field="horizon")
    if not 0 < slot <= MOST_SLOTS:
        last = scale.wall(0) + timedelta(minutes=MOST_SLOTS * scale.slot_minutes)
        raise Invalid(f"Must be after the origin, {scale.origin}, and not after {last:%Y-%m-%d}; is {horizon:%Y-%m-%d}.", field="horizon")
    return horizon


def fit_currency(code: str) -> str:
    if len(code) != 3 or not code.isascii() or not code.isupper() or not code.isalpha():
        raise Invalid(f"Must be a currency code such as EUR; is {code[:20]!r}.", field="currency")
    return code


def fit_objective(objective: str) -> str:
    if objective not in Objective.values:
        raise Invalid(f"Must be one of {', '.join(Objective.values)}; is {objective!r}.", field="objective")
    return objective
