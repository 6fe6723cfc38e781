"""What only several parts together can know is checked when the problem is made; the message is the rule, the value and where."""

from typing import Any

import pytest

from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Consecutive,
    DifferentResources,
    Frozen,
    InvalidProblem,
    Lever,
    LeverId,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    ModeDependency,
    Problem,
    Profile,
    Project,
    ProjectId,
    Published,
    ResourceId,
    ResourceKind,
    SameResources,
    Stretch,
)
from tests.planning.cast import CHEMISTS, CLEANING, PLANT, SUITE_A, activity, mode, problem, promise, resource

MIX, DRY, BOIL = ActivityId("mix"), ActivityId("dry"), ActivityId("boil")
WORK = (activity("mix", mode(3)), activity("dry", mode(2), mode(4)))
NOWHERE = ResourceId("nowhere")
SATURDAYS = Lever(LeverId("saturdays"), LeverKind.OVERTIME, CHEMISTS.id, (LeverWindow(5, 6, 1),), 900)


def fs(before: ActivityId, after: ActivityId, lag: int = 0) -> Link:
    return Link(LinkKind.FS, before, after, lag)


def said(*activities: Activity, **more: Any) -> str:
    with pytest.raises(InvalidProblem) as broken:
        problem(*activities, **more)
    return str(broken.value)


def test_ids_are_unique() -> None:
    amber = Project(ProjectId("amber"))
    again = "Must be named once; its id is used again."
    assert said(resources=(*PLANT, SUITE_A)) == f"resource suite_a: {again}"
    assert said(projects=(amber, amber)) == f"project amber: {again}"
    assert said(*WORK, WORK[0]) == f"activity mix: {again}"
    assert said(*WORK, promises=(promise("p", "mix", 1), promise("p", "dry", 2))) == f"promise p: {again}"
    assert said(*WORK, levers=(SATURDAYS, SATURDAYS)) == f"lever saturdays: {again}"
    assert said(*WORK, published=(Published(MIX, 0, 0), Published(MIX, 1, 0))) == f"published mix: {again}"


def test_activities_belong_to_a_known_project() -> None:
    assert said(WORK[0], projects=()) == "activity mix: Must belong to a known project; amber is unknown."


def test_demands_are_on_known_resources_and_can_be_met() -> None:
    assert said(activity("mix", mode(1, nowhere=1))) == "activity mix, mode 0: Must need known resources; nowhere is unknown."
    assert said(activity("mix", mode(1), mode(1, suite_a=2))) == "activity mix, mode 1: Must need exactly 1 of unit suite_a; needs 2."
    too_much = "activity mix: Must need no more than there ever is; needs 4 of chemists, which never has more than 3."
    assert said(activity("mix", mode(1, chemists=4))) == too_much
    assert said(activity("mix", mode(1, chemists=4), mode(1, solvent=11))) == too_much


def test_one_mode_that_can_be_met_is_enough_and_what_has_started_needs_none() -> None:
    problem(activity("mix", mode(1, chemists=4), mode(1, chemists=3)))
    problem(activity("mix", mode(1, chemists=4), actual=Actual(0, remaining=1)))


@pytest.mark.parametrize("tie", [SameResources, DifferentResources])
def test_ties_name_what_exists(tie: type[SameResources | DifferentResources]) -> None:
    kind = "same_resources" if tie is SameResources else "different_resources"
    assert said(*WORK, **{kind: (tie(MIX, BOIL),)}) == "tie mix - boil: Must name known activities; boil is unknown."
    assert said(*WORK, **{kind: (tie(MIX, DRY, frozenset({NOWHERE})),)}) == "tie mix - dry: Must name known resources; nowhere is unknown."


def test_everything_that_names_an_activity_names_a_known_one() -> None:
    unknown = "Must name known activities; boil is unknown."
    assert said(*WORK, links=(fs(BOIL, MIX),)) == f"link boil -> mix: {unknown}"
    assert said(*WORK, links=(fs(MIX, BOIL),)) == f"link mix -> boil: {unknown}"
    assert said(*WORK, consecutives=(Consecutive(MIX, BOIL),)) == f"campaign mix -> boil: {unknown}"
    assert said(*WORK, mode_dependencies=(ModeDependency(BOIL, 0, MIX, frozenset({0})),)) == f"mode dependency boil -> mix: {unknown}"
    assert said(*WORK, promises=(promise("p", "boil", 1),)) == f"promise p: {unknown}"
    assert said(*WORK, published=(Published(BOIL, 0, 0),)) == f"published boil: {unknown}"


