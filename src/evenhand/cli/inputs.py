"""What commands read before they work, and the ways it may not fit together."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from evenhand.cli.exits import Exit, Refusal, could_not_write
from evenhand.cli.words import Words, counted
from evenhand.exchange.planfile import PlanFile, Search, read_plan
from evenhand.exchange.reading import LoadedProblem, read_problem
from evenhand.planning.checks import Violation, check
from evenhand.planning.plan import Plan

Id = TypeVar("Id", bound=str)
MOST_LISTED = 60


@dataclass(frozen=True)
class PlannedProblem:
    """A problem and a plan file for it that holds a plan."""

    loaded: LoadedProblem
    file: PlanFile
    plan: Plan

    @property
    def words(self) -> Words:
        return words_of(self.loaded)


def words_of(loaded: LoadedProblem) -> Words:
    title = loaded.portfolio.site if loaded.portfolio is not None else ""
    return Words(loaded.problem, loaded.time_scale, title, loaded.names)


def read_planned(problem_path: Path, plan_path: Path) -> PlannedProblem:
    loaded = read_problem(problem_path)
    file = read_plan(plan_path, loaded.problem, time_scale=loaded.time_scale)
    if not file.is_for(loaded.problem):
        raise Refusal(
            Exit.BAD_INPUT, f"{plan_path}: problem: The plan was made for another problem than {problem_path} is now (their content hashes differ)."
        )
    if file.plan is None:
        raise Refusal(Exit.BAD_INPUT, f"{plan_path}: assignments: Must hold a plan; its status is {file.status.value}.")
    return PlannedProblem(loaded, file, file.plan)


def read_checked(problem_path: Path, plan_path: Path) -> PlannedProblem:
    """The same, where the plan keeps every rule: nothing is built on a plan that does not."""
    planned = read_planned(problem_path, plan_path)
    violations = check(planned.loaded.problem, planned.plan)
    if violations:
        raise Refusal(
            Exit.NO,
            f"{plan_path}: the plan breaks the rules in {counted(len(violations), 'place')}; evenhand check lists them.",
            details=tuple(violation_sentence(v, planned.words) for v in violations[:3]),
        )
    return planned


def known(name: Id, those: Collection[Id], argument: str, whose: str = "the problem", names: Mapping[str, str] | None = None) -> Id:
    """The id, if it is one of those; otherwise a refusal with the nearest, also by its readable name, and what there is."""
    if name in those:
        return name
    by_spelling = {one.casefold(): one for one in sorted(those, reverse=True)}
    by_name = {(names or {}).get(one, one).casefold(): one for one in sorted(those)}
    near = get_close_matches(name.casefold(), by_spelling, n=3, cutoff=0.5)
    nearest = [by_spelling[x] for x in near] or [by_name[x] for x in get_close_matches(name.casefold(), by_name, n=3, cutoff=0.5)]
    hint = f"; nearest is {' or '.join(nearest)}" if nearest else ""
    shown = ", ".join(sorted(those)[:MOST_LISTED])
    more = f" and {len(those) - MOST_LISTED} more" if len(those) > MOST_LISTED else ""
    there = f"It has {shown}{more}." if those else "It has none."
    raise Refusal(Exit.BAD_INPUT, f"{argument} {name}: Must be one that {whose} has{hint}. {there}")


def violation_sentence(violation: Violation, words: Words) -> str:
    at = "" if violation.slot is None or words.time_scale is None else f" ({words.moment(violation.slot)})"
    return f"{violation.rule}: {violation.sentence}{at}"


def must_be_writable(path: Path, *inputs: Path) -> None:
    """Refuse before the work, not after it, where the result could not be kept."""
    if any(path.exists() and given.exists() and path.samefile(given) for given in inputs):
        raise Refusal(Exit.BAD_INPUT, f"--out {path}: Must not be one of the files that are read.")
    if path.is_dir():
        raise Refusal(Exit.CANNOT_WRITE, f"{path}: could not be written: it is a folder.")
    if not path.absolute().parent.is_dir():
        raise Refusal(Exit.CANNOT_WRITE, f"{path}: could not be written: there is no folder {path.absolute().parent}.")
    if not os.access(path.absolute().parent, os.W_OK):
        raise Refusal(Exit.CANNOT_WRITE, f"{path}: could not be written: the folder {path.absolute().parent} is closed to us.")


def search_of(arguments: Namespace, default_effort: float) -> Search:
    """What a search is made with, for the file it ends in; a time limit alone leaves the effort without one."""
    effort = arguments.effort if arguments.effort is not None or arguments.time_limit is not None else default_effort
    return Search(arguments.seed, effort)


@contextmanager
def keeping(path: Path) -> Iterator[None]:
    """Turn a failed write into a message and an exit code."""
    try:
        yield
    except OSError as error:
        raise could_not_write(path, error) from error
