"""Nothing is collected while many rows are read, and everything again afterwards: also with one within another, and where it fails."""

from __future__ import annotations

import gc

import pytest

from evenhand.records.many_rows import many_rows


def test_collecting_waits_until_the_last_is_over():
    assert gc.isenabled()
    with many_rows():
        with many_rows():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_failure_leaves_it_on():
    with pytest.raises(ValueError, match="broken"), many_rows():
        raise ValueError("broken")
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off():
    gc.disable()
    try:
        with many_rows():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