def test_modes_that_are_named_exist() -> None:
    where = "mode dependency mix -> dry: Must name modes that exist;"
    assert said(*WORK, mode_dependencies=(ModeDependency(MIX, 1, DRY, frozenset({0})),)) == f"{where} mix has 1, 1 is named."
    assert said(*WORK, mode_dependencies=(ModeDependency(MIX, 0, DRY, frozenset({0, 2})),)) == f"{where} dry has 2, 2 is named."
    assert said(*WORK, published=(Published(DRY, 0, 2),)) == "published dry: Must have a mode below 2; is 2."


def test_a_lever_is_on_a_known_resource() -> None:
    lever = Lever(LeverId("saturdays"), LeverKind.OVERTIME, NOWHERE, (LeverWindow(5, 6, 1),), 900)
    assert said(levers=(lever,)) == "lever saturdays: Must name a known resource; nowhere is unknown."


def test_changeovers_are_on_units_and_once() -> None:
    assert said(changeovers=(Changeovers((CHEMISTS.id,), 0, ((1,),)),)) == "changeovers on chemists: Must be on a unit; is not one."
    assert said(changeovers=(CLEANING, CLEANING)) == "changeovers on suite_a: Must be given once for a unit; are given again."


def test_bands_are_known_where_a_product_is_made() -> None:
    potent = activity("mix", mode(1, suite_a=1), product="P", band=2)
    assert said(potent, changeovers=(CLEANING,)) == "activity mix: Must have a band that suite_a knows; 2 is not below 2."
    problem(potent)
    problem(activity("mix", mode(1, suite_a=1), band=2), changeovers=(CLEANING,))


def test_dates_lie_in_the_horizon() -> None:
    assert said(now=57) == "problem: Must have 0 <= now <= horizon; is 57, 56."
    assert said(frozen_until=57) == "problem: Must have 0 <= frozen until <= horizon; is 57, 56."
    beyond = "activity mix: Must start within the horizon of 56; may not start before 57."
    assert said(activity("mix", mode(1), earliest_start=57)) == beyond
    assert said(activity("mix", mode(1), hold_until=57)) == beyond
    assert said(activity("mix", mode(1), frozen=Frozen(57))) == beyond
    assert said(*WORK, promises=(promise("p", "mix", 57),)) == "promise p: Must be due within the horizon of 56; is due at 57."
    assert said(*WORK, promises=(promise("p", "mix", -1),)) == "promise p: Must be due within the horizon of 56; is due at -1."
    problem(*WORK, now=56, frozen_until=56, promises=(promise("p", "mix", 56),))


def test_actuals_are_past() -> None:
    assert said(activity("mix", mode(1), actual=Actual(4, end=6)), now=5) == "activity mix: Must have actuals at or before now, 5; has 6."
    assert said(activity("mix", mode(1), actual=Actual(6, remaining=1)), now=5) == "activity mix: Must have actuals at or before now, 5; has 6."
    problem(activity("mix", mode(1), actual=Actual(4, end=5)), now=5)


def test_links_do_not_lead_back() -> None:
    circle = "links among dry, mix: Must not lead an activity back to after itself; these do."
    assert said(*WORK, links=(fs(MIX, DRY), fs(DRY, MIX))) == circle
    assert said(WORK[0], links=(fs(MIX, MIX),)) == "links among mix: Must not lead an activity back to after itself; these do."
    assert said(*WORK, links=(fs(MIX, DRY, -3), fs(DRY, MIX, -1))) == circle


def test_a_circle_of_no_length_is_allowed() -> None:
    problem(*WORK, links=(fs(MIX, DRY, -3), fs(DRY, MIX, -2)))
    problem(*WORK, links=(Link(LinkKind.SS, MIX, DRY), Link(LinkKind.SS, DRY, MIX)))


def test_fixed_work_can_be_led_back_from_its_end() -> None:
    """The end of fixed work decides its start: start to end, with a lag longer than it, leads it back."""
    links = (Link(LinkKind.SF, MIX, MIX, 4),)
    assert said(WORK[0], links=links).startswith("links among mix: Must not lead")
    problem(activity("mix", mode(3), stretch=Stretch.HOLDING), links=links)


def test_long_circles_name_the_first_six() -> None:
    ids = [ActivityId(f"a{k}") for k in range(8)]
    circle = tuple(fs(a, b) for a, b in zip(ids, [*ids[1:], ids[0]], strict=True))
    assert said(*(activity(name, mode(1)) for name in ids), links=circle).startswith("links among a0, a1, a2, a3, a4, a5 ...: Must not")


def test_an_open_calendar_later_is_enough() -> None:
    opening = resource("kilo", ResourceKind.UNIT, Profile(((0, 0), (50, 1))))
    made = problem(activity("mix", mode(1, kilo=1)), resources=(opening,))
    assert isinstance(made, Problem)
