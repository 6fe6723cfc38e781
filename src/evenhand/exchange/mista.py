"""MISTA 2013 challenge portfolios (Wauters et al. 2016): multi-mode projects with local and shared resources.

The file lists, for each project, its release, its critical path's length and its PSPLIB file; then the capacities of the
shared resources, -1 where each project has its own. A project's delay is its makespan from its release less its critical
path: its last end less a due of release + critical path. Projects are numbered from 1 in their order; jobs keep their
numbers. Shared resources are R1, R2 ..., a project's own "3/R2", "3/N1".
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from evenhand.exchange.errors import UnreadableFile, reading
from evenhand.exchange.horizon import safe_horizon
from evenhand.exchange.limits import load_text
from evenhand.exchange.psplib import ProjectFile, activities_and_links, parse_project_file, resources_of
from evenhand.exchange.words import Lines, Word
from evenhand.planning.problem import (
    Activity,
    Link,
    Objective,
    Problem,
    Profile,
    Project,
    ProjectId,
    Resource,
    ResourceId,
    ResourceKind,
)

LOCAL = -1


def read_mista(path: Path | str) -> Problem:
    return mista_problem(path, load_text(path))


def mista_problem(path: Path | str, text: str) -> Problem:
    lines = Lines(path, text)
    count = lines.next("the number of projects").exactly(1, "the number of projects")[0].integer("number of projects", least=1)
    rows = []
    for number in range(1, count + 1):
        release = lines.next(f"the release of project {number}").exactly(1, "a release")[0].integer("release")
        critical = lines.next(f"the critical path of project {number}").exactly(1, "a length")[0].integer("critical path length")
        rows.append((release, critical, lines.next(f"the file of project {number}").exactly(1, "a file name")[0]))
    width = lines.next("the number of resources").exactly(1, "the number of resources")[0].integer("number of resources")
    capacities = lines.next("the shared capacities").exactly(width, "one capacity a resource, -1 where it is local") if width else []
    lines.must_end()
    with reading(path):
        return _assemble(path, rows, capacities)


def _assemble(path: Path | str, rows: list[tuple[int, int, Word]], capacities: list[Word]) -> Problem:
    files: dict[str, ProjectFile] = {}
    shared = [word.integer("capacity", least=LOCAL) for word in capacities]
    resources = [Resource(ResourceId(f"R{k}"), ResourceKind.POOL, Profile.constant(c)) for k, c in enumerate(shared, start=1) if c != LOCAL]
    activities: list[Activity] = []
    links: list[Link] = []
    projects: list[Project] = []
    for number, (release, critical, word) in enumerate(rows, start=1):
        if word.text not in files:
            files[word.text] = _read_beside(path, word)
        file = files[word.text]
        _must_fit(file, shared, capacities, word)
        project = ProjectId(str(number))
        names: dict[ResourceId, ResourceId] = {}
        for resource, capacity in zip(resources_of(file), shared, strict=True):
            if capacity == LOCAL:
                names[resource.id] = ResourceId(f"{project}/{resource.id}")
                resources.append(Resource(names[resource.id], resource.kind, resource.capacity))
            else:
                names[resource.id] = resource.id
        projects.append(Project(project, due=release + critical))
        found = activities_and_links(file, project, names, earliest_start=release)
        activities += found[0]
        links += found[1]
    return Problem(
        resources=tuple(resources),
        projects=tuple(projects),
        activities=tuple(activities),
        links=tuple(links),
        horizon=safe_horizon(path, activities, links),
        objective=Objective.DELAY,
    )


def _must_fit(file: ProjectFile, shared: list[int], capacities: list[Word], word: Word) -> None:
    if file.doubly_constrained:
        word.fail(f"Must have no doubly constrained resources; {word.text} has {file.doubly_constrained}.")
    if len(file.resource_names) != len(shared):
        word.fail(f"Must have the {len(shared)} resources of the portfolio; {word.text} has {len(file.resource_names)}.")
    for name, capacity, where in zip(file.resource_names, shared, capacities, strict=True):
        if capacity != LOCAL and name[0] != "R":
            where.fail(f"Must share renewable resources only; {name} is none.")


def _read_beside(path: Path | str, word: Word) -> ProjectFile:
    """The PSPLIB file that a line names; it must lie in the folder of the portfolio or below."""
    relative = PurePosixPath(word.text)
    if relative.is_absolute() or ".." in relative.parts:
        word.fail(f"Must name a file in the portfolio's folder; is {word.text[:80]}.")
    beside = Path(path).parent.joinpath(*relative.parts)
    if not beside.exists():
        beside = beside.with_name(beside.name + ".gz")
    if not beside.exists():
        raise UnreadableFile(path, f"line {word.line}", f"Must name a file that exists; {word.text[:80]} does not.")
    return parse_project_file(beside, load_text(beside))
