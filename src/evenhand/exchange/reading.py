"""Read any problem file: the format is told by what the file says, its name only where that leaves a doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.factory import factory_problem
from evenhand.exchange.limits import load_text
from evenhand.exchange.mista import mista_problem
from evenhand.exchange.mplib import mplib_problem
from evenhand.exchange.portfolio import Portfolio, portfolio_from_text
from evenhand.exchange.psplib import psplib_problem
from evenhand.exchange.rcpsp_max import rcpsp_max_problem
from evenhand.planning.problem import Problem
from evenhand.plant.site_time import TimeScale


class Format(StrEnum):
    PORTFOLIO = "portfolio"
    PSPLIB = "psplib"
    RCPSP_MAX = "rcpsp/max"
    MPLIB = "mplib"
    MISTA = "mista"
    FACTORY = "factory"


@dataclass(frozen=True)
class LoadedProblem:
    """A problem, and where it comes from a portfolio of ours what people need to read it (names, dates, currency)."""

    problem: Problem
    format: Format
    portfolio: Portfolio | None = None

    @property
    def time_scale(self) -> TimeScale | None:
        """How the file writes times; None: as integers, and ids as numbers."""
        return self.portfolio.time_scale if self.portfolio is not None else None

    @property
    def names(self) -> Mapping[str, str]:
        """Readable names by id, where the file has them."""
        return self.portfolio.names if self.portfolio is not None else {}


FOREIGN: dict[Format, Callable[[Path | str, str], Problem]] = {
    Format.PSPLIB: psplib_problem,
    Format.RCPSP_MAX: rcpsp_max_problem,
    Format.MPLIB: mplib_problem,
    Format.MISTA: mista_problem,
    Format.FACTORY: factory_problem,
}
BY_SUFFIX = {
    ".sm": Format.PSPLIB,
    ".mm": Format.PSPLIB,
    ".sch": Format.RCPSP_MAX,
    ".yaml": Format.PORTFOLIO,
    ".yml": Format.PORTFOLIO,
    ".json": Format.PORTFOLIO,
}
_NUMBERS = re.compile(r"[\d\s:.\-+\[\]]*", re.ASCII)


def read_problem(path: Path | str) -> LoadedProblem:
    """Read a problem of any known format.

    Raises
    ------
    UnreadableFile
        With the place in the file and the rule that it breaks there.
    """
    text = load_text(path)
    found = format_of(path, text)
    if found is Format.PORTFOLIO:
        portfolio = portfolio_from_text(text, path)
        return LoadedProblem(portfolio.problem, found, portfolio)
    return LoadedProblem(FOREIGN[found](path, text), found)


def format_of(path: Path | str, text: str) -> Format:
    """The format that a file's text is in."""
    if not text.strip():
        raise UnreadableFile(path, "", "Must hold a problem; is empty.")
    start = text.lstrip()[:100_000]
    if start.startswith("{"):
        return _format_of_json(path, text)
    if re.search(r"^[ \t]*PRECEDENCE RELATIONS", start, re.MULTILINE | re.IGNORECASE):
        return Format.PSPLIB
    if re.search(r"^[ \t]*format[ \t]*:", start, re.MULTILINE):
        return Format.PORTFOLIO
    if numbers := _format_of_numbers(start):
        return numbers
    name = Path(path).name.lower().removesuffix(".gz")
    if (suffix := Path(name).suffix) in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    known = "a portfolio (YAML or JSON), PSPLIB, RCPSP/max, MPLIB, MISTA 2013 or PyJobShop's JSON"
    raise UnreadableFile(path, "", f"Must be {known}; looks like none of them.")


def _format_of_json(path: Path | str, text: str) -> Format:
    if re.search(r'"format"\s*:\s*"evenhand-plan', text):
        raise UnreadableFile(path, "format", "Must be a problem; is a plan.")
    has_format = re.search(r'"format"\s*:', text)
    is_factory = all(re.search(rf'"{key}"\s*:', text) for key in ("tasks", "modes", "resources"))
    return Format.FACTORY if is_factory and not has_format else Format.PORTFOLIO


def _format_of_numbers(start: str) -> Format | None:
    """RCPSP/max, MPLIB and MISTA files begin with numbers alone, and show by their shapes which they are."""
    lines = [line.split() for line in start.splitlines() if line.strip()]
    if not all(_NUMBERS.fullmatch(word) for word in lines[0]):
        return None
    if len(lines[0]) == 4:
        return Format.RCPSP_MAX
    if len(lines[0]) != 1 or len(lines) < 4:
        return None
    return Format.MISTA if len(lines[2]) == 1 and not _NUMBERS.fullmatch(lines[3][0]) else Format.MPLIB
