import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.horizon import safe_horizon
from evenhand.planning.problem import Activity, Changeovers, Demand, Link, LinkKind, Mode, Profile, Resource, ResourceKind


def activity(name: str, *durations: int, **more: object) -> Activity:
    return Activity(f"p/{name}", "p", tuple(Mode(d, (Demand("u", 1),)) for d in durations), **more)


A, B = activity("a", 4, 6), activity("b", 3)


def test_the_longest_modes_follow_each_other():
    assert safe_horizon("f", (A, B)) == 9


def test_it_begins_at_the_latest_earliest_start():
    assert safe_horizon("f", (A, activity("b", 3, earliest_start=20))) == 29


def test_a_lag_from_an_end_is_added_and_one_from_a_start_only_where_it_is_longer():
    assert safe_horizon("f", (A, B), (Link(LinkKind.FS, A.id, B.id, 5),)) == 14
    assert safe_horizon("f", (A, B), (Link(LinkKind.SS, A.id, B.id, 5),)) == 9
    assert safe_horizon("f", (A, B), (Link(LinkKind.SS, A.id, B.id, 8),)) == 11


def test_a_negative_maximal_lag_pushes_the_earlier_activity():
    assert safe_horizon("f", (A, B), (Link(LinkKind.FS, A.id, B.id, -9, -7),)) == 13


def test_a_changeover_may_follow_each_activity_with_a_product():
    with_product = activity("c", 2, product="x")
    assert safe_horizon("f", (A, with_product), changeovers=(Changeovers(("u",), 1, ((7,),)),)) == 15


def test_work_may_have_to_wait_for_the_last_opening():
    closed = Resource("u", ResourceKind.UNIT, Profile(((0, 1), (10, 0), (30, 1))))
    assert safe_horizon("f", (A, B), resources=(closed,)) == 39


def test_an_absurd_horizon_is_refused():
    with pytest.raises(UnreadableFile, match="Must fit into 10000000 slots"):
        safe_horizon("f", (activity("a", 10**11),))
