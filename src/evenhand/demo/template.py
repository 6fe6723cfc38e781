"""A project as the plant runs it, drawn at random: about 25 activities from tech transfer to the first stability pull."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from evenhand.demo.plant import BANDS, Plant, Suite

Document = dict[str, Any]
SLOT_HOURS = 4
MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Draft:
    """A project's document without dates, and how long it is expected to hold a GMP suite (days, with cleaning) and to lead up to it."""

    document: Document
    suite_days: float
    lead_weeks: float
    is_commercial: bool


def hours(slots: int) -> str:
    return f"{slots * SLOT_HOURS}h"


class _Activities:
    """Activities in the making; durations are drawn in slots of work and given with their three-point estimate."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.made: list[Document] = []
        self.slots: dict[str, int] = {}

    def add(
        self,
        name: str,
        title: str,
        span: tuple[int, int],
        needs: Document | list[Document],
        after: list[Any],
        *,
        stretch: str = "pausable",
        **more: Any,
    ) -> None:
        """``span``: least and most slots of work; ``needs``: of the one mode, or of each of several."""
        slots = self.draw.randint(*span)
        self.slots[name] = slots
        estimate = {"duration": hours(slots), "optimistic": hours(max(1, slots - slots // 5)), "pessimistic": hours(slots + max(1, slots // 4))}
        node: Document = {"id": name, "name": title, "stretch": stretch} if stretch != "fixed" else {"id": name, "name": title}
        if isinstance(needs, list) and len(needs) > 1:
            node["modes"] = [{**estimate, "needs": need} for need in needs]
        else:
            need = needs[0] if isinstance(needs, list) else needs
            node |= estimate | ({"needs": need} if need else {})
        self.made.append(node | ({"after": after} if after else {}) | more)


def draft_project(plant: Plant, draw: Random, *, commercial: bool) -> Draft:
    """A commercial project repeats a process that is known: it has no development, and its raw materials come sooner."""
    band = draw.choices(range(4), (12, 34, 42, 12))[0]
    size = draw.choices(range(3), (22, 42, 36))[0]
    made = _Activities(draw)
    if commercial:
        _order_materials(made, [], (84, 168))
    else:
        _develop(made)
        _order_materials(made, ["route-scouting"], (504, 756))
        _scale_up(made, plant, band)
    _campaign(made, plant, band, size, commercial=commercial)
    _release(made)
    document: Document = {"band": BANDS[band], "activities": made.made, "ties": _ties(made)}
    batches = sum(made.slots[f"batch-{k}"] for k in (1, 2, 3))
    return Draft(
        document, batches * SLOT_HOURS / 24 * 7 / 5 + 1.0 + (5.0 if band < 3 else 8.0), 11.0 if commercial else _lead_weeks(made), commercial
    )


def _lead_weeks(made: _Activities) -> float:
    """Weeks from the start to the suite if nothing is in the way: ten slots of day shift are a week."""
    chemistry = sum(made.slots[a] for a in ("tech-transfer", "route-scouting", "process-development", "batch-record"))
    kilo = made.slots["kilo-1"] + made.slots.get("kilo-2", 0)
    return (chemistry + kilo) / 10 + made.slots["engineering-batch"] / 30 + 3.0


def _develop(made: _Activities) -> None:
    made.add("tech-transfer", "Tech transfer", (30, 50), {"chemists": 1}, [])
    made.add("route-scouting", "Route scouting", (30, 50), {"chemists": 1, "hoods": 1}, ["tech-transfer"])
    hoods = made.draw.randint(1, 2)
    made.add("process-development", "Process development", (80, 130), {"chemists": 2, "hoods": hoods}, ["route-scouting"], rework_chance=0.04)
    begin = [{"activity": "process-development", "type": "SS", "lag": "14d"}]
    made.add("analytical-development", "Analytical development", (50, 90), {"analysts": 1, "hplc": 1}, begin)
    made.add("method-validation", "Method validation", (40, 60), {"analysts": 1, "hplc": 1}, ["analytical-development"])


def _order_materials(made: _Activities, after: list[Any], span: tuple[int, int]) -> None:
    late = {"chance": 0.2, "delay": "2w"}
    made.add("raw-materials", "Raw materials ordered and delivered", span, {}, after, stretch="fixed")
    made.add("incoming-testing", "Incoming testing of raw materials", (4, 10), {"qc": 1, "gc": 1}, ["raw-materials"], late_material=late)


def _scale_up(made: _Activities, plant: Plant, band: int) -> None:
    kilo = _some(made.draw, [s for s in plant.kilo if s.strongest >= band])
    needs: list[Document] = [{s.id: 1, "chemists": 2} for s in kilo]
    made.add("kilo-1", "Kilo lab, first step", (18, 32), needs, ["process-development"], rework_chance=0.04)
    last = "kilo-1"
    if made.draw.random() < 0.6:
        hold = [{"activity": "kilo-1", "max_lag": "30d"}]
        made.add("kilo-2", "Kilo lab, second step", (18, 32), needs, hold, rework_chance=0.04)
        last = "kilo-2"
    made.add("batch-record", "Master batch record", (14, 22), {"qa": 1}, [last, "analytical-development"])
    pilot: list[Document] = [{s.id: 1, "operators": 2} for s in _some(made.draw, list(plant.pilot))]
    made.add("engineering-batch", "Engineering batch", (24, 42), pilot, [last, "incoming-testing"], rework_chance=0.04)


def _campaign(made: _Activities, plant: Plant, band: int, size: int, *, commercial: bool) -> None:
    before = ["incoming-testing"] if commercial else ["engineering-batch", "batch-record", "method-validation"]
    made.add("cleaning-verification", "Cleaning verification of the suite", (2, 4), {"qc": 1, "engineers": 1}, before)
    fitting = [s for s in plant.suites if s.strongest >= band and abs(s.size - size) <= 1]
    suites = _some(made.draw, fitting or [s for s in plant.suites if s.strongest >= band])
    needs: list[Document] = [{s.id: 1, "operators": 2} for s in suites]
    typical = made.draw.randint(42, 66)
    dryers: list[Document] = [{d.id: 1} for d in _some(made.draw, list(plant.dryers))]
    for k in (1, 2, 3):
        after: list[Any] = [{"activity": "cleaning-verification", "max_lag": "14d"}] if k == 1 else [f"batch-{k - 1}"]
        made.add(f"batch-{k}", f"GMP batch {k}", (typical - 3, typical + 3), needs, after, rework_chance=0.03)
        hold = [{"activity": f"batch-{k}", "max_lag": "72h"}]
        made.add(f"drying-{k}", f"Drying of batch {k}", (8, 14), dryers, hold, stretch="fixed")
    if made.draw.random() < 0.7:
        mills: list[Document] = [{m.id: 1, "operators": 1} for m in _some(made.draw, list(plant.mills))]
        made.add("milling", "Milling", (6, 12), mills, [{"activity": "drying-3", "max_lag": "14d"}, "drying-2", "drying-1"])


def _release(made: _Activities) -> None:
    milled = "milling" in made.slots
    for k in (1, 2, 3):
        made.add(f"testing-{k}", f"Release testing of batch {k}", (16, 28), {"qc": 1, "hplc": 1}, [f"drying-{k}"], rework_chance=0.03)
        made.add(f"review-{k}", f"Batch-record review, batch {k}", (6, 14), {"reviewers": 1}, [f"batch-{k}"])
    ready = [*(f"testing-{k}" for k in (1, 2, 3)), *(f"review-{k}" for k in (1, 2, 3)), *(["milling"] if milled else [])]
    made.add("release", "QA release", (4, 8), {"qa": 1}, ready)
    made.add("shipment", "Shipment", (2, 4), {"supply": 1}, ["release"])
    pull = [{"activity": "release", "lag": "28d", "max_lag": "42d"}]
    made.add("stability-pull", "First stability pull", (4, 8), {"qc": 1, "hplc": 1}, pull)


def _ties(made: _Activities) -> Document:
    ties: Document = {"campaigns": [["batch-1", "batch-2", "batch-3"]]}
    if "kilo-2" in made.slots:
        node = next(a for a in made.made if a["id"] == "kilo-1")
        units = [r for mode in node.get("modes", [node]) for r in mode["needs"] if r.startswith("kilo-")]
        ties["same_resources"] = [{"first": "kilo-1", "second": "kilo-2", "among": units}]
    return ties


def _some(draw: Random, suites: list[Suite]) -> list[Suite]:
    """The few units that a project is qualified for, in the plant's order."""
    if len(suites) <= MOST_ALTERNATIVES:
        return suites
    return sorted(draw.sample(suites, MOST_ALTERNATIVES), key=suites.index)
