"""Splits add up to the cent, whatever the amount and the shares; 100.01 % is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.matters.costs.money import Money, total
from evenhand.matters.costs.shares import Shares, hundredths
from evenhand.matters.costs.split import split, split_by_weights
from evenhand.records.errors import Invalid
from tests.planning.properties import examples

AMOUNTS = st.integers(-(10**13), 10**13)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@given(AMOUNTS, st.integers(0, 100_00))
@examples(1000)
def test_both_parts_add_up_and_neither_is_a_cent_off(minor: int, share: int):
    cmo, sponsor = split(eur(minor), Shares(share, 100_00 - share))
    assert cmo + sponsor == eur(minor)
    assert abs(cmo.minor * 100_00 - minor * share) < 100_00
    assert split(eur(-minor), Shares(share, 100_00 - share)) == (-cmo, -sponsor)


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=9).filter(any))
@examples(1000)
def test_any_number_of_parts_adds_up(minor: int, weights: list[int]):
    parts = split_by_weights(eur(minor), weights)
    assert total(parts, "EUR") == eur(minor)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * whole - minor * weight) < whole
    if 0 <= minor <= whole:
        assert all(part.minor <= weight for part, weight in zip(parts, weights, strict=True))


def test_the_odd_cent_goes_to_the_largest_remainder_and_then_to_the_first():
    assert split(eur(1), Shares(50_00, 50_00)) == (eur(1), eur(0))
    assert split(eur(100), Shares(33_33, 66_67)) == (eur(33), eur(67))
    assert split_by_weights(eur(100), (1, 1, 1)) == (eur(34), eur(33), eur(33))


def test_more_or_less_than_a_hundred_per_cent_is_refused():
    with pytest.raises(Invalid, match=r"must add up to 100 %; 60 % and 40.01 % are 100.01 %"):
        Shares(hundredths("60", "cmo_share"), hundredths("40.01", "sponsor_share"))
    with pytest.raises(Invalid, match=r"are 99.99 %"):
        Shares(50_00, 49_99)
    with pytest.raises(Invalid, match=r"from 0 to 100 %; is 100\.01 %"):
        Shares(100_01, -1)


@pytest.mark.parametrize("text", ["33.333", "a", "", "NaN", "inf", "1e999", "--"])
def test_a_share_has_two_decimals_at_most(text: str):
    with pytest.raises(Invalid, match="at most two decimals"):
        hundredths(text, "cmo_share")


def test_a_share_is_read_as_people_write_it():
    assert [hundredths(text, "x") for text in ("33.33", "33,3 %", " 7", "100.00")] == [33_33, 33_30, 7_00, 100_00]


def test_money_is_whole_and_of_one_currency():
    with pytest.raises(Invalid, match="one currency; are in EUR and USD"):
        _ = eur(1) + Money(1, "USD")
    for wrong in (1.0, True, 2**60):
        with pytest.raises(Invalid):
            Money(wrong, "EUR")  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="three capitals"):
        Money(1, "eur")
    assert str(eur(-123456789)) == "EUR −1\u202f234\u202f567.89"
    with pytest.raises(Invalid, match="Weights"):
        split_by_weights(eur(1), (0, 0))
