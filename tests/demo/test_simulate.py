"""The dispatcher that makes the demo's past: early, one block at a time, within every rule."""

import pytest

from evenhand.demo.simulate import Dispatcher, NoRoom, Placed, blocks_of
from evenhand.planning.problem import (
    Activity,
    Changeovers,
    Consecutive,
    Demand,
    Link,
    LinkKind,
    Mode,
    Problem,
    Profile,
    Project,
    Resource,
    ResourceKind,
    SameResources,
    Stretch,
)

SUITES = tuple(Resource(s, ResourceKind.UNIT, Profile.constant(1)) for s in ("suite_a", "suite_b"))


def batch(name, product, slots=4):
    modes = tuple(Mode(slots, (Demand(s.id, 1),)) for s in SUITES)
    return Activity(f"{product}/{name}", product, modes, product=product)


def problem(*activities, links=(), horizon=60, **more):
    projects = tuple(Project(p) for p in dict.fromkeys(a.project for a in activities))
    changeovers = (Changeovers(tuple(s.id for s in SUITES), 1, ((3,),)),)
    return Problem(SUITES, projects, activities, horizon, links=links, changeovers=changeovers, **more)


def campaign(product):
    one, two = batch("1", product), batch("2", product)
    links = (Link(LinkKind.FS, one.id, two.id),)
    return (one, two), {"links": links, "same_resources": (SameResources(one.id, two.id),), "consecutives": (Consecutive(one.id, two.id),)}


def test_a_campaign_is_one_block_on_one_suite_with_cleaning_between():
    activities, ties = campaign("amber")
    of = problem(*activities, **ties)
    assert blocks_of(of) == [["amber/1", "amber/2"]]
    dispatcher = Dispatcher(of, {}, {}, 0)
    dispatcher.place(["amber/1", "amber/2"])
    assert dispatcher.placed == {"amber/1": Placed(0, 4, 0), "amber/2": Placed(5, 9, 0)}


def test_a_campaign_waits_until_nothing_comes_between_its_batches():
    activities, ties = campaign("amber")
    other = batch("1", "birch")
    of = problem(*activities, other, **ties)
    facts = {"birch/1": Placed(9, 13, 0)}
    dispatcher = Dispatcher(of, facts, {}, 0)
    dispatcher.place(["amber/1", "amber/2"])
    assert dispatcher.placed["amber/1"].mode == 1, "the other suite is free at once"
    dispatcher = Dispatcher(of, {**facts}, {}, 0)
    dispatcher.floor.take(batch("2", "birch"), Placed(0, 60, 1))
    dispatcher.place(["amber/1", "amber/2"])
    assert dispatcher.placed["amber/1"].start == 16, "after birch and the cleaning after it"


def test_what_must_follow_soon_puts_off_what_it_follows():
    first, drying = batch("1", "amber"), Activity("amber/dry", "amber", (Mode(4, (Demand("suite_b", 1),)),), product="amber")
    of = problem(first, drying, links=(Link(LinkKind.FS, first.id, drying.id, 0, 2),))
    dispatcher = Dispatcher(of, {}, {}, 0)
    dispatcher.floor.take(batch("9", "birch"), Placed(0, 17, 1))
    dispatcher.place([first.id, drying.id])
    placed = dispatcher.placed
    assert placed[drying.id].start == 20, "after birch and the cleaning"
    assert placed[drying.id].start - placed[first.id].end <= 2


def test_no_room_is_said():
    one, two = batch("1", "amber", 30), batch("2", "amber", 30)
    of = problem(one, two, links=(Link(LinkKind.FS, one.id, two.id),), horizon=60)
    dispatcher = Dispatcher(of, {}, {one.id: 31}, 0)
    dispatcher.place([one.id])
    with pytest.raises(NoRoom, match="amber/2"):
        dispatcher.place([two.id])


def test_pausable_work_stands_still_at_night_and_waits_for_free_hands():
    people = Resource("chemists", ResourceKind.PEOPLE, Profile(((0, 1), (2, 0), (6, 1), (8, 0), (12, 1))))
    of = Problem(
        (people,),
        (Project("amber"),),
        tuple(Activity(f"amber/{k}", "amber", (Mode(3, (Demand("chemists", 1),)),), Stretch.PAUSABLE) for k in (1, 2)),
        60,
    )
    dispatcher = Dispatcher(of, {}, {}, 0)
    for block in blocks_of(of):
        dispatcher.place(block)
    assert dispatcher.placed == {"amber/1": Placed(0, 7, 0), "amber/2": Placed(7, 14, 0)}
