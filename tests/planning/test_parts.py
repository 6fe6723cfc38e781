"""The parts check themselves when they are made: the message is the rule and the value."""

from collections.abc import Callable

import pytest

from evenhand.planning.problem import (
    FOREVER,
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Demand,
    Frozen,
    InvalidProblem,
    Lever,
    LeverId,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    Profile,
    ResourceId,
    ResourceKind,
)
from tests.planning.cast import activity, mode, resource

MIX, DRY = ActivityId("mix"), ActivityId("dry")
SUITE = ResourceId("suite")


def lever(cost: int, *windows: LeverWindow) -> Lever:
    return Lever(LeverId("saturdays"), LeverKind.OVERTIME, SUITE, windows, cost)


BROKEN: list[tuple[Callable[[], object], str]] = [
    (lambda: Profile(()), "profile: Must begin at slot 0; begins at nothing."),
    (lambda: Profile(((2, 1),)), "profile: Must begin at slot 0; begins at 2."),
    (lambda: Profile(((0, 1), (4, 2), (4, 3))), "profile: Steps must rise in time; 4 follows 4."),
    (lambda: Profile(((0, 1), (4, -2))), "profile: Must have value >= 0; is -2 from slot 4."),
    (lambda: resource("suite", ResourceKind.UNIT, 2), "resource suite: A unit must have capacity 0 or 1; has 2."),
    (lambda: resource("solvent", ResourceKind.STOCK, Profile(((0, 1), (4, 2)))), "resource solvent: A stock must have one constant capacity."),
    (lambda: Demand(SUITE, 0), "demand on suite: Must have amount > 0; is 0."),
    (lambda: mode(-1), "mode: Must have duration >= 0; is -1."),
    (lambda: Mode(3, optimistic=4), "mode: Must have 0 <= optimistic <= duration <= pessimistic; is 4, 3, 3."),
    (lambda: Mode(3, optimistic=-1), "mode: Must have 0 <= optimistic <= duration <= pessimistic; is -1, 3, 3."),
    (lambda: Mode(3, pessimistic=2), "mode: Must have 0 <= optimistic <= duration <= pessimistic; is 3, 3, 2."),
    (lambda: Mode(3, (Demand(SUITE, 1), Demand(SUITE, 2))), "mode: Must name each resource once; names suite, suite."),
    (lambda: Actual(3), "actual: Must have either an end or a remaining duration, not both or neither."),
    (lambda: Actual(3, end=4, remaining=1), "actual: Must have either an end or a remaining duration, not both or neither."),
    (lambda: Actual(3, end=2), "actual: Must have start <= end; is 3, 2."),
    (lambda: Actual(3, remaining=-1), "actual: Must have remaining >= 0; is -1."),
    (lambda: activity("mix"), "activity mix: Must have at least one mode; has none."),
    (lambda: activity("mix", mode(3), earliest_start=-1), "activity mix: Must have earliest start >= 0; is -1."),
    (
        lambda: activity("mix", mode(3), mode(4), earliest_start=2, latest_end=4),
        "activity mix: Must have earliest start + duration <= latest end; is 2 + 3 > 4.",
    ),
    (lambda: activity("mix", mode(3), rework_chance=1.0), "activity mix: Must have 0 <= rework chance < 1; is 1.0."),
    (lambda: activity("mix", mode(3), actual=Actual(0, 1, end=3)), "activity mix: Must have actual mode below 1; is 1."),
    (lambda: activity("mix", mode(3), frozen=Frozen(0, -1)), "activity mix: Must have frozen mode below 1; is -1."),
    (lambda: activity("mix", mode(3), actual=Actual(0, end=3), frozen=Frozen(0)), "activity mix: Must not be both started and frozen."),
    (lambda: activity("mix", mode(3), actual=Actual(0, end=3), hold_until=4), "activity mix: Must not be started while quality holds it."),
    (lambda: Link(LinkKind.FS, MIX, DRY, 3, 2), "link mix -> dry: Must have lag <= maximal lag; is 3 > 2."),
    (lambda: Changeovers((SUITE,), 0, ((1, 2),)), "changeovers on suite: Must have as many columns as rows."),
    (lambda: Changeovers((SUITE,), -1, ((1,),)), "changeovers on suite: Must have durations >= 0."),
    (lambda: Changeovers((SUITE,), 0, ((-1,),)), "changeovers on suite: Must have durations >= 0."),
    (lambda: Changeovers((SUITE,), 0, ((1,),), fail_chance=1.0), "changeovers on suite: Must have 0 <= fail chance < 1; is 1.0."),
    (lambda: LeverWindow(4, 4, 1), "lever window: Must have 0 <= start < end and amount > 0; is 4, 4, 1."),
    (lambda: LeverWindow(4, 5, 0), "lever window: Must have 0 <= start < end and amount > 0; is 4, 5, 0."),
    (lambda: lever(-1, LeverWindow(0, 1, 1)), "lever saturdays: Must have cost >= 0; is -1."),
    (lambda: lever(0), "lever saturdays: Must have at least one window; has none."),
]


@pytest.mark.parametrize(("make", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_the_message_is_the_rule_and_the_value(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidProblem) as broken:
        make()
    assert str(broken.value) == message
    assert f"{broken.value.where}: {broken.value.message}" == message


def test_at_the_boundary_of_each_rule_a_part_can_be_made() -> None:
    assert Mode(3, optimistic=0, pessimistic=3).duration == 3
    assert Actual(3, end=3).end == 3
    assert activity("mix", mode(3), earliest_start=2, latest_end=5, rework_chance=0.0).latest_end == 5
    assert Link(LinkKind.FS, MIX, DRY, 3, 3).max_lag == 3
    assert lever(0, LeverWindow(0, 1, 1)).cost == 0


def test_a_profile_holds_each_value_until_the_next_step_and_the_last_for_ever() -> None:
    profile = Profile(((0, 2), (3, 0), (7, 5)))
    assert [profile.at(slot) for slot in (0, 2, 3, 6, 7, FOREVER)] == [2, 2, 0, 0, 5, 5]
    assert profile.maximum == 5


def test_a_changeover_depends_on_both_products_and_bands() -> None:
    changeovers = Changeovers((SUITE,), 1, ((2, 3), (4, 5)))

    def made(product: str | None, band: int) -> Activity:
        return activity("mix", mode(1)) if product is None else activity("mix", mode(1), product=product, band=band)

    assert changeovers.duration(made("R", 0), made("R", 0)) == 1
    assert changeovers.duration(made("R", 0), made("B", 1)) == 3
    assert changeovers.duration(made("R", 1), made("B", 0)) == 4
    assert changeovers.duration(made(None, 0), made("B", 0)) == changeovers.duration(made("B", 0), made(None, 0)) == 0


def test_the_local_id_is_the_id_within_the_project() -> None:
    assert activity("amber/mix", mode(1), project="amber").local_id == "mix"
    assert activity("mix", mode(1), project="amber").local_id == "mix"
