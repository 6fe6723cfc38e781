"""Ways to do an activity, as text that people write and that reads back as the same."""

from __future__ import annotations

import pytest

from evenhand.portfolio.drafts import ModeDraft
from evenhand.portfolio.models import Stretch
from evenhand.portfolio.work_text import minutes_from, modes_from
from evenhand.records.errors import Invalid
from tests.portfolio.small import Small


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("104 h", (ModeDraft(6240),)),
        ("104 h (84 to 128): 2 chemists, 1 kilo-1", (ModeDraft(6240, (("chemists", 2), ("kilo-1", 1)), 5040, 7680),)),
        ("104h(84-128h):2 x chemists", (ModeDraft(6240, (("chemists", 2),), 5040, 7680),)),
        ("4 slots: kilo-1 × 1\n\n12 h: 1 gmp-1\n", (ModeDraft(960, (("kilo-1", 1),)), ModeDraft(720, (("gmp-1", 1),)))),
        ("240 min: 1 hood 2", (ModeDraft(240, (("hood 2", 1),)),)),
    ],
)
def test_what_is_read(text, modes, small: Small):
    assert modes_from(text, small.site, Stretch.PAUSABLE) == modes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "at least one"),
        ("104", "such as 104 h"),
        ("h", "such as"),
        ("-4 h", "such as"),
        ("1e9 h", "such as"),
        ("4 h: :", "how many of what"),
        ("2 d", "working time"),
    ],
)
def test_what_is_refused(text, says, small: Small):
    with pytest.raises(Invalid) as refused:
        modes_from(text, small.site, Stretch.PAUSABLE)
    assert says in refused.value.message and refused.value.field == "work"


def test_days_are_for_work_that_does_not_pause(small: Small):
    assert minutes_from("2 d", small.site, Stretch.FIXED, "remaining") == 2880
