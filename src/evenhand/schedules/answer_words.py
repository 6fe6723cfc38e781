"""The answer to an expedite request, as its page shows it: the sentence, the axis, the ladder, the alternatives, the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from evenhand.planning.expedite import Verdict
from evenhand.planning.parts import Slot
from evenhand.plant.length_words import counted, percent
from evenhand.schedules.levers import together
from evenhand.schedules.models import PlanRun
from evenhand.schedules.problem_json import Json
from evenhand.schedules.situations import Situation
from evenhand.schedules.words import SlotWords

MOST_MOVES = 30
FROM, TO = 4.0, 96.0  # the axis, in per cent of its width


@dataclass(frozen=True)
class Axis:
    """Dates along a line: the bound comes from the left, the best date from the right. Places are per cent of the width."""

    first: Slot
    last: Slot

    def place(self, slot: Slot) -> float:
        share = (slot - self.first) / max(1, self.last - self.first)
        return round(FROM + (TO - FROM) * min(1.0, max(0.0, share)), 2)


@dataclass(frozen=True)
class Line:
    """Somebody else's promise, or project without one, before and after."""

    name: str
    project: str
    sponsor: str
    due: str
    before: str
    after: str
    chance_before: str
    chance_after: str
    harm: str


@dataclass(frozen=True)
class Move:
    project: str
    name: str
    before: str
    after: str
    shift: str
    is_own: bool


@dataclass(frozen=True)
class Way:
    """A rung of the ladder, or a least-harm alternative."""

    kind: str
    index: int
    name: str
    end: str
    cost: str
    levers: tuple[str, ...]
    reaches: bool
    known: str
    harmless: bool
    tolerance: str
    promises: tuple[Line, ...]
    projects: tuple[Line, ...]
    moves: tuple[Move, ...]
    more_moves: int
    harmed: tuple[str, ...]

    @property
    def sentence(self) -> str:
        if self.harmless:
            return (
                f"Nobody else is harmed: what was on time stays on time, what was late gets no later, no chance falls by more than {self.tolerance}."
            )
        return f"It harms {counted(len(self.harmed), 'other')}: {'; '.join(self.harmed)}."


