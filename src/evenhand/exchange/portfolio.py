"""Our own portfolio file, `evenhand-portfolio/1`, in YAML or JSON: read, checked, written.

`docs/reference/portfolio-file.md` describes the format, `portfolio.schema.json` its shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.limits import load_text
from evenhand.exchange.portfolio_calendars import calendar_masks, resource_of
from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.portfolio_levers import levers_of, written_lever
from evenhand.exchange.portfolio_place import path_of_object, place_in
from evenhand.exchange.portfolio_shape import check_shape
from evenhand.exchange.portfolio_site import Site, site_of
from evenhand.exchange.portfolio_text import json_text, yaml_text
from evenhand.exchange.portfolio_work import Work, WorkReader
from evenhand.exchange.safe_json import load_json
from evenhand.exchange.safe_yaml import SyntaxFault, Tree, load_yaml
from evenhand.exchange.writing import write_whole
from evenhand.planning.frozen_weeks import freeze_published
from evenhand.planning.problem import Changeovers, InvalidProblem, Lever, Problem, ProjectId, Resource, ResourceId, ResourceKind
from evenhand.plant.site_time import TimeScale, UnclearTime

T = TypeVar("T")

FORMAT = "evenhand-portfolio/1"


@dataclass(frozen=True)
class Portfolio:
    """A problem, and what people need to read it.

    ``names``: readable names of projects, activities, resources and levers by id; what has none is left out. ``sponsor_of`` never reaches the
    problem. ``notes``: sentences on what the reader decided, such as published starts that could not be frozen.
    """

    problem: Problem
    time_scale: TimeScale
    names: Mapping[str, str]
    currency: str
    site: str = ""
    sponsor_of: Mapping[ProjectId, str] = field(default_factory=dict)
    sponsor_names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    document: Mapping[str, Tree] = field(default_factory=dict, repr=False, compare=False)


def read_portfolio(path: Path | str) -> Portfolio:
    """Read a portfolio file.

    Raises
    ------
    UnreadableFile
        Whatever is wrong with the file: its encoding, its syntax, its shape or its content; with path and line in it.
    """
    return portfolio_from_text(load_text(path), path)


def portfolio_from_text(text: str, path: Path | str) -> Portfolio:
    """Read the text of a portfolio file; it is JSON where the path ends in .json or the text begins with a brace, YAML otherwise."""
    name = str(path).lower().removesuffix(".gz")
    is_json = name.endswith(".json") or (text.lstrip()[:1] == "{" and not name.endswith((".yaml", ".yml")))
    try:
        return portfolio_of(load_json(text) if is_json else load_yaml(text))
    except SyntaxFault as fault:
        raise UnreadableFile(path, fault.place, fault.message) from fault
    except ContentFault as fault:
        raise UnreadableFile(path, place_in(text, fault.path, is_json=is_json), fault.message) from fault


def write_portfolio(path: Path | str, document: Mapping[str, Tree]) -> None:
    """Write a portfolio document, whole or not at all: as JSON where the path ends in .json, as YAML otherwise."""
    text = json_text(document) if str(path).lower().endswith(".json") else yaml_text(document)
    write_whole(path, text.encode())


def portfolio_of(document: Tree) -> Portfolio:
    """The portfolio that a document describes.

    Raises
    ------
    ContentFault
        The document has not the shape of a portfolio, or contradicts itself; with the path in it.
    """
    check_format(document)
    check_shape(document)
    site = _under("site", lambda: site_of(document["site"]))
    try:
        return _portfolio(document, site)
    except InvalidProblem as error:
        raise ContentFault(path_of_object(document, error.where), error.message) from None
    except UnclearTime as error:
        raise ContentFault((), str(error)) from None


def check_format(document: Tree) -> None:
    """Whether it claims to be a portfolio at all, before any detail."""
    if not isinstance(document, dict):
        raise ContentFault((), f"Must be a mapping that begins with format: {FORMAT}; is not a mapping.")
    if "format" not in document:
        raise ContentFault((), f"Must have format: {FORMAT}; has no format.")
    if document["format"] != FORMAT:
        raise ContentFault(("format",), f"Must be {FORMAT}; is {str(document['format'])[:80]}.")


def _portfolio(document: Mapping[str, Tree], site: Site) -> Portfolio:
    resources, levers, names = _resources(document, site)
    bands = _named(document, "bands")
    sponsors = _named(document, "sponsors")
    reader = WorkReader(site, {r.id: r.kind is ResourceKind.UNIT for r in resources}, {b: i for i, b in enumerate(bands)}, list(sponsors))
    work = reader.read(document)
    problem, left = freeze_published(_problem(document, site, resources, levers, work), work.never_frozen)
    names.update(work.names)
    notes = tuple(f"{name} cannot start when published, within the frozen weeks; it is left unfrozen." for name in left)
    return Portfolio(
        problem,
        site.scale,
        names,
        site.currency,
        site.name,
        {p: s for p, s in work.sponsors.items() if s},
        sponsors,
        notes,
        document,
    )


def _problem(document: Mapping[str, Tree], site: Site, resources: Sequence[Resource], levers: Sequence[Lever], work: Work) -> Problem:
    return Problem(
        resources=tuple(resources),
        projects=tuple(work.projects),
        activities=tuple(work.activities),
        horizon=site.horizon,
        links=tuple(work.links),
        same_resources=tuple(work.same_resources),
        different_resources=tuple(work.different_resources),
        mode_dependencies=tuple(work.mode_dependencies),
        consecutives=tuple(work.consecutives),
        changeovers=tuple(_each(document, "changeovers", lambda node: _changeovers(node, site))),
        promises=tuple(work.promises),
        levers=tuple(levers),
        published=tuple(work.published),
        objective=site.objective,
        now=site.now,
        frozen_until=site.frozen_until,
    )


def _resources(document: Mapping[str, Tree], site: Site) -> tuple[list[Resource], list[Lever], dict[str, str]]:
    masks = _under("calendars", lambda: calendar_masks(document.get("calendars", ()), site))
    names: dict[str, str] = {}
    levers: list[Lever] = []
    resources: list[Resource] = []
    for index, node in enumerate(document["resources"]):
        if any(r.id == node["id"] for r in resources):
            raise ContentFault(("resources", index, "id"), f"Must be named once; {node['id']} is used again.")
        try:
            resources.append(resource_of(node, masks, site))
            for lever, name in levers_of(node, resources[-1], site):
                levers.append(lever)
                names[lever.id] = name
        except ContentFault as fault:
            raise fault.under("resources", index) from None
        if "name" in node:
            names[node["id"]] = node["name"]
    for node, lever in zip(document.get("levers", ()), _each(document, "levers", lambda n: written_lever(n, site)), strict=True):
        levers.append(lever)
        if "name" in node:
            names[lever.id] = node["name"]
    return resources, levers, names


def _under(key: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except ContentFault as fault:
        raise fault.under(key) from None


def _each(document: Mapping[str, Tree], key: str, make: Callable[[Mapping[str, Tree]], T]) -> list[T]:
    """What is made of each element of a list of the document, faults placed."""
    made: list[T] = []
    for index, node in enumerate(document.get(key, ())):
        try:
            made.append(make(node))
        except ContentFault as fault:
            raise fault.under(key, index) from None
        except InvalidProblem as error:
            raise ContentFault((key, index), error.message) from None
    return made


def _named(document: Mapping[str, Tree], key: str) -> dict[str, str]:
    """Ids to names, in order."""
    found: dict[str, str] = {}
    for index, node in enumerate(document.get(key, ())):
        if node["id"] in found:
            raise ContentFault((key, index, "id"), f"Must be named once; {node['id']} is used again.")
        found[node["id"]] = node.get("name", node["id"])
    return found


def _changeovers(node: Mapping[str, Tree], site: Site) -> Changeovers:
    rows = []
    for index, row in enumerate(node["between"]):
        try:
            rows.append(_elapsed(row, site))
        except ContentFault as fault:
            raise fault.under("between", index) from None
    units = tuple(map(ResourceId, node["units"]))
    return Changeovers(units, site.slots(node, "same_product"), tuple(rows), float(node.get("fail_chance", 0.0)))


def _elapsed(row: Sequence[str], site: Site) -> tuple[int, ...]:
    made = []
    for index, text in enumerate(row):
        try:
            made.append(site.scale.slots(text))
        except UnclearTime as error:
            raise ContentFault((index,), str(error)) from None
    return tuple(made)
