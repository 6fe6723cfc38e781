"""The answer file, ``evenhand-answer/1``: an answer to an expedite request with every plan and certificate behind it.

Ids and times are written as in the plan file. A mode from the activity's own number of modes on is the twin of an own mode
(that many lower), worked with the levers of the rung. ``sponsor`` is what the sponsor who asked may be told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.exchange.content_hash import content_hash
from evenhand.exchange.planfile import assignment_rows, installed_versions
from evenhand.exchange.reading import LoadedProblem
from evenhand.exchange.writing import write_whole
from evenhand.planning.certificate import Certificate
from evenhand.planning.expedite import Alternative, Answer, Rung
from evenhand.planning.plan import Plan
from evenhand.planning.problem import Slot
from evenhand.plant.site_time import TimeScale

FORMAT = "evenhand-answer/1"


def write_answer(path: Path | str, document: Mapping[str, Any]) -> None:
    """Write an answer, whole or not at all."""
    write_whole(path, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def answer_document(loaded: LoadedProblem, current: Plan, answer: Answer) -> dict[str, Any]:
    """The answer as it is in the file; the same answer always makes the same document."""
    writer = _Writer(loaded.time_scale)
    request = answer.request
    return {
        "format": FORMAT,
        "problem": content_hash(loaded.problem),
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
        "ladder": [writer.rung(rung) for rung in answer.ladder],
        "alternatives": [writer.alternative(alternative) for alternative in answer.alternatives],
        "sponsor": writer.sponsor(answer),
        "current_assignments": assignment_rows(loaded.problem, current, time_scale=loaded.time_scale),
    }


class _Writer:
    """Writes the parts of an answer, times as the problem's file has them."""

    def __init__(self, time_scale: TimeScale | None) -> None:
        self.time_scale = time_scale

    def time(self, slot: Slot) -> int | str:
        return slot if self.time_scale is None else self.time_scale.to_text(slot)

    def rung(self, rung: Rung) -> dict[str, Any]:
        return {
            "name": rung.name,
            "end": self.time(rung.end),
            "by_dates": self.time(rung.by_dates),
            "bound": self.time(rung.bound),
            "reaches": rung.reaches,
            "proved": rung.proved,
            **self.plan_behind(rung),
        }

    def alternative(self, alternative: Alternative) -> dict[str, Any]:
        return {
            "name": alternative.name,
            "end": self.time(alternative.end),
            "worst_harm": alternative.worst_harm,
            "total_harm": alternative.total_harm,
            **self.plan_behind(alternative),
        }

    def plan_behind(self, found: Rung | Alternative) -> dict[str, Any]:
        """Costs are in minor units of the currency, harms in slots."""
        return {
            "cost": found.cost,
            "levers": sorted(lever.id for lever in found.levers),
            "certificate": self.certificate(found.certificate),
            "assignments": assignment_rows(found.problem, found.plan, time_scale=self.time_scale),
        }

    def certificate(self, certificate: Certificate) -> dict[str, Any]:
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
                    "mode_before": line.mode_before,
                    "mode_after": line.mode_after,
                }
                for line in certificate.moved
            ],
        }

    def sponsor(self, answer: Answer) -> dict[str, Any]:
        """Nothing about anybody else, and nothing that tells how busy others are: dates, means and cost of its own project."""
        told = answer.for_sponsor()
        return {
            "verdict": told.verdict.value,
            "wanted": self.time(told.wanted),
            "current": self.time(told.current),
            "end": self.time(told.end),
            "cost": told.cost,
            "levers": [kind.value for kind in told.levers],
        }
