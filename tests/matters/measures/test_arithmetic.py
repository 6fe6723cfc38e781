"""By hand: median and 90th percentile by nearest rank, spans, shares."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.matters.measures.arithmetic import SPANS, nearest_rank, share, span_of, spread, summary

LENGTHS = st.lists(st.timedeltas(timedelta(), timedelta(days=30)), min_size=1, max_size=40)


def hours(*numbers: float) -> list[timedelta]:
    return [timedelta(hours=n) for n in numbers]


def test_median_and_p90_are_lengths_that_were_there():
    found = summary(hours(10, 1, 9, 2, 8, 3, 7, 4, 6, 5))
    assert (found.count, found.median, found.p90) == (10, *hours(5, 9))
    found = summary(hours(*range(1, 12)))
    assert (found.count, found.median, found.p90) == (11, *hours(6, 10))
    assert summary(hours(*range(1, 21))).p90 == timedelta(hours=18)


@pytest.mark.parametrize(
    ("count", "has_median", "has_p90"), [(0, False, False), (2, False, False), (3, True, False), (9, True, False), (10, True, True)]
)
def test_of_too_few_there_is_none(count, has_median, has_p90):
    found = summary(hours(*range(count)))
    assert found.count == count
    assert (found.median is not None, found.p90 is not None) == (has_median, has_p90)


@given(LENGTHS, st.integers(1, 100))
def test_it_is_the_shortest_within_which_so_many_were(lengths, percent):
    rows = sorted(lengths)
    found = nearest_rank(rows, percent)
    assert sum(row <= found for row in rows) * 100 >= percent * len(rows)
    assert sum(row < found for row in rows) * 100 < percent * len(rows)


def test_of_nothing_there_is_no_rank():
    with pytest.raises(ValueError, match="is of 0 and 50 per cent"):
        nearest_rank([], 50)


def test_a_span_includes_its_end():
    assert [span_of(length).key for length in hours(0, 4, 4.01, 24, 48, 49, 96, 168, 169)] == ["4h", "4h", "1d", "1d", "2d", "4d", "4d", "1w", "more"]


@given(LENGTHS)
def test_each_length_is_in_exactly_one_span(lengths):
    assert all(sum(span.holds(length) for span in SPANS) == 1 for length in lengths)
    assert sum(spread(lengths).values()) == len(lengths)


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 0, None), (0, 5, 0), (5, 5, 100), (1, 3, 33), (2, 3, 67), (1, 1000, 1), (999, 1000, 99), (1, 8, 13)]
)
def test_a_share_is_all_or_none_only_where_it_is(part, whole, told):
    assert share(part, whole) == told
