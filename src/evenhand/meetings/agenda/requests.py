"""Expedite requests with an answer that nobody has taken or declined, those that would harm somebody first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.meetings.agenda.wanted import Asked, Wanted, cut
from evenhand.meetings.models import AgendaItem, ItemKind, Outcome
from evenhand.planning.expedite import Verdict
from evenhand.plant.length_words import counted
from evenhand.portfolio.models import Project
from evenhand.schedules.models import PlanRun, RunKind, RunState

MOST = 50


def expedite_requests(asked: Asked) -> Iterator[Wanted]:
    """Of several about the same promise the latest, which is about the plan of now."""
    rows = PlanRun.objects.filter(site=asked.site, kind=RunKind.EXPEDITE, state=RunState.FINISHED, answer__isnull=False).order_by("-pk")
    declined = AgendaItem.objects.filter(outcome=Outcome.DECLINED, run__isnull=False).values("run")
    taken = rows.filter(drafts__isnull=False).values("pk")
    latest: dict[tuple[Any, Any], tuple[int, str, int]] = {}
    found = rows.values_list("pk", "request__project", "request__promise", "answer__verdict", "answer__alternatives__0__cost")[:MOST]
    for pk, project, promise, verdict, alternative in found:
        latest.setdefault((project, promise), (pk, verdict, 0 if alternative is None else 1))
    settled = {*declined.values_list("run", flat=True), *taken.values_list("pk", flat=True)}
    keys = dict(Project.objects.filter(site=asked.site, code__in={project for project, _ in latest}).values_list("code", "pk"))
    open_ones = [(key, value) for key, value in latest.items() if value[0] not in settled]
    for (project, promise), (pk, verdict, harming) in sorted(open_ones, key=lambda pair: (-pair[1][2], pair[1][0])):
        yes = verdict == Verdict.YES.value
        detail = "Yes: it can be had without harm to anybody." if yes else f"The answer is {verdict}; {harm(harming)}."
        title = cut(f"{project}: {'earlier ' + str(promise).rpartition('/')[2] if promise else 'earlier'}, asked for")
        yield Wanted(ItemKind.REQUEST, f"request:{pk}", title, detail, project_id=keys.get(project), run_id=pk)


def harm(alternatives: int) -> str:
    return "what would reach the date harms others" if alternatives else f"{counted(0, 'alternative')} was found"
