"""Promises late or at risk, by the chances of the published plan, the smallest first."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.meetings.agenda.wanted import Asked, Wanted, cut
from evenhand.meetings.models import ItemKind
from evenhand.portfolio.outlook import PromiseOutlook, running_outlooks
from evenhand.portfolio.published import published_plan

TROUBLED = ("late", "risk")


def promises_at_risk(asked: Asked) -> Iterator[Wanted]:
    found = [
        (outlook, project.project)
        for project in running_outlooks(asked.site, published_plan(asked.site))
        for outlook in project.promises
        if outlook.state in TROUBLED and outlook.promise.activity.actual_finish is None
    ]
    for outlook, project in sorted(found, key=lambda pair: by_chance(pair[0])):
        promise = outlook.promise
        title = cut(f"{project.code} {promise.name or promise.code}: {'late' if outlook.state == 'late' else 'at risk'}")
        yield Wanted(ItemKind.PROMISE, f"promise:{promise.pk}", title, outlook.words, project_id=project.pk, promise_id=promise.pk)


def by_chance(outlook: PromiseOutlook) -> tuple[float, object, int]:
    chance = outlook.chance if outlook.chance is not None else 0.0 if outlook.state == "late" else 0.5
    return (chance, outlook.promise.due, outlook.promise.pk)
