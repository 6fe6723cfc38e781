"""Sponsors and products."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_edit_portfolio, require
from evenhand.plant.fitting import fit_code, fit_text
from evenhand.plant.models import Band, Site
from evenhand.portfolio import events
from evenhand.portfolio.models import Product, ProjectState, Sponsor
from evenhand.records.editing import change, enter, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor

OVER = (ProjectState.FINISHED, ProjectState.STOPPED)


def enter_sponsor(*, by: Actor, code: str, name: str) -> Sponsor:
    require(by, may_edit_portfolio, "enter sponsors")
    with transaction.atomic():
        sponsor = Sponsor(code=fit_code(code), name=fit_text(name, "name", least=1))
        if Sponsor.objects.filter(code__iexact=sponsor.code).exists():
            raise Conflict(f"There is a sponsor {sponsor.code} already.")
        return enter(by=by, event=events.SPONSOR_ENTERED, record=sponsor)


def edit_sponsor(*, by: Actor, sponsor_id: int, version: int | None, name: str) -> Sponsor:
    require(by, may_edit_portfolio, "change sponsors")
    with transaction.atomic():
        sponsor = locked(Sponsor, sponsor_id)
        must_be_current(sponsor, version)
        change(by=by, event=events.SPONSOR_CHANGED, record=sponsor, given={"name": fit_text(name, "name", least=1)})
    return sponsor


def archive_sponsor(*, by: Actor, sponsor_id: int, reason: str) -> Sponsor:
    require(by, may_edit_portfolio, "archive sponsors")
    with transaction.atomic():
        sponsor = locked(Sponsor, sponsor_id)
        if project := sponsor.projects.exclude(state__in=OVER).first():
            raise Conflict(f"{sponsor} has the project {project} going on; finish or stop it first.")
        if sponsor.archived_at is not None:
            raise Conflict(f"{sponsor} is archived already.")
        change(by=by, event=events.SPONSOR_ARCHIVED, record=sponsor, given={"archived_at": timezone.now()}, reason=reason)
    return sponsor


def enter_product(*, by: Actor, site: Site, code: str, name: str = "", sponsor: Sponsor | None = None, band: Band | None = None) -> Product:
    require(by, may_edit_portfolio, "enter products")
    with transaction.atomic():
        product = Product(site=site, code=fit_code(code), name=fit_text(name, "name"), sponsor=sponsor, band=fit_band(site, band))
        if Product.objects.filter(site=site, code__iexact=product.code).exists():
            raise Conflict(f"There is a product {product.code} already.")
        return enter(by=by, event=events.PRODUCT_ENTERED, record=product)


def edit_product(
    *, by: Actor, product_id: int, version: int | None, name: str, sponsor: Sponsor | None, band: Band | None, reason: str = ""
) -> Product:
    """Its band decides changeovers and which units may hold it, so changing it changes what can be planned."""
    require(by, may_edit_portfolio, "change products")
    with transaction.atomic():
        product = locked(Product, product_id, "site")
        must_be_current(product, version)
        given = {"name": fit_text(name, "name"), "sponsor": sponsor, "band": fit_band(product.site, band)}
        change(by=by, event=events.PRODUCT_CHANGED, record=product, given=given, reason=reason)
    return product


def archive_product(*, by: Actor, product_id: int, reason: str) -> Product:
    require(by, may_edit_portfolio, "archive products")
    with transaction.atomic():
        product = locked(Product, product_id)
        if project := product.projects.exclude(state__in=OVER).first():
            raise Conflict(f"{product} is made in {project}; finish or stop it first.")
        change(by=by, event=events.PRODUCT_ARCHIVED, record=product, given={"archived_at": timezone.now()}, reason=reason)
    return product


def fit_band(site: Site, band: Band | None) -> Band | None:
    if band is not None and band.site_id != site.pk:
        raise Invalid(f"Must be a band of the site; {band} is not.", field="band")
    return band
