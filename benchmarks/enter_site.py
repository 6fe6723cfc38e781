"""Enter a generated plant, its people and its first revision into an empty site, by the actions of the product. Run by `benchmarks.in_site`."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from evenhand.accounts.actions import grant_role, invite_person, set_first_passwords
from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.demo.enter import enter_plant, enter_projects
from evenhand.demo.generator import generate
from evenhand.demo.published import published_plan
from evenhand.exchange.portfolio import portfolio_of
from evenhand.planning.plan import Plan
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project
from evenhand.records.people import SYSTEM
from evenhand.records.signatures import Proof, reauthenticate
from evenhand.schedules.actions.make_draft import kept_draft
from evenhand.schedules.actions.publish_revision import publish_revision
from evenhand.schedules.bridge import present
from evenhand.schedules.models import Draft, DraftOrigin
from evenhand.schedules.storing import store_situation

PASSWORD = "forty trains before noon"
PUBLISHER = "publisher@plant.example"
REASON = "As measured"
# Of ten people of the plant.
ROLES = (
    *(Role.PROJECT_MANAGER, Role.OPERATIONS, Role.PROJECT_MANAGER, Role.PLANNER, Role.PROJECT_MANAGER),
    *(Role.QUALITY, Role.OPERATIONS, Role.PROJECT_MANAGER, Role.SENIOR_MANAGER, Role.OPERATIONS),
)


def told(projects: int, people: int, seed: int) -> dict[str, Any]:
    """What was entered: the people's addresses, the projects' keys, how many activities."""
    document = generate(projects, seed=seed)
    portfolio = portfolio_of(document)
    with transaction.atomic():
        emails = enter_people(people)
        site = enter_plant(document, portfolio)
        enter_projects(document, portfolio, site)
    by = Person.objects.get(email=PUBLISHER)
    publish(draft_of(site, published_plan(portfolio.problem), by), by, proof_of(by))
    return {
        "people": emails,
        "password": PASSWORD,
        "projects": list(Project.objects.order_by("pk").values_list("pk", flat=True)),
        "activities": Activity.objects.count(),
    }


def enter_people(people: int) -> list[str]:
    """So many, in the roles of a plant, and a planner who publishes; all with the same password."""
    emails = [f"person{k}@plant.example" for k in range(1, people + 1)]
    given = [(email, f"Person {k}", ROLES[(k - 1) % len(ROLES)]) for k, email in enumerate(emails, 1)]
    keys = []
    for email, printed_name, role in (*given, (PUBLISHER, "Person Who Publishes", Role.PLANNER)):
        person = invite_person(by=SYSTEM, email=email, printed_name=printed_name)
        grant_role(by=SYSTEM, person_id=person.pk, role=role)
        keys.append(person.pk)
    set_first_passwords(by=SYSTEM, people_ids=keys, password=PASSWORD)
    return emails


def draft_of(site: Site, plan: Plan, by: Person) -> Draft:
    now = present(site)
    snapshot = store_situation(now.situation)
    return kept_draft(by=by, site=site, title="measured", origin=DraftOrigin.MOVE, snapshot=snapshot, plan=plan, based_on=now.revision)


def proof_of(person: Person) -> Proof:
    return reauthenticate(person=person, password=PASSWORD)


def publish(draft: Draft, by: Person, proof: Proof) -> None:
    publish_revision(draft=draft.pk, by=by, proof=proof, reason=REASON)
