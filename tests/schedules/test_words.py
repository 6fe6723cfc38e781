"""The same fact reads the same: money in an answer as in a budget and in a ledger."""

from __future__ import annotations

from datetime import date

from evenhand.matters.costs.money import Money
from evenhand.plant.site_time import TimeScale
from evenhand.schedules.words import SlotWords


def test_money_reads_the_same_in_answers_and_in_ledgers():
    words = SlotWords(TimeScale("Europe/Brussels", date(2026, 1, 1), 60), "EUR")
    assert words.money(0) == "no cost"
    assert words.money(12_000_00) == "EUR 12\u202f000"
    assert words.money(12_000_50) == "EUR 12\u202f000.50" == str(Money(12_000_50, "EUR"))
