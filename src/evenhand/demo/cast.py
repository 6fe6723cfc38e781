"""The demo's cast: eleven invented sponsors and their 24 projects. Any likeness to a real company is unintended."""

from __future__ import annotations

SITE = "Tidewell Fine Chemicals (an invented plant)"

SPONSORS: dict[str, str] = {
    "quillfeather": "Quillfeather Therapeutics",
    "tin-kettle": "Tin Kettle Bio",
    "marmalade": "Marmalade Oncology",
    "seventh-lantern": "Seventh Lantern Pharma",
    "ostrich": "Ostrich & Daughters",
    "grey-heron": "Grey Heron Rare Diseases",
    "cloudberry": "Cloudberry Neuro",
    "mooncalf": "Mooncalf Vaccines",
    "paper-moon": "Paper Moon Dermatology",
    "old-harbour": "Old Harbour Generics",
    "two-rivers": "Two Rivers of Nowhere",
}

# (id, sponsor, what it is), in the order in which the projects reach the suites
PROJECTS: tuple[tuple[str, str, str], ...] = (
    ("QF-101", "quillfeather", "Quillfeather's antiviral, phase 1"),
    ("TK-7", "tin-kettle", "Tin Kettle's kinase inhibitor, phase 1"),
    ("SL-220", "seventh-lantern", "Seventh Lantern's statin successor, phase 2"),
    ("OH-12", "old-harbour", "Old Harbour's cardiac generic, yearly campaign"),
    ("CN-3", "cloudberry", "Cloudberry's sleep compound, phase 2"),
    ("SL-231", "seventh-lantern", "Seventh Lantern's gout compound, phase 1"),
    ("OD-40", "ostrich", "Ostrich's antifungal, phase 3"),
    ("OH-15", "old-harbour", "Old Harbour's diuretic, yearly campaign"),
    ("GH-2", "grey-heron", "Grey Heron's enzyme booster, phase 1"),
    ("PM-9", "paper-moon", "Paper Moon's eczema compound, phase 2"),
    ("MO-66", "marmalade", "Marmalade's payload, highly potent, phase 1"),
    ("QF-118", "quillfeather", "Quillfeather's second antiviral, phase 1"),
    ("MV-5", "mooncalf", "Mooncalf's adjuvant, phase 2"),
    ("CN-8", "cloudberry", "Cloudberry's migraine compound, phase 1"),
    ("OH-21", "old-harbour", "Old Harbour's antihistamine, yearly campaign"),
    ("SL-244", "seventh-lantern", "Seventh Lantern's obesity compound, phase 2"),
    ("TR-1", "two-rivers", "Two Rivers' food supplement, first campaign"),
    ("OD-47", "ostrich", "Ostrich's second antifungal, phase 1"),
    ("PM-14", "paper-moon", "Paper Moon's psoriasis compound, phase 1"),
    ("MV-6", "mooncalf", "Mooncalf's second adjuvant, phase 1"),
    ("GH-4", "grey-heron", "Grey Heron's chaperone, phase 1"),
    ("SL-250", "seventh-lantern", "Seventh Lantern's anticoagulant, phase 1"),
    ("TK-11", "tin-kettle", "Tin Kettle's degrader, phase 1"),
    ("CN-12", "cloudberry", "Cloudberry's tremor compound, phase 1"),
)
