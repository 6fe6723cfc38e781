"""Who bears what: shares first, caps last, and the sums stay; displacement is priced from the plans; the books balance, or say where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.matters.costs.balance import Entry, due, imbalances, must_reverse, open_due, sums
from evenhand.matters.costs.bearing import Bearing, Line, bear
from evenhand.matters.costs.caps import Cap, must_agree
from evenhand.matters.costs.displacement import Delay, Displaced, price
from evenhand.matters.costs.heads import CostHead
from evenhand.matters.costs.money import Money, total
from evenhand.matters.costs.shares import Party, Shares, all_on
from evenhand.records.errors import Invalid
from tests.planning.properties import examples

HEADS = st.sampled_from(list(CostHead))
MONEY = st.integers(0, 10**12).map(lambda minor: Money(minor, "EUR"))


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@st.composite
def caps(draw: st.DrawFn) -> list[Cap]:
    party = draw(st.sampled_from(Party))
    heads = draw(st.lists(st.one_of(st.none(), HEADS), unique=True, max_size=4))
    return [Cap(party, head, draw(MONEY)) for head in heads]


SHARES = st.one_of(st.none(), st.integers(0, 100_00).map(lambda share: Shares(share, 100_00 - share)))


@given(st.dictionaries(HEADS, MONEY), SHARES, caps())
@examples(800)
def test_nothing_is_lost_and_every_cap_is_kept(amounts, shares, given_caps):
    lines = bear(amounts, Bearing(shares), given_caps)
    assert {line.head: line.amount for line in lines} == {head: amount for head, amount in amounts.items() if amount}
    for line in lines:
        assert line.cmo + line.sponsor == line.amount and min(line.cmo.minor, line.sponsor.minor) >= 0
    for cap in given_caps:
        borne = total((line.borne_by(cap.party) for line in lines if cap.head in (None, line.head)), "EUR")
        assert not cap.most < borne


def test_caps_come_last():
    amounts = {CostHead.LABOUR: eur(100_00), CostHead.SPONSOR_MATERIALS: eur(1000_00)}
    lines = bear(amounts, Bearing(all_on(Party.CMO)), [Cap(Party.CMO, CostHead.SPONSOR_MATERIALS, eur(300_00))])
    assert lines == (
        Line(CostHead.LABOUR, eur(100_00), eur(100_00), eur(0), eur(0)),
        Line(CostHead.SPONSOR_MATERIALS, eur(1000_00), eur(300_00), eur(700_00), eur(700_00)),
    )
    assert due(lines) == {CostHead.SPONSOR_MATERIALS: eur(-300_00)}  # the CMO pays the sponsor back what it bears of the sponsor's materials
    whole = bear(amounts, Bearing(all_on(Party.CMO)), [Cap(Party.CMO, None, eur(110_00))])
    assert [line.cmo for line in whole] == [eur(10_00), eur(100_00)]


def test_where_nobody_is_at_fault_each_bears_what_it_spent():
    lines = bear({CostHead.LABOUR: eur(5), CostHead.SPONSOR_MATERIALS: eur(7)}, Bearing(None))
    assert [(line.cmo, line.sponsor) for line in lines] == [(eur(5), eur(0)), (eur(0), eur(7))]
    assert due(lines) == {}


def test_caps_that_could_not_all_be_kept_are_refused():
    with pytest.raises(Invalid, match="same party"):
        must_agree([Cap(Party.CMO, CostHead.LABOUR, eur(1)), Cap(Party.SPONSOR, None, eur(1))])
    with pytest.raises(Invalid, match="one cap; labour has 2"):
        must_agree([Cap(Party.CMO, CostHead.LABOUR, eur(1)), Cap(Party.CMO, CostHead.LABOUR, eur(2))])


def test_a_line_that_does_not_add_up_cannot_be():
    with pytest.raises(Invalid, match="Labour must add up"):
        Line(CostHead.LABOUR, eur(10), eur(5), eur(6), eur(0))
    with pytest.raises(Invalid, match="must be 0 or more"):
        bear({CostHead.LABOUR: eur(-10)}, Bearing(all_on(Party.CMO)))


def test_each_started_day_of_waiting_costs_the_days_rate():
    found = price([Delay("TK-2", 1440), Delay("QF-1", 1441), Delay("MV-5", 0), Delay("RB-9", -2880)], eur(4_000_00))
    assert found == (Displaced("QF-1", 2, eur(8_000_00)), Displaced("TK-2", 1, eur(4_000_00)))


@st.composite
def books(draw: st.DrawFn) -> list[Entry]:
    """Entries, some of them taken back."""
    entries: list[Entry] = []
    for head, amount in draw(st.lists(st.tuples(HEADS, st.integers(1, 10**9).map(eur)), max_size=12)):
        entries.append(Entry(len(entries) + 1, head, amount))
    for first in draw(st.lists(st.sampled_from(entries), unique_by=lambda e: e.id)) if entries else []:
        entries.append(Entry(len(entries) + 1, first.head, -first.amount, first.id))
    return entries


@given(books(), SHARES, caps())
@examples(500)
def test_what_is_entered_is_allocated_and_what_is_due_is_asked_once(entries, shares, given_caps):
    lines = bear(sums(entries, "EUR"), Bearing(shares), given_caps)
    ordered = due(lines)
    assert imbalances(entries, lines, ordered, "EUR") == ()
    assert open_due(lines, ordered, "EUR") == {}
    paid = total((line.cmo for line in lines), "EUR") + total((line.sponsor for line in lines), "EUR")
    assert paid == total((entry.amount for entry in entries), "EUR")


def test_what_does_not_balance_is_named():
    entries = [Entry(1, CostHead.LABOUR, eur(100)), Entry(2, CostHead.LABOUR, eur(-100), 1), Entry(3, CostHead.LABOUR, eur(-100), 1)]
    assert imbalances(entries, (), {CostHead.SUITE: eur(5)}, "EUR") == (
        "Suite and conversion: EUR 0.00 is due from the sponsor, EUR 0.05 is in change orders.",
        "Labour: more was taken back than was entered, EUR −1.00.",
        "Labour: EUR −1.00 is entered, EUR 0.00 is allocated.",
        "Entry 1 was taken back twice.",
    )


def test_a_counter_entry_takes_back_one_entry_once_and_whole():
    book = [Entry(1, CostHead.LABOUR, eur(100)), Entry(2, CostHead.LABOUR, eur(-100), 1), Entry(3, CostHead.SUITE, eur(7))]
    for entry, says in (
        (Entry(4, CostHead.LABOUR, eur(-100), 9), "same ledger"),
        (Entry(4, CostHead.LABOUR, eur(100), 2), "not taken back itself"),
        (Entry(4, CostHead.LABOUR, eur(-100), 1), "taken back already"),
        (Entry(4, CostHead.SUITE, eur(-6), 3), "must be the opposite"),
        (Entry(4, CostHead.LABOUR, eur(-7), 3), "must be the opposite"),
    ):
        with pytest.raises(Invalid, match=says):
            must_reverse(entry, book)
    must_reverse(Entry(4, CostHead.SUITE, eur(-7), 3), book)
