"""What goes wrong at the demo's plant in a year: each kind of matter with its causes, who pays, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.accounts.roles import Role
from evenhand.matters.models import Category, DecisionKind, Gravity, Ishikawa

Link = tuple[Ishikawa, str, str]  # where it lies, because, evidence
Answers = tuple[tuple[str, str], ...]

OURS: Answers = (("mistake", "yes"), ("contributed", "no"))
BOTH: Answers = (("mistake", "yes"), ("contributed", "yes"))
MACHINE: Answers = (("mistake", "no"), ("followed", "yes"), ("equipment", "yes"), ("force-majeure", "no"))
STORM: Answers = (("mistake", "no"), ("followed", "yes"), ("equipment", "yes"), ("force-majeure", "yes"))
THEIRS: Answers = (("mistake", "no"), ("followed", "yes"), ("equipment", "no"), ("sponsors-part", "yes"))
DISPUTED: Answers = (("mistake", "unknown"), ("followed", "yes"), ("equipment", "no"), ("sponsors-part", "disputed"))
SUPPLIER: Answers = (("mistake", "no"), ("followed", "yes"), ("equipment", "no"), ("sponsors-part", "no"), ("third-party", "yes"), ("incoming", "no"))
INHERENT: Answers = (
    ("mistake", "no"),
    ("followed", "yes"),
    ("equipment", "no"),
    ("sponsors-part", "no"),
    ("third-party", "no"),
    ("kind", "gmp"),
)


@dataclass(frozen=True)
class PastCase:
    """``codes``: how the activities begin in which it happens; none: of no project. ``days`` and ``thousands``: at most what it may cost."""

    statement: str
    category: Category
    codes: tuple[str, ...]
    raised_by: Role
    settlement: str
    decision: DecisionKind
    reason: str
    action: str
    days: int = 5
    thousands: int = 40
    gravity: Gravity = Gravity.ORDINARY
    chain: tuple[Link, ...] = ()
    cause: str = ""
    answers: Answers = ()
    head: str = "labour"


CASES: tuple[PastCase, ...] = (
    PastCase(
        "Impurity 2 is above its limit in the in-process sample\nThe HPLC trace has a shoulder at 0.9 of the main peak.",
        Category.TECHNOLOGY,
        ("batch-", "engineering", "kilo"),
        Role.OPERATIONS,
        "A second wash takes it out; the batch record has it from now on.",
        DecisionKind.GO,
        "The second wash was tried on two kilograms, and quality accepts the result.",
        "Write the second wash into the batch record",
        12,
        150,
        chain=(
            (Ishikawa.METHOD, "The quench was added in forty minutes instead of ten", "Batch record, step 9"),
            (Ishikawa.MACHINE, "The dosing pump of this train is slower than that of the kilo lab", "Pump curve, maintenance file 311"),
        ),
        cause="The time of the quench was not scaled with the train.",
        answers=INHERENT,
        head="suite",
    ),
    PastCase(
        "The reaction stalls at 92 % and does not go on",
        Category.TECHNOLOGY,
        ("batch-", "kilo", "engineering", "process-development"),
        Role.OPERATIONS,
        "One more charge of the base brought it to 99 %.",
        DecisionKind.GO,
        "A further charge is within the registered range.",
        "Report how the base is stored to the sponsor",
        6,
        60,
        chain=(
            (Ishikawa.MATERIAL, "The base had taken up water", "Karl Fischer result 0.8 %, certificate 0.1 %"),
            (Ishikawa.MATERIAL, "The sponsor's drum had been opened before it came", "Photograph at goods in, seal missing"),
        ),
        cause="The sponsor's base came in an opened drum and was wet.",
        answers=THEIRS,
        head="materials",
    ),
    PastCase(
        "The filter-dryer does not hold its vacuum",
        Category.TIMELINE,
        ("batch-", "drying", "engineering"),
        Role.OPERATIONS,
        "The seal was changed within the shift.",
        DecisionKind.GO,
        "The cake is stable for 72 hours; the seal is changed first.",
        "Put the seal on the list of yearly spares",
        4,
        35,
        chain=(
            (Ishikawa.MACHINE, "The shaft's seal was worn", "Maintenance order 2214, photograph"),
            (Ishikawa.METHOD, "The seal has no interval in the plan of maintenance", "Plan of maintenance, revision 7"),
        ),
        cause="The seal of the filter-dryer is changed when it fails and not before.",
        answers=MACHINE,
        head="labour",
    ),
    PastCase(
        "The swab after the changeover failed",
        Category.TIMELINE,
        ("cleaning", "batch-1"),
        Role.QUALITY,
        "Cleaned again; the second swab passed.",
        DecisionKind.GO,
        "It is cleaned again; the batch starts two days later, within its room.",
        "Mark the blind spot under the baffle in the procedure",
        3,
        25,
        chain=(
            (Ishikawa.METHOD, "The spray does not reach below the baffle", "Riboflavin test, photograph 4"),
            (Ishikawa.METHOD, "The procedure was written for the vessel without baffle", "Cleaning procedure 41, revision 2"),
        ),
        cause="The procedure of cleaning does not know the baffle.",
        answers=OURS,
        head="cleaning",
    ),
    PastCase(
        "A drum of raw material failed its incoming test",
        Category.TIMELINE,
        ("incoming", "raw-materials"),
        Role.QUALITY,
        "The supplier replaced it from stock.",
        DecisionKind.GO,
        "The supplier replaces it; work goes on with the drums that passed.",
        "Agree the test with the supplier for the next order",
        9,
        30,
        chain=(
            (Ishikawa.MATERIAL, "The assay was 96.1 %, and 98.0 % is asked", "Result of the incoming test"),
            (Ishikawa.MEASUREMENT, "The supplier tests after drying, we test as it is", "The supplier's method, page 3"),
        ),
        cause="Supplier and plant test the same material in two ways.",
        answers=SUPPLIER,
        head="materials",
    ),
    PastCase(
        "The custom intermediate comes three weeks late",
        Category.TIMELINE,
        ("raw-materials", "process-development"),
        Role.PROJECT_MANAGER,
        "Half of it is sent ahead by air.",
        DecisionKind.GO,
        "Half goes by air; the first batch starts with that.",
        "Ask for a second supplier",
        21,
        45,
    ),
    PastCase(
        "The method does not separate the two isomers",
        Category.TECHNOLOGY,
        ("analytical", "method-validation"),
        Role.QUALITY,
        "Another column separates them; validation begins a week later.",
        DecisionKind.GO,
        "A chiral column is bought; nothing is validated that does not separate.",
        "Validate the chiral column",
        7,
        20,
    ),
    PastCase(
        "The release test was late: an HPLC stood still",
        Category.TIMELINE,
        ("testing",),
        Role.QUALITY,
        "The samples went to the second HPLC overnight.",
        DecisionKind.GO,
        "Testing goes on over the weekend.",
        "Agree a day's service with the maker",
        4,
        15,
        chain=(
            (Ishikawa.MACHINE, "The pump's seal leaked", "Log of HPLC 4"),
            (Ishikawa.METHOD, "Seals are changed by date, and not by running hours", "Instrument procedure 12"),
        ),
        cause="An HPLC's seals are not changed by the hours it has run.",
        answers=OURS,
        head="quality",
    ),
    PastCase(
        "More solvent goes to waste than was offered",
        Category.FINANCIAL,
        ("batch-", "kilo", "engineering"),
        Role.PROJECT_MANAGER,
        "It stays within what was put aside.",
        DecisionKind.GO,
        "The recovery of solvent is not validated for this product; the waste is paid for.",
        "Price the recovery of solvent for the next campaign",
        0,
        55,
        chain=(
            (Ishikawa.METHOD, "The wash was done three times", "Batch record, step 14"),
            (Ishikawa.METHOD, "The offer counted one wash, the sponsor's procedure says three", "Offer, page 6; procedure of the sponsor, page 11"),
        ),
        cause="Offer and procedure count the washes differently, and neither side noticed.",
        answers=BOTH,
        head="disposal",
    ),
    PastCase(
        "Hours of development are used up, and the route is not fixed",
        Category.FINANCIAL,
        ("process-development", "route"),
        Role.PROJECT_MANAGER,
        "The two last trials are put together in one.",
        DecisionKind.ADD_BUDGET,
        "Two more weeks settle the route; the suite would stand idle otherwise.",
        "Agree with the sponsor when the route is fixed",
        10,
        30,
    ),
    PastCase(
        "The sponsor asks for a second reference standard",
        Category.FINANCIAL,
        ("analytical", "testing", "method-validation"),
        Role.PROJECT_MANAGER,
        "The sponsor sends it, and pays for it.",
        DecisionKind.NO_GO,
        "It is not in the agreed scope, and testing goes on without it.",
        "Offer the second standard as a change",
        0,
        12,
    ),
    PastCase(
        "The approval of the batch record has been waited for since a week",
        Category.TIMELINE,
        ("batch-record", "tech-transfer"),
        Role.PROJECT_MANAGER,
        "The sponsor approved it.",
        DecisionKind.GO,
        "The start stays where it is until Thursday; the sponsor's head of quality was asked by telephone.",
        "Agree days for approvals in the quality agreement",
        7,
        20,
        chain=(
            (Ishikawa.METHOD, "The record lay with the sponsor for nine working days", "Letter of transmittal, answer"),
            (Ishikawa.PEOPLE, "Nobody stood in for the sponsor's reviewer", "E-mail of the sponsor"),
        ),
        cause="The sponsor's approval came nine working days late, for its reviewer had no deputy.",
        answers=DISPUTED,
        head="labour",
    ),
    PastCase(
        "A storm took the power away for three hours",
        Category.TIMELINE,
        ("batch-", "drying", "kilo"),
        Role.OPERATIONS,
        "The emergency supply held the cooling; nothing was lost.",
        DecisionKind.GO,
        "Cooling and agitation were held; the trace shows no excursion.",
        "Load-test the emergency supply",
        2,
        18,
        chain=(
            (Ishikawa.ENVIRONMENT, "The grid failed from 02:10 to 05:20", "Notice of the grid's operator"),
            (Ishikawa.MACHINE, "The chiller is not on the emergency supply", "Single-line diagram"),
        ),
        cause="The grid failed, and the chiller hangs on the grid alone.",
        answers=STORM,
        head="suite",
    ),
    PastCase(
        "Solvent on the floor of the suite\nNobody was hurt; the area was closed and aired.",
        Category.TECHNOLOGY,
        ("batch-", "engineering", "kilo"),
        Role.OPERATIONS,
        "The coupling was changed, and all others of its kind were looked at.",
        DecisionKind.GO,
        "All couplings of that kind were looked at before work went on.",
        "Take couplings of that kind out of the store",
        1,
        10,
        Gravity.SAFETY,
    ),
    PastCase(
        "A label of another product was found in the store of the suite",
        Category.TECHNOLOGY,
        ("batch-", "drying"),
        Role.QUALITY,
        "Line clearance was done again; no product was touched.",
        DecisionKind.GO,
        "All labels were reconciled; none is missing.",
        "Put the label printer behind the line clearance",
        1,
        15,
        Gravity.CRITICAL_QUALITY,
    ),
    PastCase(
        "The dirty hold ran longer than 72 hours",
        Category.TECHNOLOGY,
        ("cleaning", "batch-2", "batch-3"),
        Role.QUALITY,
        "Cleaned by the worst case; the swabs passed.",
        DecisionKind.ASK,
        "Whether the longer hold can be covered by the study of the other train.",
        "Show the hold's clock on the board",
        2,
        12,
    ),
    PastCase(
        "Two chemists of the group are ill in the same week",
        Category.TIMELINE,
        ("process-development", "route", "tech-transfer"),
        Role.PROJECT_MANAGER,
        "Work was shared out in the group.",
        DecisionKind.GO,
        "One of another group stands in; the other project has the room.",
        "Train one more person for the hoods",
        4,
        8,
    ),
    PastCase(
        "The yield is 61 %, and 75 % was foreseen",
        Category.FINANCIAL,
        ("batch-", "engineering", "kilo"),
        Role.PROJECT_MANAGER,
        "What there is suffices for what was promised.",
        DecisionKind.ADD_BUDGET,
        "One more charge of starting material makes up for it.",
        "Find where the yield is lost",
        5,
        90,
        chain=(
            (Ishikawa.METHOD, "A quarter stayed in the mother liquor", "Mass balance of the batch"),
            (Ishikawa.METHOD, "It was crystallised at 5 °C, the kilo lab did at 0 °C", "Batch record, step 21; kilo report"),
        ),
        cause="The suite's brine does not go below 5 °C, which the transfer did not say.",
        answers=OURS,
        head="materials",
    ),
)

OF_THE_PLANT: tuple[PastCase, ...] = (
    PastCase(
        "The price of acetonitrile goes up by a fifth",
        Category.FINANCIAL,
        (),
        Role.OPERATIONS,
        "Ordered for half a year at the old price.",
        DecisionKind.GO,
        "Half a year's need is bought now.",
        "Look for a second supplier of acetonitrile",
        0,
        25,
    ),
    PastCase(
        "The air of the weighing room is out of its limits",
        Category.TECHNOLOGY,
        (),
        Role.QUALITY,
        "The filter was changed; three readings are within the limits.",
        DecisionKind.GO,
        "Weighing moves to the second room until the filter is changed.",
        "Change filters by pressure, and not by date",
        2,
        9,
        Gravity.CRITICAL_QUALITY,
    ),
)
