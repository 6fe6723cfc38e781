"""The demo plant as parts of a portfolio document: its site, calendars, resources, containment bands and changeovers.

A plant of about 100 people for 24 projects. A larger portfolio gets a site as much larger: as many more suites and people as
projects, so that the time it spans, and how full the suites are, stay the same. (Were only the portfolio to grow, 240 projects
would queue for ten years on three suites, which no plant plans.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Document = dict[str, Any]

PROJECTS_OF_ONE_PLANT = 24
TIME_ZONE = "Europe/Brussels"
SLOT_MINUTES = 240
ORIGIN = date(2026, 1, 5)  # a Monday
NOW = "2026-11-23T08:00+01:00"  # a Monday, 46 weeks on
FROZEN_WEEKS = 2
BANDS = ("OEB1", "OEB2", "OEB3", "OEB4", "OEB5")
EXPOSURE = ("above 1 mg/m³", "100 µg/m³ to 1 mg/m³", "10 to 100 µg/m³", "1 to 10 µg/m³", "below 1 µg/m³")
TRAINS = ("500 + 750 gal, contained", "1000 + 1500 gal", "2000 gal")


@dataclass(frozen=True)
class Suite:
    """A unit and the strongest band it may hold; ``size`` counts trains from small to large."""

    id: str
    strongest: int
    size: int = 0


@dataclass(frozen=True)
class Plant:
    """The units, by what they are for; ``factor``: how many times the plant for 24 projects."""

    factor: float
    suites: tuple[Suite, ...]
    kilo: tuple[Suite, ...]
    pilot: tuple[Suite, ...]
    dryers: tuple[Suite, ...]
    mills: tuple[Suite, ...]


def plant_for(projects: int) -> Plant:
    factor = projects / PROJECTS_OF_ONE_PLANT

    def several(name: str, count: float) -> tuple[Suite, ...]:
        return tuple(Suite(f"{name}-{k + 1}", 3) for k in range(max(1, round(count * factor))))

    suites = tuple(Suite(s.id, 3 if k % 3 == 0 else 2, k % 3) for k, s in enumerate(several("gmp", 3)))
    kilo = tuple(Suite(s.id, 2 if k % 2 and k else 3) for k, s in enumerate(several("kilo", 2)))
    return Plant(factor, suites, kilo, several("pilot", 1), several("dryer", 2), several("mill", 1))


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm; Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (8 * b + 13) // 25 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holidays(first: int, last: int) -> list[Any]:
    closed: list[Any] = []
    for year in range(first, last + 1):
        sunday = easter(year)
        days = [date(year, 1, 1), sunday + timedelta(1), date(year, 5, 1), sunday + timedelta(39), sunday + timedelta(50), date(year, 7, 21)]
        days += [date(year, 8, 15), date(year, 11, 1), date(year, 11, 11)]
        closed += [d.isoformat() for d in sorted(days)]
        closed.append({"from": f"{year}-12-24", "to": f"{year}-12-31", "name": "plant closed at the end of the year"})
    return closed


def site_part(name: str, horizon: date) -> Document:
    return {
        "name": name,
        "time_zone": TIME_ZONE,
        "origin": ORIGIN.isoformat(),
        "horizon": horizon.isoformat(),
        "slot_minutes": SLOT_MINUTES,
        "now": NOW,
        "frozen_weeks": FROZEN_WEEKS,
        "currency": "EUR",
    }


def calendars_part(last: int) -> list[Document]:
    closed = holidays(ORIGIN.year, last)
    return [
        {"id": "day-shift", "name": "Day shift", "open": ["mon-fri 08:00-16:00"], "closed": closed},
        {"id": "five-days", "name": "Round the clock, five days", "open": ["mon-fri 00:00-24:00"], "closed": closed},
    ]


def resources_part(plant: Plant) -> list[Document]:
    def many(count: int) -> int:
        return max(2, round(count * plant.factor))

    units = [_unit(s.id, f"GMP suite {s.id[4:]}: {TRAINS[s.size]}") for s in plant.suites]
    units += [_unit(s.id, f"Kilo suite {s.id[5:]}: 20/50/100 L glass" + (", isolator" if s.strongest == 3 else "")) for s in plant.kilo]
    units += [_unit(s.id, f"Pilot suite {s.id[6:]}") for s in plant.pilot]
    units += [_unit(s.id, f"Dryer {s.id[6:]}") for s in plant.dryers]
    units += [_unit(s.id, f"Mill {s.id[5:]}") for s in plant.mills]
    pools = [_pool("hoods", "R&D hoods", many(12)), _pool("hplc", "HPLC and UPLC", many(10)), _pool("gc", "GC", many(3))]
    pools[1]["absences"] = [{"from": "2027-01-11", "to": "2027-01-22", "amount": max(1, round(2 * plant.factor)), "name": "requalification"}]
    return [*units, *pools, *_people(many)]


def _unit(name: str, title: str) -> Document:
    return {"id": name, "name": title, "kind": "unit"}


def _pool(name: str, title: str, amount: int) -> Document:
    return {"id": name, "name": title, "kind": "pool", "amount": amount}


def _people(many: Any) -> list[Document]:
    """Head counts at work at one time: 24 operators in four crews are eight round the clock on five days."""
    chemists = _group("chemists", "Process chemists", many(22), "day-shift")
    chemists["absences"] = [{"from": "2027-02-15", "to": "2027-02-19", "amount": many(4), "name": "winter holidays"}]
    chemists["overtime"] = [_saturday(many(4), 1800 * many(4))]
    chemists["addable"] = [_added("contract-chemist", "Contract chemist", many(1) - 1, 19500, "4w")]
    operators = _group("operators", "Operators on shift", many(8), "five-days")
    operators["overtime"] = [_saturday(many(4), 2200 * many(4), ["sat 00:00-24:00"])]
    operators["addable"] = [_added("agency-operators", "Two agency operators", many(2), 36000, "3w")]
    quality = _group("qc", "QC analysts", many(14), "day-shift")
    quality["overtime"] = [_saturday(many(3), 1700 * many(3))]
    reviewers = _group("reviewers", "Batch-record reviewers", many(4), "day-shift")
    reviewers["overtime"] = [_saturday(many(2), 2000 * many(2))]
    reviewers["addable"] = [_added("external-reviewer", "External reviewer", many(1) - 1, 24000, "2w")]
    return [
        chemists,
        _group("analysts", "Analytical development", many(10), "day-shift"),
        quality,
        _group("qa", "Quality assurance", many(6), "day-shift"),
        reviewers,
        operators,
        _group("engineers", "Engineering and maintenance", many(8), "day-shift"),
        _group("supply", "Supply chain", many(4), "day-shift"),
    ]


def _group(name: str, title: str, amount: int, calendar: str) -> Document:
    return {"id": name, "name": title, "kind": "people", "amount": amount, "calendar": calendar}


def _saturday(amount: int, cost: int, windows: list[str] | None = None) -> Document:
    name = {"id": "saturdays", "name": "Saturdays", "windows": windows or ["sat 08:00-16:00"]}
    return {**name, "amount": amount, "cost": cost, "lead_time": "2w", "block": "4w", "until": "2027-05-31"}


def _added(name: str, title: str, amount: int, cost: int, lead_time: str) -> Document:
    return {"id": name, "name": title, "amount": max(1, amount), "cost": cost * max(1, amount), "lead_time": lead_time, "block": "13w"}


def changeovers_part(plant: Plant) -> list[Document]:
    """Three to seven days to another product, seven to fourteen after a highly potent one; less on the smaller units."""
    suites = [[3, 3, 4, 5, 7], [3, 4, 4, 5, 7], [5, 5, 5, 7, 7], [9, 9, 9, 7, 10], [14, 14, 14, 12, 10]]
    small = [[1, 1, 1, 2, 2], [1, 1, 1, 2, 2], [2, 2, 2, 2, 3], [4, 4, 4, 3, 4], [6, 6, 6, 5, 4]]
    return [_changeovers((*plant.suites, *plant.pilot), "12h", suites), _changeovers((*plant.kilo, *plant.dryers, *plant.mills), "8h", small)]


def _changeovers(units: tuple[Suite, ...], same: str, days: list[list[int]]) -> Document:
    return {"units": [u.id for u in units], "same_product": same, "between": [[f"{d}d" for d in row] for row in days], "fail_chance": 0.1}


def bands_part() -> list[Document]:
    return [{"id": name, "name": text} for name, text in zip(BANDS, EXPOSURE, strict=True)]
