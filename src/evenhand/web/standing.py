"""How things stand, for whoever looks: promises late or at risk, what begins and ends in the next days, drafts and runs. The same words as on the pages it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_plan
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, ProjectState
from evenhand.portfolio.outlook import ProjectOutlook, first_sentence, running_outlooks
from evenhand.portfolio.published import PublishedPlan, published_plan
from evenhand.records.addresses import address
from evenhand.records.day_words import end_in_words, start_in_words
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept
from evenhand.schedules.models import Draft, PlanRun
from evenhand.schedules.queries import open_drafts

DAYS = 7
MOST_PROJECTS, MOST_STEPS, MOST_RUNS = 8, 14, 6
PRESSING = ("late", "risk")


@dataclass(frozen=True)
class Step:
    """One activity that begins or ends in the next days."""

    project: int
    when: str
    words: str
    address: str


@dataclass(frozen=True)
class Standing:
    """``mine``: whether it is about the projects that the person manages only; ``pressing``: the worst, at most `MOST_PROJECTS` of ``troubled``."""

    mine: bool
    sentence: str
    pressing: tuple[ProjectOutlook, ...]
    troubled: int
    steps: tuple[Step, ...]
    more_steps: int


@dataclass(frozen=True)
class Planning:
    """What is under way for whoever plans: open drafts, those that another publication has overtaken, and runs."""

    drafts: tuple[Draft, ...]
    overtaken: frozenset[int]
    runs: tuple[PlanRun, ...]


def standing_for(person: Person, site: Site) -> Standing:
    """In six queries at most. Whoever manages running projects sees those; everybody else all."""
    plan = published_plan(site)
    everything = running_outlooks(site, plan)
    own = [item for item in everything if item.project.manager_id == person.pk]
    found = own or list(everything)
    troubled = [item for item in found if item.state in PRESSING]
    wanted = {item.project.pk for item in found}
    steps = [step for step in steps_to_come(site, plan) if step.project in wanted]
    return Standing(
        bool(own), first_sentence(found), tuple(troubled[:MOST_PROJECTS]), len(troubled), tuple(steps[:MOST_STEPS]), max(0, len(steps) - MOST_STEPS)
    )


KEPT: Kept[tuple[Step, ...]] = Kept(2)


def steps_to_come(site: Site, plan: PublishedPlan | None) -> tuple[Step, ...]:
    """Of all running projects; found again when anything was recorded that may change it, or when another slot has begun."""
    if plan is None:
        return ()
    return KEPT.get((site.pk, plant_head(), site.now(), plan.revision), lambda: tuple(next_days(site, plan)))


def next_days(site: Site, plan: PublishedPlan) -> Iterator[Step]:
    """By time: what is published to begin or to end in the next days and has not yet."""
    now = site.now()
    until = now + timedelta(days=DAYS)
    rows = Activity.objects.active().filter(project__site=site, project__state=ProjectState.RUNNING, actual_finish__isnull=True)
    found = []
    for key, project, code, name, started in rows.values_list("pk", "project_id", "project__code", "name", "actual_start"):
        place = plan.places.get(key)
        if place is None or place.start >= until or (started is not None and place.end < now):
            continue
        there, work = address("portfolio:activity", key), f"{code} {name}"
        if started is None and now <= place.start < until:
            found.append((place.start, Step(project, start_in_words(place.start), f"{work} begins", there)))
        elif started is None and place.start < now:
            found.append((place.start, Step(project, start_in_words(place.start), f"{work} was to begin and is not reported as begun", there)))
        if now <= place.end < until and place.end > place.start:
            found.append((place.end, Step(project, end_in_words(place.end), f"{work} ends", there)))
    yield from (step for _, step in sorted(found, key=lambda item: (item[0], item[1].words)))


def planning_for(person: Person, site: Site) -> Planning | None:
    """None for those who do not plan."""
    if not may_plan(person):
        return None
    drafts = open_drafts(site)
    plan = published_plan(site)
    current = 0 if plan is None else plan.revision
    overtaken = frozenset(d.pk for d in drafts if (0 if d.based_on is None else d.based_on.number) != current)
    runs = PlanRun.objects.filter(site=site).under_way().light().order_by("-pk")[:MOST_RUNS]
    return Planning(tuple(drafts), overtaken, tuple(runs))
