"""The usual phases as data: what is done in them, how long it usually takes, and what it needs. A project takes them over and changes them."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.portfolio.models import LinkKind, Phase, Stretch


@dataclass(frozen=True)
class After:
    """What an activity comes after, in days of elapsed time."""

    code: str
    kind: str = LinkKind.FS
    lag_days: int = 0
    max_lag_days: int | None = None


@dataclass(frozen=True)
class Step:
    """An activity of a template: hours likely, at best, at worst; ``one_of``: a mode for each unit whose code begins so."""

    code: str
    name: str
    phase: Phase
    hours: tuple[int, int, int]
    needs: tuple[tuple[str, int], ...] = ()
    one_of: str = ""
    after: tuple[After, ...] = ()
    stretch: Stretch = Stretch.PAUSABLE
    rework_chance: float = 0.0
    late: tuple[float, int] | None = None  # chance that its material is late, and by how many days


@dataclass(frozen=True)
class Template:
    code: str
    title: str
    sentence: str
    steps: tuple[Step, ...]
    campaigns: tuple[tuple[str, ...], ...] = ()  # batches that follow each other directly on the same unit


def after(*codes: str) -> tuple[After, ...]:
    return tuple(After(code) for code in codes)


DEVELOPMENT = (
    Step("tech-transfer", "Tech transfer", Phase.TRANSFER, (160, 120, 240), (("chemists", 1),)),
    Step("route-scouting", "Route scouting", Phase.DEVELOPMENT, (160, 120, 200), (("chemists", 1), ("hoods", 1)), after=after("tech-transfer")),
    Step(
        "process-development",
        "Process development",
        Phase.DEVELOPMENT,
        (440, 320, 640),
        (("chemists", 2), ("hoods", 2)),
        after=after("route-scouting"),
        rework_chance=0.05,
    ),
    Step(
        "analytical-development",
        "Analytical development",
        Phase.DEVELOPMENT,
        (280, 200, 360),
        (("analysts", 1), ("hplc", 1)),
        after=(After("process-development", LinkKind.SS, 14),),
    ),
    Step(
        "method-validation",
        "Method validation",
        Phase.DEVELOPMENT,
        (200, 160, 240),
        (("analysts", 1), ("hplc", 1)),
        after=after("analytical-development"),
    ),
)
SCALE_UP = (
    Step("kilo", "Kilo lab", Phase.SCALE_UP, (100, 72, 160), (("chemists", 2),), "kilo", after("process-development"), rework_chance=0.05),
    Step("batch-record", "Master batch record", Phase.SCALE_UP, (72, 56, 96), (("qa", 1),), after=after("kilo", "analytical-development")),
    Step(
        "engineering-batch",
        "Engineering batch",
        Phase.SCALE_UP,
        (128, 96, 176),
        (("operators", 2),),
        "pilot",
        after("kilo", "incoming-testing"),
        rework_chance=0.05,
    ),
)
TESTING = ((("qc", 1), ("hplc", 1)), (88, 64, 120))


def materials(before: tuple[After, ...], days: tuple[int, int, int]) -> tuple[Step, ...]:
    hours = tuple(day * 24 for day in days)
    return (
        Step("raw-materials", "Raw materials ordered and delivered", Phase.MATERIALS, hours, after=before, stretch=Stretch.FIXED),  # type: ignore[arg-type]
        Step(
            "incoming-testing",
            "Incoming testing of raw materials",
            Phase.MATERIALS,
            (28, 20, 40),
            (("qc", 1), ("gc", 1)),
            after=after("raw-materials"),
            late=(0.2, 14),
        ),
    )


def campaign(before: tuple[str, ...]) -> tuple[Step, ...]:
    """Three consecutive batches in a suite, each dried within the dirty-hold time."""
    steps = [
        Step(
            "cleaning-verification",
            "Cleaning verification of the suite",
            Phase.CAMPAIGN,
            (16, 8, 24),
            (("qc", 1), ("engineers", 1)),
            after=after(*before),
        )
    ]
    for k in (1, 2, 3):
        first = (After("cleaning-verification", max_lag_days=14),)
        steps.append(
            Step(
                f"batch-{k}",
                f"GMP batch {k}",
                Phase.CAMPAIGN,
                (200, 160, 248),
                (("operators", 2),),
                "gmp",
                first if k == 1 else after(f"batch-{k - 1}"),
                rework_chance=0.03,
            )
        )
        hold = (After(f"batch-{k}", max_lag_days=3),)
        steps.append(Step(f"drying-{k}", f"Drying of batch {k}", Phase.CAMPAIGN, (44, 32, 56), (), "dryer", hold, Stretch.FIXED))
    return tuple(steps)


def release() -> tuple[Step, ...]:
    steps = []
    for k in (1, 2, 3):
        steps.append(Step(f"testing-{k}", f"Release testing of batch {k}", Phase.RELEASE, TESTING[1], TESTING[0], after=after(f"drying-{k}")))
        steps.append(
            Step(f"review-{k}", f"Batch-record review, batch {k}", Phase.RELEASE, (40, 24, 56), (("reviewers", 1),), after=after(f"batch-{k}"))
        )
    ready = after(*(f"{what}-{k}" for k in (1, 2, 3) for what in ("testing", "review")))
    return (
        *steps,
        Step("release", "QA release", Phase.RELEASE, (24, 16, 32), (("qa", 1),), after=ready),
        Step("shipment", "Shipment", Phase.DELIVERY, (12, 8, 16), (("supply", 1),), after=after("release")),
    )


STABILITY = (
    Step(
        "stability-pull",
        "First stability pull",
        Phase.STABILITY,
        (24, 16, 32),
        (("qc", 1), ("hplc", 1)),
        after=(After("release", lag_days=28, max_lag_days=42),),
    ),
)
BATCHES = (("batch-1", "batch-2", "batch-3"),)
READY_FOR_SUITE = ("engineering-batch", "batch-record", "method-validation")

TEMPLATES: tuple[Template, ...] = (
    Template(
        "clinical",
        "Clinical campaign, from tech transfer",
        "Tech transfer, development, materials, kilo lab, engineering batch, three GMP batches, release, shipment, stability.",
        (*DEVELOPMENT, *materials(after("route-scouting"), (105, 84, 140)), *SCALE_UP, *campaign(READY_FOR_SUITE), *release(), *STABILITY),
        BATCHES,
    ),
    Template(
        "commercial",
        "Commercial campaign of a known process",
        "Materials, three GMP batches, release, shipment, stability.",
        (*materials((), (28, 14, 42)), *campaign(("incoming-testing",)), *release(), *STABILITY),
        BATCHES,
    ),
    Template("development", "Development only", "Tech transfer, route, process and analytical development, method validation.", DEVELOPMENT),
    Template("release", "Testing and release of three batches", "To add to batches that are there.", release()),
)


def template_named(code: str) -> Template | None:
    return next((template for template in TEMPLATES if template.code == code), None)
