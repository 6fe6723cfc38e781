"""The answer file, ``evenhand-answer/1``: an answer to an expedite request with every plan and certificate behind it.

Ids and times are written as in the plan file. A mode from the activity's own number of modes on is the twin of an own mode
(that many lower), worked with the levers of the rung. ``sponsor`` is what the sponsor who asked may be told;
the rest of the file is about others too, and is not for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.exchange.content_hash import content_hash
from evenhand.exchange.planfile import Search, assignment_rows, installed_versions
from evenhand.exchange.reading import LoadedProblem
from evenhand.exchange.sponsor_answer import sponsor_document
from evenhand.exchange.writing import write_whole
from evenhand.planning.answer import Alternative, Answer, Rung
from evenhand.planning.certificate import Certificate
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Slot
from evenhand.plant.site_time import TimeScale

FORMAT = "evenhand-answer/1"


def write_answer(path: Path | str, document: Mapping[str, Any]) -> None:
    """Write an answer, whole or not at all."""
    write_whole(path, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def answer_document(loaded: LoadedProblem, current: Plan, answer: Answer, search: Search | None = None) -> dict[str, Any]:
    """The answer as it is in the file; the same answer always makes the same document."""
    writer = _Writer(loaded.time_scale)
    request = answer.request
    return {
        "format": FORMAT,
        "problem": content_hash(loaded.problem),
        **(search.row() if search is not None else {}),
        "versions": installed_versions(),
        "currency": loaded.portfolio.currency if loaded.portfolio is not None else None,
        "request": {
            "project": request.project,
            "promise": request.promise,
            "by": writer.time(request.by),
            "levers": sorted(kind.value for kind in request.levers),
        },
        "verdict": answer.verdict.value,
        "stopped_by": answer.stopped_by.value,
        "work": answer.work,
        "current": writer.time(answer.current),
        "best": answer.ladder.index(answer.best),
        "ladder": [writer.rung(rung, current) for rung in answer.ladder],
        "alternatives": [writer.alternative(alternative, current) for alternative in answer.alternatives],
        "sponsor": sponsor_document(loaded, answer),
        "current_assignments": assignment_rows(loaded.problem, current, time_scale=loaded.time_scale),
    }


class _Writer:
    """Writes the parts of an answer, times as the problem's file has them."""

    def __init__(self, time_scale: TimeScale | None) -> None:
        self.time_scale = time_scale

    def time(self, slot: Slot) -> int | str:
        return slot if self.time_scale is None else self.time_scale.to_text(slot)

    def rung(self, rung: Rung, current: Plan) -> dict[str, Any]:
        return {
            "name": rung.name,
            "end": self.time(rung.end),
            "earliest": self.time(rung.earliest),
            "earliest_cost": rung.earliest_cost,
            "by_dates": self.time(rung.by_dates),
            "bound": self.time(rung.bound),
            "reaches": rung.reaches,
            "proved": rung.proved,
            **self.plan_behind(rung, current),
        }

    def alternative(self, alternative: Alternative, current: Plan) -> dict[str, Any]:
        return {
            "name": alternative.name,
            "end": self.time(alternative.end),
            "worst_harm": {"slots": alternative.worst_harm, "chance": alternative.worst_fall},
            "total_harm": {"slots": alternative.total_harm, "chance": alternative.total_fall},
            **self.plan_behind(alternative, current),
        }

    def plan_behind(self, found: Rung | Alternative, current: Plan) -> dict[str, Any]:
        """Costs are in minor units of the currency, harms in slots and, of a chance that falls too far, in parts of 1."""
        return {
            "cost": found.cost,
            "levers": sorted(lever.id for lever in found.levers),
            "certificate": self.certificate(found.certificate, current, found.plan),
            "assignments": assignment_rows(found.problem, found.plan, time_scale=self.time_scale),
        }

    def certificate(self, certificate: Certificate, current: Plan, plan: Plan) -> dict[str, Any]:
        return {
            "harmless": certificate.harmless,
            "tolerance": certificate.tolerance,
            "promises": [
                {
                    "promise": line.promise,
                    "due": self.time(line.due),
                    "before": self.time(line.before),
                    "after": self.time(line.after),
                    "chance_before": line.chance_before,
                    "chance_after": line.chance_after,
                    "harm": line.harm,
                    "harmed": line in certificate.harmed or line in certificate.endangered,
                }
                for line in certificate.promises
            ],
            "projects": [
                {"project": line.project, "before": self.time(line.before), "after": self.time(line.after), "harm": line.harm}
                for line in certificate.projects
            ],
            "moved": [
                {
                    "activity": line.activity,
                    "before": self.time(line.before),
                    "after": self.time(line.after),
                    "end_before": self.time(current.of[line.activity].end),
                    "end_after": self.time(plan.of[line.activity].end),
                    "mode_before": line.mode_before,
                    "mode_after": line.mode_after,
                }
                for line in certificate.moved
            ],
        }
