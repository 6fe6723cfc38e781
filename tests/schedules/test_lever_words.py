from __future__ import annotations

import pytest

from evenhand.schedules.levers import together


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ()),
        (["One more chemist"], ("One more chemist",)),
        (["Saturdays from Sat 6 Mar 2027"], ("Saturdays from Sat 6 Mar 2027",)),
        (
            ["Saturdays from Sat 6 Mar 2027", "One more chemist", "Saturdays from Sat 13 Mar 2027", "Saturdays from Sat 20 Mar 2027"],
            ("Saturdays from Sat 6 Mar 2027, Sat 13 Mar 2027 and Sat 20 Mar 2027", "One more chemist"),
        ),
        ([f"Saturdays from day {k}" for k in range(5)], ("Saturdays, 5 times from day 0 on",)),
    ],
)
def test_the_blocks_of_one_lever_are_named_together(names, said):
    assert together(names) == said
