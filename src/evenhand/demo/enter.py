"""The demo's people, plant and portfolio as rows, by the same actions as in the product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import Any

from django.db import transaction

from evenhand.accounts.actions import grant_role, invite_person, set_first_passwords
from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.demo.story import demo_portfolio
from evenhand.exchange.portfolio import Portfolio, portfolio_of
from evenhand.exchange.portfolio_levers import minor_units
from evenhand.planning.problem import Activity, ActivityId, Problem
from evenhand.plant.actions.calendars import enter_calendar
from evenhand.plant.actions.changeovers import enter_changeovers
from evenhand.plant.actions.levers import enter_lever
from evenhand.plant.actions.people import enter_absence, qualify_person
from evenhand.plant.actions.resources import enter_resource, record_calibration, record_cleaning
from evenhand.plant.actions.sites import set_up_site
from evenhand.plant.models import Band, Cleaning, Resource, ResourceKind, Site
from evenhand.plant.site_time import TimeScale
from evenhand.portfolio import events
from evenhand.portfolio.actions.entering import enter_portfolio
from evenhand.portfolio.drafts import ActivityDraft, ActualDraft, BudgetDraft, LinkDraft, ModeDraft, ProjectDraft, PromiseDraft, TieDraft
from evenhand.portfolio.models import BudgetHead, Phase, Product, ProjectState, Sponsor, TieKind
from evenhand.records.editing import enter_all
from evenhand.records.errors import Conflict
from evenhand.records.people import SYSTEM

Document = Mapping[str, Any]

PASSWORD = "tidewell in november"


@dataclass(frozen=True)
class Account:
    email: str
    printed_name: str
    role: Role
    qualification: str = ""


ACCOUNTS: tuple[Account, ...] = (
    Account("ines@tidewell.example", "Ines Carvalho", Role.SENIOR_MANAGER),
    Account("bram@tidewell.example", "Bram Wouters", Role.PLANNER),
    Account("maud@tidewell.example", "Maud Delcourt", Role.PROJECT_MANAGER),
    Account("tariq@tidewell.example", "Tariq Osei", Role.PROJECT_MANAGER),
    Account("quinn@tidewell.example", "Quinn Abara", Role.QUALITY, "qa"),
    Account("odile@tidewell.example", "Odile Marchand", Role.OPERATIONS, "operators"),
    Account("ada@tidewell.example", "Ada Novak", Role.ADMINISTRATOR),
)

PHASES: tuple[tuple[str, Phase], ...] = (
    ("tech-transfer", Phase.TRANSFER),
    ("raw-materials", Phase.MATERIALS),
    ("incoming", Phase.MATERIALS),
    ("kilo", Phase.SCALE_UP),
    ("engineering", Phase.SCALE_UP),
    ("batch-record", Phase.SCALE_UP),
    ("batch", Phase.CAMPAIGN),
    ("cleaning", Phase.CAMPAIGN),
    ("drying", Phase.CAMPAIGN),
    ("milling", Phase.CAMPAIGN),
    ("testing", Phase.RELEASE),
    ("review", Phase.RELEASE),
    ("release", Phase.RELEASE),
    ("shipment", Phase.DELIVERY),
    ("stability", Phase.STABILITY),
)

HOLD_REASON = "A release test of the third batch showed an impurity; the result is being looked into."


@dataclass(frozen=True)
class Entered:
    """``portfolio``: as the document has it; a person for each role."""

    site: Site
    portfolio: Portfolio
    people: Mapping[Role, Person]


def enter_demo(document: Document | None = None) -> Entered:
    """Enter everything, or nothing where there is a site already; of `demo_portfolio` where no other document is given."""
    written = demo_portfolio() if document is None else document
    portfolio = portfolio_of(dict(written))
    with transaction.atomic():
        if Site.objects.exists():
            raise Conflict("There is a site already; the demo is entered into an empty database only.")
        people = enter_people()
        site = enter_plant(written, portfolio)
        enter_qualifications(people)
        enter_projects(written, portfolio, site)
    return Entered(site, portfolio, people)


def enter_people() -> dict[Role, Person]:
    """One person for each role, and a second project manager."""
    people: dict[Role, Person] = {}
    everybody: list[int] = []
    for account in ACCOUNTS:
        person = invite_person(by=SYSTEM, email=account.email, printed_name=account.printed_name)
        grant_role(by=SYSTEM, person_id=person.pk, role=account.role)
        people.setdefault(account.role, person)
        everybody.append(person.pk)
    set_first_passwords(by=SYSTEM, people_ids=everybody, password=PASSWORD)
    for person in people.values():
        person.refresh_from_db()
    return people


def enter_plant(document: Document, portfolio: Portfolio) -> Site:
    given, scale, problem = document["site"], portfolio.time_scale, portfolio.problem
    bands = [(band["id"], band.get("name", "")) for band in document.get("bands", ())]
    site = set_up_site(
        by=SYSTEM,
        name=given.get("name", "Site"),
        time_zone=scale.time_zone,
        origin=scale.origin,
        slot_minutes=scale.slot_minutes,
        horizon=scale.wall(problem.horizon),
        frozen_weeks=given.get("frozen_weeks", 0),
        currency=portfolio.currency,
        objective=problem.objective.value,
        pinned_now=scale.wall(problem.now),
        bands=bands,
    )
    calendars = {
        node["id"]: enter_calendar(
            by=SYSTEM,
            site=site,
            code=node["id"],
            name=node.get("name", ""),
            is_always_open=node["open"] == "always",
            weekly=[] if node["open"] == "always" else node["open"],
            holidays=[closed(day) for day in node.get("closed", ())],
        )
        for node in document.get("calendars", ())
    }
    matrices = {}
    for number, node in enumerate(document.get("changeovers", ()), 1):
        between = {(a, b): minutes(scale, text) for a, row in enumerate(node["between"]) for b, text in enumerate(row)}
        name = node.get("name", f"Changeovers {number}: {', '.join(node['units'])}")
        same, chance = minutes(scale, node["same_product"]), float(node.get("fail_chance", 0.0))
        matrix = enter_changeovers(by=SYSTEM, site=site, name=name, same_product_minutes=same, between=between, fail_chance=chance)
        matrices |= dict.fromkeys(node["units"], matrix)
    strongest = strongest_bands(problem, {band.strength: band for band in Band.objects.filter(site=site)})
    for node in document["resources"]:
        resource = enter_resource(
            by=SYSTEM,
            site=site,
            code=node["id"],
            name=node.get("name", ""),
            kind=node["kind"],
            amount=node.get("amount", 1),
            calendar=calendars[node["calendar"]] if "calendar" in node else None,
            strongest_band=strongest.get(node["id"]),
            matrix=matrices.get(node["id"]),
            steps=[(scale.wall(scale.from_text(step["from"])), step["amount"]) for step in node.get("capacity", ())],
        )
        enter_extras(resource, node, scale)
        if node["kind"] == "unit":
            enter_state(resource, site)
    return site


def closed(day: Any) -> tuple[date, date, str]:
    first, last, name = (day, day, "") if isinstance(day, str) else (day["from"], day["to"], day.get("name", ""))
    return date.fromisoformat(first), date.fromisoformat(last), name


def minutes(scale: TimeScale, text: str) -> int:
    return scale.slots(text) * scale.slot_minutes


def strongest_bands(problem: Problem, bands: Mapping[int, Band]) -> dict[str, Band]:
    """The strongest band of what each unit is ever used for."""
    found: dict[str, int] = {}
    for activity in problem.activities:
        for demand in chain.from_iterable(mode.demands for mode in activity.modes):
            found[demand.resource] = max(found.get(demand.resource, 0), activity.band)
    units = {resource.id for resource in problem.resources if resource.kind.value == "unit"}
    return {name: bands[strength] for name, strength in found.items() if name in units and strength in bands}


def enter_extras(resource: Resource, node: Document, scale: TimeScale) -> None:
    """Absences and levers of a resource."""
    for absence in node.get("absences", ()):
        starts, ends = (scale.wall(scale.from_text(absence[key], is_end=key == "to")) for key in ("from", "to"))
        enter_absence(by=SYSTEM, resource_id=resource.pk, starts_at=starts, ends_at=ends, amount=absence.get("amount"), name=absence.get("name", ""))
    for key, kind in (("overtime", "overtime"), ("addable", "added person")):
        for lever in node.get(key, ()):
            enter_lever(
                by=SYSTEM,
                resource_id=resource.pk,
                code=lever["id"],
                name=lever.get("name", ""),
                kind=kind,
                cost=minor_units(lever),
                weekly=lever.get("windows", ()),
                amount=lever.get("amount"),
                lead_minutes=minutes(scale, lever["lead_time"]),
                block_minutes=minutes(scale, lever["block"]) if "block" in lever else None,
                until=scale.wall(scale.from_text(lever["until"], is_end=True)) if "until" in lever else None,
            )


def enter_state(unit: Resource, site: Site) -> None:
    """Every unit was cleaned and calibrated at some time; a few are due soon."""
    draw, now = Random(f"state/{unit.code}"), site.now()
    cleaned = site.wall(site.slot(now) - draw.randint(6, 170))
    record_cleaning(
        by=SYSTEM, resource_id=unit.pk, version=None, cleaning=Cleaning.CLEAN, cleaned_at=cleaned, clean_until=cleaned + timedelta(days=30)
    )
    calibrated = site.today() - timedelta(days=draw.randint(20, 355))
    record_calibration(by=SYSTEM, resource_id=unit.pk, version=None, calibrated_on=calibrated, calibration_due=calibrated + timedelta(days=365))


def enter_qualifications(people: Mapping[Role, Person]) -> None:
    groups = {resource.code: resource for resource in Resource.objects.filter(kind=ResourceKind.PEOPLE)}
    for account in ACCOUNTS:
        if account.qualification in groups:
            person = people[account.role]
            qualify_person(
                by=SYSTEM, person_id=person.pk, resource_id=groups[account.qualification].pk, first_day=date(2024, 9, 2), evidence="Training file"
            )


def enter_projects(document: Document, portfolio: Portfolio, site: Site) -> None:
    problem = portfolio.problem
    sponsors = [Sponsor(code=code, name=name) for code, name in portfolio.sponsor_names.items()]
    sponsor_of = {row.code: row for row in enter_all(by=SYSTEM, event=events.SPONSOR_ENTERED, records=sponsors)}
    bands = {band.code: band for band in Band.objects.filter(site=site)}
    product_of = enter_products(document, site, sponsor_of, bands)
    managers = list(Person.objects.filter(grants__role=Role.PROJECT_MANAGER).order_by("pk"))
    drafts = [project_draft(node, index, portfolio, site, sponsor_of, product_of, managers, bands) for index, node in enumerate(document["projects"])]
    enter_portfolio(
        by=SYSTEM, site=site, projects=drafts, links=links_of(problem, site), ties=ties_of(problem), promises=promises_of(portfolio, site)
    )


def enter_products(document: Document, site: Site, sponsors: Mapping[str, Sponsor], bands: Mapping[str, Band]) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for node in document["projects"]:
        if "product" in node and node["product"] not in found:
            row = Product(site=site, code=node["product"], name=node.get("name", ""), sponsor=sponsors.get(node.get("sponsor", "")))
            row.band = bands.get(node.get("band", ""))
            found[node["product"]] = row
    made = enter_all(by=SYSTEM, event=events.PRODUCT_ENTERED, records=list(found.values()))
    return {row.code: row for row in made}


def project_draft(
    node: Document,
    index: int,
    portfolio: Portfolio,
    site: Site,
    sponsors: Mapping[str, Sponsor],
    products: Mapping[str, Product],
    managers: list[Person],
    bands: Mapping[str, Band],
) -> ProjectDraft:
    problem = portfolio.problem
    project = problem.projects[index]
    product = products.get(node.get("product", ""))
    strengths = {band.strength: band for band in bands.values()}
    activities = tuple(activity_draft(portfolio, site, activity, product, products, strengths) for activity in problem.activities_of[project.id])
    return ProjectDraft(
        code=project.id,
        name=portfolio.names.get(project.id, project.id),
        sponsor=sponsors.get(node.get("sponsor", "")),
        product=product,
        manager=managers[index % len(managers)] if managers else None,
        state=ProjectState.RUNNING,
        due=None if project.due is None else site.wall(project.due),
        notes=node.get("story", ""),
        activities=activities,
        budget=tuple(budget_of(project.id, problem)),
    )


def activity_draft(
    portfolio: Portfolio, site: Site, activity: Activity, product: Product | None, products: Mapping[str, Product], bands: Mapping[int, Band]
) -> ActivityDraft:
    late = activity.late_material
    own = None if activity.product is None or (product and product.code == activity.product) else products[activity.product]
    effective = own or (None if activity.product is None else product)
    usual = effective.band.strength if effective and effective.band else 0
    return ActivityDraft(
        code=activity.local_id,
        name=portfolio.names.get(activity.id, activity.local_id),
        modes=tuple(mode_drafts(activity, site)),
        phase=phase_of(activity.local_id),
        stretch=activity.stretch.value,
        product=own,
        has_no_product=activity.product is None,
        band=None if activity.band == usual else bands.get(activity.band),
        earliest_start=site.wall(activity.earliest_start) if activity.earliest_start else None,
        latest_end=None if activity.latest_end is None else site.wall(activity.latest_end),
        hold_until=None if activity.hold_until is None else site.wall(activity.hold_until),
        hold_reason=HOLD_REASON if activity.hold_until is not None else "",
        rework_chance=activity.rework_chance,
        late_chance=None if late is None else late.chance,
        late_minutes=None if late is None else late.delay * site.slot_minutes,
        actual=actual_draft(activity, site),
    )


def mode_drafts(activity: Activity, site: Site) -> Iterable[ModeDraft]:
    def minutes_of(slots: int | None) -> int | None:
        return None if slots is None else slots * site.slot_minutes

    for mode in activity.modes:
        needs = tuple((str(demand.resource), demand.amount) for demand in mode.demands)
        yield ModeDraft(mode.duration * site.slot_minutes, needs, minutes_of(mode.optimistic), minutes_of(mode.pessimistic))


def actual_draft(activity: Activity, site: Site) -> ActualDraft | None:
    actual = activity.actual
    if actual is None:
        return None
    if actual.end is not None:
        return ActualDraft(site.wall(actual.start), actual.mode, site.wall(actual.end))
    return ActualDraft(site.wall(actual.start), actual.mode, None, (actual.remaining or 0) * site.slot_minutes, site.now())


def phase_of(code: str) -> Phase:
    return next((phase for prefix, phase in PHASES if code.startswith(prefix)), Phase.DEVELOPMENT)


def links_of(problem: Problem, site: Site) -> Iterable[LinkDraft]:
    length = site.slot_minutes
    for link in problem.links:
        most = None if link.max_lag is None else link.max_lag * length
        yield LinkDraft(link.before, link.after, link.kind.value, link.lag * length, most)


def ties_of(problem: Problem) -> Iterable[TieDraft]:
    for kind, ties in ((TieKind.SAME_RESOURCES, problem.same_resources), (TieKind.DIFFERENT_RESOURCES, problem.different_resources)):
        for tie in ties:
            yield TieDraft(kind, tie.first, tie.second, None if tie.among is None else tuple(sorted(tie.among)))
    for run in problem.consecutives:
        yield TieDraft(TieKind.CONSECUTIVE, run.before, run.after)
    for rule in problem.mode_dependencies:
        yield TieDraft(TieKind.MODE_DEPENDENCY, rule.activity, rule.other, None, rule.mode, tuple(sorted(rule.other_modes)))


def promises_of(portfolio: Portfolio, site: Site) -> Iterable[PromiseDraft]:
    for promise in portfolio.problem.promises:
        code = promise.id.removeprefix(f"{portfolio.problem.activity[ActivityId(promise.activity)].project}/")
        yield PromiseDraft(promise.activity, code, site.wall(promise.due), portfolio.names.get(f"promise {promise.id}", ""))


def budget_of(project: str, problem: Problem) -> Iterable[BudgetDraft]:
    """Drawn from the project's name; spent and committed follow how much of the work is done."""
    draw = Random(f"budget/{project}")
    activities = [a for a in problem.activities if a.project == project]
    done = sum(1 for a in activities if a.actual is not None) / max(1, len(activities))
    usual = ((BudgetHead.SUITE, 900), (BudgetHead.LABOUR, 420), (BudgetHead.MATERIALS, 260), (BudgetHead.QUALITY, 150))
    for head, thousands in usual:
        approved = round(thousands * draw.uniform(0.6, 1.4)) * 100_000
        spent = round(approved * done * draw.uniform(0.8, 1.1) / 100_000) * 100_000
        forecast = round(approved * draw.uniform(0.9, 1.12) / 100_000) * 100_000
        committed = round((spent + (max(forecast, spent) - spent) * draw.uniform(0.1, 0.5)) / 100_000) * 100_000
        yield BudgetDraft(head, approved, committed, spent, max(spent, forecast))
