"""Money as people type it: a comma never makes an amount a hundred times larger."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from evenhand.plant.form_fields import MoneyField


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("25000.5", 25_000_50),
        ("25,000.50", 25_000_50),
        ("25 000.50", 25_000_50),
        ("25\u202f000.50", 25_000_50),
        ("1,000", 1_000_00),
        ("1250,00", 1_250_00),
        ("12,5", 12_50),
        ("0,31", 31),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, cents: int):
    assert MoneyField().clean(typed) == cents


@pytest.mark.parametrize("typed", ["1.000,00", "1250,000", "1,2,3", "12,34.5", ",5", "1,00.00"])
def test_what_could_be_either_is_refused(typed: str):
    with pytest.raises(ValidationError, match=r"Must be an amount such as 25,000\.50"):
        MoneyField().clean(typed)


def test_a_browser_lets_a_comma_be_typed():
    shown = MoneyField().widget.render("amount", "1250,00")
    assert 'type="text"' in shown and 'value="1250,00"' in shown and 'inputmode="decimal"' in shown