@dataclass(frozen=True)
class AnswerPage:
    """``answer`` is empty while the run goes on."""

    run: PlanRun
    situation: Situation
    words: SlotWords

    @classmethod
    def of(cls, run: PlanRun) -> AnswerPage:
        situation = run.snapshot.situation
        return cls(run, situation, SlotWords(situation.scale, situation.currency))

    @staticmethod
    def day(run: PlanRun) -> date:
        """The last day that was wished for."""
        page = AnswerPage.of(run)
        return page.words.last_day(page.request["by"])

    @property
    def request(self) -> Json:
        return self.run.request or {}

    @property
    def answer(self) -> Json | None:
        return self.run.answer

    @cached_property
    def current(self) -> Slot:
        """Where what is wished for ends in the plan that the answer begins from."""
        assert self.run.begins_with is not None
        plan, problem = self.run.begins_with.plan, self.situation.problem
        promise = self.request["promise"]
        if promise is not None:
            return plan.of[problem.promise[promise].activity].end
        return max(plan.of[a.id].end for a in problem.activities_of[self.request["project"]])

    @property
    def wish(self) -> str:
        what = self.situation.name(self.request["project"])
        promise = self.request["promise"]
        name = "" if promise is None else self.situation.names.get(f"promise {promise}", promise.partition("/")[2])
        return f"{what}{f', {name},' if name else ''} by {self.words.end(self.request['by'])}"

    # -- the axis --------------------------------------------------------------------------------------------------

    @cached_property
    def axis(self) -> Axis:
        problem = self.situation.problem
        lowest = min(self.request["by"], self.current, self.bound if self.bound is not None else self.current)
        span = max(1, self.current - lowest, self.request["by"] - lowest)
        return Axis(max(problem.now, lowest - span // 6), max(self.current, self.request["by"]) + span // 12)

    @cached_property
    def bound(self) -> Slot | None:
        if self.answer is not None:
            return min(rung["bound"] for rung in self.answer["ladder"])
        last = self.run.progress.filter(attempt=self.run.attempts).order_by("-pk").first()
        return None if last is None or not last.bound else int(last.bound[0])

    @property
    def best(self) -> Slot:
        if self.answer is not None:
            return int(self.answer["ladder"][self.answer["best"]]["end"])
        last = self.run.progress.filter(attempt=self.run.attempts).order_by("-pk").first()
        return self.current if last is None or not last.best else int(last.best[0])

    @property
    def marks(self) -> dict[str, Any]:
        """Places on the axis, and what they are called."""
        bound = self.axis.first if self.bound is None else self.bound
        return {
            "wish": {"at": self.axis.place(self.request["by"]), "words": self.words.end(self.request["by"])},
            "current": {"at": self.axis.place(self.current), "words": self.words.end(self.current)},
            "best": {"at": self.axis.place(self.best), "words": self.words.end(self.best), "label": self.best_label},
            "bound": {
                "at": self.axis.place(bound),
                "width": round(self.axis.place(bound) - 2, 2),
                "words": "" if self.bound is None else self.words.end(bound),
                "label": "None before" if not self.run.is_over else "None before, proved",
            },
            "meet": self.bound is not None and self.bound >= self.best,
        }

    @property
    def best_label(self) -> str:
        """What the best end is, while it is looked for and once that is over."""
        if not self.run.is_over:
            return "Best so far"
        if self.answer is None:
            return "Best when it ended"
        return "Earliest harmless end" if self.best < self.answer["current"] else "No earlier harmless end"

    # -- the answer ------------------------------------------------------------------------------------------------

    def sentences(self) -> list[str]:
        """What matters, first."""
        answer = self.answer
        if answer is None:
            return []
        best, words = self.best_way, self.words
        means = f"with {' and '.join(best.levers)}, for {best.cost}" if best.levers else "by reordering, at no cost"
        verdict = Verdict(answer["verdict"])
        found: list[str] = []
        if verdict is Verdict.YES:
            earlier = self.best < answer["current"]
            found.append(
                f"Yes: {self.wish}. "
                + (f"It can end {best.end} instead of {words.end(answer['current'])}, {means}." if earlier else "It is so already.")
            )
        elif verdict is Verdict.NO_PROVED:
            found.append(f"No, and that is proved: {self.wish} is not possible without harm to another project.")
        else:
            found.append(f"No such plan was found within the effort: {self.wish}. That there is none is not proved.")
        if verdict is not Verdict.YES:
            known = (
                "and it is proved that no harmless plan ends earlier"
                if self.marks["meet"]
                else f"and no harmless plan ends before {words.end(self.bound)}"
            )
            if self.best < answer["current"]:
                found.append(f"The earliest harmless end found is {best.end} instead of {words.end(answer['current'])}, {means}, {known}.")
            else:
                found.append(f"It ends {words.end(answer['current'])} now; no earlier harmless end was found, {known}.")
        if answer["stopped_by"] in ("cancelled", "time"):
            found.append("It was cut short: asked again, it may be answered otherwise.")
        return found

    @cached_property
    def best_way(self) -> Way:
        return self.ladder[self.answer["best"] if self.answer is not None else 0]

    @cached_property
    def ladder(self) -> tuple[Way, ...]:
        return tuple(self._way("ladder", k, way) for k, way in enumerate(self.answer["ladder"])) if self.answer is not None else ()

    @cached_property
    def alternatives(self) -> tuple[Way, ...]:
        return tuple(self._way("alternatives", k, way) for k, way in enumerate(self.answer["alternatives"])) if self.answer is not None else ()

    def for_sponsor(self) -> str:
        """What may be told to the sponsor who asked: nothing about anybody else."""
        if self.answer is None:
            return ""
        told, words = self.answer["sponsor"], self.words
        if told["end"] >= told["current"]:
            return f"The project ends {words.end(told['current'])}; no earlier date was found."
        means = f", with {' and '.join(together(told['levers']))}" if told["levers"] else ""
        cost = f", for {words.money(told['cost'])}" if told["cost"] else ""
        return f"The project can end {words.end(told['end'])} instead of {words.end(told['current'])}{means}{cost}."

    def _way(self, kind: str, index: int, way: Json) -> Way:
        words, certificate = self.words, way["certificate"]
        moved = sorted(certificate["moved"], key=lambda m: (self._project(m["activity"]) == self.request["project"], m["after"], m["activity"]))
        harmed = [f"{self._promise(x)} {words.span(x['harm'])} later" for x in certificate["promises"] if x["harm"]]
        harmed += [f"{self.situation.name(x['project'])} {words.span(x['harm'])} later" for x in certificate["projects"] if x["harm"]]
        harmed += [
            f"{self._promise(x)}, whose chance falls from {percent(x['chance_before'])} to {percent(x['chance_after'])}"
            for x in certificate["promises"]
            if not x["harm"] and x["chance_before"] - x["chance_after"] > certificate["tolerance"]
        ]
        return Way(
            kind,
            index,
            way["name"],
            words.end(way["end"]),
            words.money(way["cost"]),
            together(self.situation.name(x) for x in way["levers"]),
            kind == "alternatives" or way["reaches"],
            self._known(way) if kind == "ladder" else f"worst {words.span(way['worst_harm'])} later, {words.span(way['total_harm'])} in all",
            certificate["harmless"],
            percent(certificate["tolerance"]),
            tuple(self._promise_line(x) for x in certificate["promises"]),
            tuple(self._project_line(x) for x in certificate["projects"]),
            tuple(self._move(m) for m in moved[:MOST_MOVES]),
            max(0, len(moved) - MOST_MOVES),
            tuple(harmed),
        )

    def _known(self, rung: Json) -> str:
        if rung["proved"]:
            return "none earlier: proved"
        if rung["by_dates"] < rung["end"]:
            return f"{self.words.end(rung['by_dates'])} harms no date, but lowers chances too far"
        return f"earlier not proved impossible (bound {self.words.end(rung['bound'])})"

    def _project(self, activity: str) -> str:
        return self.situation.problem.activity[activity].project  # type: ignore[index]

    def _promise(self, line: Json) -> str:
        project = self._project(self.situation.problem.promise[line["promise"]].activity)
        return f"{self.situation.name(project)} ({line['promise'].partition('/')[2] or line['promise']})"

    def _promise_line(self, line: Json) -> Line:
        project = self._project(self.situation.problem.promise[line["promise"]].activity)
        return Line(
            line["promise"].partition("/")[2] or line["promise"],
            self.situation.name(project),
            self.situation.sponsors.get(project, ""),  # type: ignore[call-overload]
            self.words.end(line["due"]),
            self.words.end(line["before"]),
            self.words.end(line["after"]),
            percent(line["chance_before"]),
            percent(line["chance_after"]),
            f"{self.words.span(line['harm'])} later" if line["harm"] else "",
        )

    def _project_line(self, line: Json) -> Line:
        name, sponsor = self.situation.name(line["project"]), self.situation.sponsors.get(line["project"], "")
        harm = f"{self.words.span(line['harm'])} later" if line["harm"] else ""
        return Line("finish", name, sponsor, "", self.words.end(line["before"]), self.words.end(line["after"]), "", "", harm)

    def _move(self, line: Json) -> Move:
        project = self._project(line["activity"])
        shift = line["after"] - line["before"]
        return Move(
            self.situation.name(project),
            self.situation.name(line["activity"]),
            self.words.moment(line["before"]),
            self.words.moment(line["after"]),
            self.words.shift(shift) if shift else "on other resources",
            project == self.request["project"],
        )
