"""PSPLIB ``.sm`` and ``.mm`` (Kolisch & Sprecher 1997), and the shorter head of MMLIB (Van Peteghem & Vanhoucke 2014).

Jobs keep the file's numbers, 1 (supersource) to n (supersink); the project is 1. Resources are R1, R2 ... (renewable),
N1 ... (non-renewable) and D1 ... (doubly constrained: both, a pool "D1" and a stock "D1 total").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.exchange.errors import UnreadableFile, reading
from evenhand.exchange.horizon import safe_horizon
from evenhand.exchange.limits import load_text
from evenhand.exchange.words import Line, Lines, Word, counted, shown
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Demand,
    Link,
    LinkKind,
    Mode,
    Objective,
    Problem,
    Profile,
    Project,
    ProjectId,
    Resource,
    ResourceId,
    ResourceKind,
)

_RULER = re.compile(r"\s*[*\-]{5,}\s*")


@dataclass
class ProjectFile:
    """What one PSPLIB file says. ``amounts`` and ``available`` have one number for each of ``resource_names``."""

    renewable: int = 0
    nonrenewable: int = 0
    doubly_constrained: int = 0
    release: int = 0
    mode_counts: dict[int, Word] = field(default_factory=dict)
    successors: dict[int, list[int]] = field(default_factory=dict)
    modes: dict[int, list[tuple[int, list[int]]]] = field(default_factory=dict)
    available: list[int] = field(default_factory=list)

    @property
    def resource_names(self) -> list[str]:
        counts = (("R", self.renewable), ("N", self.nonrenewable), ("D", self.doubly_constrained))
        return [f"{letter}{i}" for letter, count in counts for i in range(1, count + 1)]


def read_psplib(path: Path | str) -> Problem:
    return psplib_problem(path, load_text(path))


def psplib_problem(path: Path | str, text: str) -> Problem:
    file = parse_project_file(path, text)
    project = ProjectId("1")
    with reading(path):
        resources = resources_of(file)
        activities, links = activities_and_links(file, project, {r.id: r.id for r in resources}, earliest_start=file.release)
        return Problem(
            resources=resources,
            projects=(Project(project),),
            activities=activities,
            links=links,
            horizon=safe_horizon(path, activities, links),
            objective=Objective.MAKESPAN,
        )


def resources_of(file: ProjectFile) -> tuple[Resource, ...]:
    found: list[Resource] = []
    for name, capacity in zip(file.resource_names, file.available, strict=True):
        profile = Profile.constant(capacity)
        if name[0] in "RD":
            found.append(Resource(ResourceId(name), ResourceKind.POOL, profile))
        if name[0] in "ND":
            found.append(Resource(ResourceId(name if name[0] == "N" else f"{name} total"), ResourceKind.STOCK, profile))
    return tuple(found)


def activities_and_links(
    file: ProjectFile, project: ProjectId, resource_ids: dict[ResourceId, ResourceId], *, earliest_start: int
) -> tuple[tuple[Activity, ...], tuple[Link, ...]]:
    """The file's jobs as activities of a project; ``resource_ids`` says what the file's resources are called in the problem."""
    names = [(name, f"{name} total") if name[0] == "D" else (name,) for name in file.resource_names]

    def mode(duration: int, amounts: Sequence[int]) -> Mode:
        needed = [(resource_ids[ResourceId(n)], a) for both, a in zip(names, amounts, strict=True) for n in both if a]
        return Mode(duration, tuple(Demand(resource, amount) for resource, amount in needed))

    def name(job: int) -> ActivityId:
        return ActivityId(f"{project}/{job}")

    activities = tuple(Activity(name(j), project, tuple(mode(*m) for m in modes), earliest_start=earliest_start) for j, modes in file.modes.items())
    links = tuple(Link(LinkKind.FS, name(j), name(s)) for j, successors in file.successors.items() for s in dict.fromkeys(successors))
    return activities, links


def parse_project_file(path: Path | str, text: str) -> ProjectFile:
    """Read the head, then the sections in their order."""
    lines = Lines(path, text)
    file = ProjectFile()
    jobs = _read_head(file, lines)
    _read_precedence(file, lines, jobs)
    _read_requests(file, lines)
    _read_availabilities(file, lines)
    for line in lines:
        if not _RULER.fullmatch(line.text):
            line.fail(f"Must end after the availabilities; goes on with {shown(line.text.strip())}.")
    return file


def _read_head(file: ProjectFile, lines: Lines) -> int:
    """Everything before the precedence relations; returns the number of jobs."""
    jobs: Word | None = None
    for line in lines:
        if line.text.strip().upper().startswith("PRECEDENCE RELATIONS"):
            break
        if line.text.strip().lower().startswith("pronr."):
            file.release = lines.next("the project's number, jobs and release date").exactly(6, "the project's data")[2].integer("release date")
        before, colon, after = line.text.partition(":")
        if not colon or not after.strip():
            continue
        what = before.strip(" \t-").lower()
        number = Word(line.path, line.number, len(before) + 2 + len(after) - len(after.lstrip()), after.split()[0])
        if what.startswith("jobs"):
            jobs = number
        elif what == "projects" and number.integer("number of projects") != 1:
            number.fail(f"Must have 1 project; has {number.text}.")
        elif what in ("renewable", "nonrenewable", "doubly constrained"):
            setattr(file, what.replace(" ", "_"), _moderate(number, f"number of {what} resources"))
    else:
        raise UnreadableFile(lines.path, "", 'Must have a section "PRECEDENCE RELATIONS"; has none.')
    if jobs is None:
        raise UnreadableFile(lines.path, "", 'Must say "jobs (incl. supersource/sink ):" before the precedence relations; does not.')
    return jobs.integer("number of jobs", least=1)


def _moderate(number: Word, what: str) -> int:
    if number.integer(what) > 1000:
        number.fail(f"Must have at most 1000 as {what}; is {number.text}.")
    return int(number.text)


def _section_line(line: Line) -> bool:
    return not _RULER.fullmatch(line.text) and not line.text.lower().lstrip().startswith("jobnr")


def _read_precedence(file: ProjectFile, lines: Lines, jobs: int) -> None:
    named: list[Word] = []
    for line in lines:
        if line.text.strip().upper().startswith("REQUESTS/DURATIONS"):
            break
        if not _section_line(line):
            continue
        words = line.words()
        if len(words) < 3:
            line.fail("Must have a job's number, its number of modes and its number of successors; the line is shorter.")
        number = words[0].integer("job number")
        if number in file.successors:
            words[0].fail(f"Must give each job once; {number} is given again.")
        successors = counted(words[2:], line, "successors")
        file.mode_counts[number] = words[1]
        file.successors[number] = [s.integer("successor") for s in successors]
        named += successors
    else:
        raise UnreadableFile(lines.path, "", 'Must have a section "REQUESTS/DURATIONS"; has none.')
    if len(file.successors) != jobs:
        raise UnreadableFile(lines.path, "precedence relations", f"Must have {jobs} jobs, as the head says; has {len(file.successors)}.")
    for word in named:
        if int(word.text) not in file.successors:
            word.fail(f"Must name known jobs as successors; {word.text} is unknown.")


def _read_requests(file: ProjectFile, lines: Lines) -> None:
    width = len(file.resource_names)
    job: int | None = None
    for line in lines:
        title = line.text.upper().replace(" ", "")
        if title.startswith("RESOURCEAVAILABILITIES"):
            break
        if not _section_line(line):
            continue
        words = line.words()
        if len(words) == width + 3:
            job = words[0].integer("job number")
            if job not in file.successors:
                words[0].fail(f"Must be about a job of the precedence relations; {job} is unknown.")
            if job in file.modes:
                words[0].fail(f"Must give each job once; {job} is given again.")
            file.modes[job] = []
        elif len(words) != width + 2 or job is None:
            line.fail(f"Must have a mode, a duration and {width} amounts, after a job's number where a job begins; has {len(words)} numbers.")
        mode, duration, *amounts = words[-(width + 2) :]
        if mode.integer("mode") != len(file.modes[job]) + 1:
            mode.fail(f"Must number the modes from 1 on; {mode.text} is the next of job {job}.")
        file.modes[job].append((duration.integer("duration"), [a.integer("amount") for a in amounts]))
    else:
        raise UnreadableFile(lines.path, "", 'Must have a section "RESOURCEAVAILABILITIES"; has none.')
    for job, count in file.mode_counts.items():
        given = len(file.modes.get(job, []))
        if count.integer("number of modes", least=1) != given:
            count.fail(f"Must have as many modes as it says, {count.text}; job {job} has {given}.")


def _read_availabilities(file: ProjectFile, lines: Lines) -> None:
    if not file.resource_names:
        return
    lines.next("the names of the resources")
    words = lines.next("the resources' availabilities").exactly(len(file.resource_names), "one availability a resource")
    file.available = [w.integer("availability") for w in words]
