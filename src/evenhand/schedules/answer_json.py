"""An answer to an expedite request as JSON: the ladder, the plans and certificates behind it, and what its sponsor may be told. Times are slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evenhand.planning.certificate import Certificate
from evenhand.planning.expedite import Alternative, Answer, ExpediteRequest, Rung
from evenhand.planning.levers import with_levers
from evenhand.planning.parts import Lever, LeverKind, ProjectId, PromiseId
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.schedules.problem_json import Json, plan_from_json, plan_to_json

FORMAT = "evenhand-answer-columns/1"


def request_to_json(request: ExpediteRequest) -> Json:
    return {"project": request.project, "promise": request.promise, "by": request.by, "levers": sorted(kind.value for kind in request.levers)}


def request_from_json(document: Json) -> ExpediteRequest:
    promise = None if document["promise"] is None else PromiseId(document["promise"])
    return ExpediteRequest(ProjectId(document["project"]), promise, document["by"], frozenset(map(LeverKind, document["levers"])))


def answer_to_json(answer: Answer) -> Json:
    return {
        "format": FORMAT,
        "request": request_to_json(answer.request),
        "verdict": answer.verdict.value,
        "stopped_by": answer.stopped_by.value,
        "work": answer.work,
        "current": answer.current,
        "best": next(k for k, rung in enumerate(answer.ladder) if rung is answer.best),
        "ladder": [_rung(rung) for rung in answer.ladder],
        "alternatives": [_alternative(way) for way in answer.alternatives],
        "sponsor": sponsor_form(answer),
    }


def sponsor_form(answer: Answer) -> Json:
    """Nothing about anybody else, and nothing that tells how busy others are: dates, means and cost of its own project."""
    told = answer.for_sponsor()
    return {
        "verdict": told.verdict.value,
        "wanted": told.wanted,
        "current": told.current,
        "end": told.end,
        "cost": told.cost,
        "levers": [kind.value for kind in told.levers],
    }


def way_of(problem: Problem, document: Json, kind: str, index: int) -> tuple[Problem, Plan, tuple[Lever, ...]]:
    """A rung ("ladder") or an alternative ("alternatives") of an answer to this problem: the problem with its levers, its plan, its levers."""
    way = document[kind][index]
    levers = levers_named(problem, way["levers"])
    return with_levers(problem, levers, ProjectId(document["request"]["project"])), plan_from_json(way["plan"]), levers


def levers_named(problem: Problem, ids: Sequence[str]) -> tuple[Lever, ...]:
    wanted = set(ids)
    return tuple(lever for lever in problem.levers if lever.id in wanted)


def _rung(rung: Rung) -> Json:
    return {
        "name": rung.name,
        "end": rung.end,
        "by_dates": rung.by_dates,
        "bound": rung.bound,
        "reaches": rung.reaches,
        "proved": rung.proved,
        **_way(rung),
    }


def _alternative(way: Alternative) -> Json:
    return {"name": way.name, "end": way.end, "worst_harm": way.worst_harm, "total_harm": way.total_harm, **_way(way)}


def _way(way: Rung | Alternative) -> Json:
    return {
        "cost": way.cost,
        "levers": [lever.id for lever in way.levers],
        "certificate": certificate_to_json(way.certificate),
        "plan": plan_to_json(way.plan),
    }


def certificate_to_json(certificate: Certificate) -> Json:
    return {
        "harmless": certificate.harmless,
        "tolerance": certificate.tolerance,
        "promises": [{**_line(line), "harm": line.harm} for line in certificate.promises],
        "projects": [{**_line(line), "harm": line.harm} for line in certificate.projects],
        "moved": [_line(line) for line in certificate.moved],
    }


def _line(line: Any) -> Json:
    return asdict(line)
