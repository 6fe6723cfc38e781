"""Portfolios of any size in mid-flight, from a seed: the same document everywhere for the same arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from evenhand.demo.load import load_of_units
from evenhand.demo.past import record_facts, what_really_happened
from evenhand.demo.plant import ORIGIN, Plant, bands_part, calendars_part, changeovers_part, plant_for, resources_part, site_part
from evenhand.demo.promises import promise_dates
from evenhand.demo.simulate import Placed, publish
from evenhand.demo.template import Draft, draft_project
from evenhand.demo.walking import activity_nodes
from evenhand.exchange.portfolio import Portfolio, portfolio_of
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import ActivityId, ResourceId

Document = dict[str, Any]

FIRST_CAMPAIGN_WEEK = 28  # when the first projects reach the suites
SHORTEST_SPAN_WEEKS = 52
TAIL_WEEKS = 36  # from the last campaign's wanted start to the horizon
COMMERCIAL_SHARE = 0.2
ROUNDS = 4  # of stretching the time until the load is near enough
NEAR_ENOUGH = 0.01


def generate(projects: int = 24, load: float = 0.72, seed: int = 1) -> Document:
    """A portfolio document of so many projects whose GMP suites are about ``load`` full (0 to 1) over the time it spans.

    Some projects are finished, most are under way, some have not begun. It comes with actuals, a published plan that keeps every rule, and
    promises most of which that plan keeps. Above a load of about 0.8 people and the smaller units bind, and the suites get no fuller.

    Raises
    ------
    ValueError
        Fewer than one project, or a load that no plant runs at.
    """
    if projects < 1:
        raise ValueError(f"Must have at least 1 project; is {projects}.")
    if not 0.1 <= load <= 0.95:
        raise ValueError(f"Must have a load from 0.1 to 0.95; is {load}.")
    document, bare, past = _at_load(plant_for(projects), projects, load, seed)
    record_facts(document, bare, past, seed)
    today = portfolio_of(document)
    published = publish(today.problem, past)
    for node, name in activity_nodes(document):
        if name in published:
            place = published[name]
            node["published"] = {"start": today.time_scale.to_text(place.start)} | ({"mode": place.mode} if place.mode else {})
    promise_dates(document, today, published, seed)
    return document


def _at_load(plant: Plant, projects: int, load: float, seed: int) -> tuple[Document, Portfolio, Mapping[ActivityId, Placed]]:
    """The portfolio before anything happened and what then really happened, over a time in which the suites are as full as asked."""
    drafts = [_draft(plant, seed, k) for k in range(projects)]
    weeks = sum(d.suite_days for d in drafts) / 7 / len(plant.suites) / load
    for _ in range(ROUNDS):
        document = wanted_portfolio(plant, drafts, weeks, seed)
        bare = portfolio_of(document)
        past = what_really_happened(bare.problem, seed)
        plan = Plan(tuple(Assignment(a, p.mode, p.start, p.end) for a, p in past.items()))
        found = load_of_units(bare.problem, plan, [ResourceId(s.id) for s in plant.suites])
        if abs(found.with_cleaning - load) <= NEAR_ENOUGH:
            break
        span = (found.end - found.start) / (7 * bare.time_scale.slots_per_day)
        weeks = max(1.0, weeks + span * (found.with_cleaning / load - 1))
    return document, bare, past


def _draft(plant: Plant, seed: int, index: int) -> Draft:
    draw = Random(f"{seed}/project/{index}")
    return draft_project(plant, draw, commercial=draw.random() < COMMERCIAL_SHARE)


def wanted_portfolio(plant: Plant, drafts: Sequence[Draft], weeks: float, seed: int) -> Document:
    """The portfolio before anything happened: projects begin so that they would reach the suites evenly over so many weeks."""
    projects = len(drafts)
    draw = Random(f"{seed}/dates")
    nodes = []
    for k, draft in enumerate(drafts):
        wanted = FIRST_CAMPAIGN_WEEK + weeks * (k + draw.random()) / projects
        nodes.append(_begun(draft, k, ORIGIN + timedelta(weeks=max(0, int(wanted - draft.lead_weeks)))))
    horizon = ORIGIN + timedelta(weeks=FIRST_CAMPAIGN_WEEK + max(SHORTEST_SPAN_WEEKS, int(weeks)) + TAIL_WEEKS)
    sponsors = max(2, projects * 11 // 24)
    for node in nodes:
        node["sponsor"] = f"sponsor-{draw.randrange(sponsors) + 1:03}"
    return {
        "format": "evenhand-portfolio/1",
        "site": site_part("Demo plant", horizon),
        "calendars": calendars_part(horizon.year),
        "resources": resources_part(plant),
        "bands": bands_part(),
        "changeovers": changeovers_part(plant),
        "sponsors": [{"id": f"sponsor-{k + 1:03}", "name": f"Sponsor {k + 1}"} for k in range(sponsors)],
        "projects": nodes,
    }


def _begun(draft: Draft, index: int, begin: date) -> Document:
    name = f"P{index + 1:03}"
    kind = "commercial campaign" if draft.is_commercial else "clinical campaign"
    activities = draft.document["activities"]
    if begin > ORIGIN:
        activities = [{**activities[0], "earliest_start": begin.isoformat()}, *activities[1:]]
    nodes = [dict(a) for a in activities]
    return {"id": name, "name": f"Project {index + 1}, {kind}", "sponsor": "", "product": f"{name}-API", **draft.document, "activities": nodes}
