"""A small plant with two projects, entered by the same actions as in the product. It is Monday, 1 March 2027, eight o'clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from evenhand.plant.actions.calendars import enter_calendar
from evenhand.plant.actions.changeovers import enter_changeovers
from evenhand.plant.actions.resources import enter_resource
from evenhand.plant.actions.sites import set_up_site
from evenhand.plant.models import Band, Resource, Site
from evenhand.portfolio.actions.entering import enter_portfolio
from evenhand.portfolio.actions.masters import enter_product, enter_sponsor
from evenhand.portfolio.drafts import ActivityDraft, ActualDraft, BudgetDraft, LinkDraft, ModeDraft, ProjectDraft, PromiseDraft
from evenhand.portfolio.models import Activity, BudgetHead, Phase, Project, Promise, Sponsor
from evenhand.records.people import SYSTEM

NOW = datetime(2027, 3, 1, 8)
HOUR = 60


@dataclass
class Small:
    site: Site
    gmp: Resource
    kilo: Resource
    chemists: Resource
    sponsor: Sponsor
    project: Project
    other: Project

    def activity(self, code: str) -> Activity:
        """As it is now."""
        return Activity.objects.select_related("project__site").get(project=self.project, code=code)

    @property
    def promise(self) -> Promise:
        return Promise.objects.select_related("activity__project").get(activity__project=self.project)


def small_plant() -> Site:
    site = set_up_site(
        by=SYSTEM,
        name="Tidewell",
        time_zone="Europe/Brussels",
        origin=date(2027, 1, 4),
        slot_minutes=240,
        horizon=datetime(2028, 1, 1),
        frozen_weeks=2,
        pinned_now=NOW,
        bands=[("OEB1", "above 1 mg/m³"), ("OEB2", "")],
    )
    day = enter_calendar(
        by=SYSTEM,
        site=site,
        code="day",
        name="Day shift",
        weekly=["mon-fri 08:00-16:00"],
        holidays=[(date(2027, 3, 29), date(2027, 3, 29), "Easter Monday")],
    )
    between = {(a, b): 1440 * (1 + a + b) for a in (0, 1) for b in (0, 1)}
    matrix = enter_changeovers(by=SYSTEM, site=site, name="Suites", same_product_minutes=720, between=between, fail_chance=0.1)
    strong = Band.objects.get(code="OEB2")
    enter_resource(by=SYSTEM, site=site, code="gmp-1", name="GMP suite 1", kind="unit", strongest_band=strong, matrix=matrix)
    enter_resource(by=SYSTEM, site=site, code="kilo-1", name="Kilo suite 1", kind="unit")
    enter_resource(by=SYSTEM, site=site, code="chemists", name="Process chemists", kind="people", amount=4, calendar=day)
    return site


def step(code: str, name: str, phase: str, hours: int, needs: tuple[tuple[str, int], ...], **more: object) -> ActivityDraft:
    mode = ModeDraft(hours * HOUR, needs, (hours - 8) * HOUR, (hours + 16) * HOUR)
    return ActivityDraft(code, name, (mode,), phase, **more)  # type: ignore[arg-type]


def small_portfolio() -> Small:
    """QF-1: development is finished, the kilo batch is going on, the GMP batch may be done in either unit; delivery is promised. TK-2 has one activity."""
    site = small_plant()
    sponsor = enter_sponsor(by=SYSTEM, code="quillfeather", name="Quillfeather")
    product = enter_product(by=SYSTEM, site=site, code="QF-1-API", sponsor=sponsor, band=Band.objects.get(code="OEB1"))
    done = ActualDraft(datetime(2027, 1, 11, 8), 0, datetime(2027, 2, 5, 16))
    going = ActualDraft(datetime(2027, 2, 22, 8), 0, None, 24 * HOUR)
    batch = ModeDraft(48 * HOUR, (("gmp-1", 1), ("chemists", 2)))
    activities = (
        step("development", "Process development", Phase.DEVELOPMENT, 80, (("chemists", 2),), actual=done),
        step("kilo", "Kilo batch", Phase.SCALE_UP, 40, (("kilo-1", 1), ("chemists", 1)), actual=going),
        ActivityDraft("batch", "GMP batch", (batch, ModeDraft(60 * HOUR, (("kilo-1", 1),))), Phase.CAMPAIGN),
        step("release", "QA release", Phase.RELEASE, 16, (("chemists", 1),)),
    )
    budget = (BudgetDraft(BudgetHead.LABOUR, 100_000_00, 60_000_00, 40_000_00, 110_000_00),)
    drafts = [
        ProjectDraft("QF-1", "Quillfeather's antiviral", sponsor, product, activities=activities, budget=budget),
        ProjectDraft("TK-2", "Tin Kettle's degrader", activities=(step("transfer", "Tech transfer", Phase.TRANSFER, 40, (("chemists", 1),)),)),
    ]
    links = [
        LinkDraft("QF-1/development", "QF-1/kilo"),
        LinkDraft("QF-1/kilo", "QF-1/batch", max_lag=14 * 1440),
        LinkDraft("QF-1/batch", "QF-1/release"),
    ]
    promises = [PromiseDraft("QF-1/release", "delivery", datetime(2027, 4, 3), "Delivery")]
    project, other = enter_portfolio(by=SYSTEM, site=site, projects=drafts, links=links, promises=promises)
    resources = {row.code: row for row in Resource.objects.all()}
    return Small(site, resources["gmp-1"], resources["kilo-1"], resources["chemists"], sponsor, project, other)
