"""The demo portfolio of 24 projects, and what is going on in it on its Monday morning.

Tests hold every statement of `STORY` against the portfolio.
"""

from __future__ import annotations

from typing import Any

from evenhand.demo.cast import PROJECTS, SITE, SPONSORS
from evenhand.demo.generator import generate

Document = dict[str, Any]

SEED = 4
LOAD = 0.72

HELD = "TK-7"  # quality holds its release
OVERRUN = "PM-9"  # its development takes longer than thought
CLOSE = ("CN-3", "CN-8", "PM-14")  # promises with less than three days to spare
EXPEDITED = "SL-250"  # asks to be expedited
EXPEDITE_BY = "2028-01-14"
CROWDED = "MO-66"  # asks too, and has the one suite it fits to share
CROWDED_BY = "2027-07-09"
IMPURE = "SL-231"  # has an impurity that waits for a decision

STORY = """\
It is Monday, 23 November 2026, eight in the morning, at Tidewell Fine Chemicals: three GMP suites, a hundred people, 24 projects of eleven sponsors.
The suites are about 70 % full, cleaning included, over the time the portfolio spans. What was published to start in the next two weeks is frozen.

TK-7 is late. A release test of its third batch showed an impurity, and quality holds the release until 5 January 2027. The delivery was promised for
27 December 2026. No plan can mend that: quality holds outrank every date.

PM-9 is late. Its process development turned out to need more than it was given, and delivery slips past 14 May 2027. Nothing else is in its way,
so only more hours of the same chemists could help.

CN-3, CN-8 and PM-14 would be on time with less than three days to spare.

SL-250 is on time: Seventh Lantern's anticoagulant is promised for 28 July 2028. They would like it by 14 January 2028. Can it be expedited
without harm to anybody?

MO-66 is on time too, but Marmalade Oncology is up against the wall: a trial waits for its payload. It asks for delivery by 9 July 2027
instead of 25 September. The compound is highly potent and fits only GMP suite 1, where others stand before it.

SL-231 has an impurity in its first GMP batch, in spite of the kilo lab. Operations raised it in Thursday's huddle, and overnight the clock took it to
senior management. Quality has signed the root cause; who pays is half assessed, and what can be done is being computed. The production meeting at ten
waits for the decision.
"""


def demo_portfolio() -> Document:
    """The portfolio document of the demo: always the same."""
    document = generate(len(PROJECTS), LOAD, SEED)
    document = {"format": document["format"], "story": STORY, **document}
    document["site"]["name"] = SITE
    document["sponsors"] = [{"id": name, "name": title} for name, title in SPONSORS.items()]
    for node, (name, sponsor, title) in zip(document["projects"], PROJECTS, strict=True):
        node |= {"id": name, "name": title, "sponsor": sponsor, "product": name}
    return document
