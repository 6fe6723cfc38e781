"""What was found out is kept under the key that names what it was made from."""

import threading

import pytest

from evenhand.records.kept import Kept


def test_it_is_made_once_for_a_key():
    kept: Kept[object] = Kept(2)
    assert kept.get("a", object) is kept.get("a", object)
    assert kept.get("a", object) is not kept.get("b", object)


def test_only_the_latest_few_are_kept():
    kept: Kept[object] = Kept(2)
    first = kept.get("a", object)
    kept.get("b", object)
    assert kept.get("a", object) is first
    kept.get("c", object)
    assert kept.get("a", object) is first
    assert len(kept._found) == 2


def test_many_who_ask_at_once_have_it_made_once():
    kept, made, all_there = Kept[int](1), [], threading.Barrier(5)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        all_there.wait()
        kept.get("a", make)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_what_cannot_be_made_is_tried_again():
    kept: Kept[int] = Kept(1)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7
    assert not kept._making
