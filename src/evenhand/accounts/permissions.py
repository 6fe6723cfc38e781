"""Who may do what: one function a right, each asked by actions and by pages alike. Administrators approve nothing."""

from __future__ import annotations

from collections.abc import Callable

from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.records.errors import NotAllowed
from evenhand.records.people import Actor, System

Permission = Callable[[Person], bool]


def may_see_plant(person: Person) -> bool:
    """See plans, projects, the plant and the records: everybody of the plant, nobody of a sponsor."""
    return person.is_of_the_plant


def may_administer(person: Person) -> bool:
    """Invite and deactivate people, grant roles."""
    return person.holds(Role.ADMINISTRATOR)


def may_plan(person: Person) -> bool:
    """Start plan runs and make drafts."""
    return approves(person, Role.PLANNER, Role.PROJECT_MANAGER, Role.SENIOR_MANAGER)


def may_publish(person: Person) -> bool:
    """Publish a plan as a revision."""
    return approves(person, Role.PLANNER, Role.SENIOR_MANAGER)


def may_edit_portfolio(person: Person) -> bool:
    """Change projects, activities, promises, budgets and actuals."""
    return approves(person, Role.PROJECT_MANAGER, Role.PLANNER)


def may_edit_plant(person: Person) -> bool:
    """Change units, pools, people's qualifications and calendars."""
    return person.holds(Role.OPERATIONS, Role.PLANNER) and not person.holds(Role.ADMINISTRATOR)


def may_report_actuals(person: Person) -> bool:
    """Say that work started, finished, or what remains."""
    return person.holds(Role.OPERATIONS, Role.PROJECT_MANAGER, Role.PLANNER) and not person.holds(Role.ADMINISTRATOR)


def may_decide(person: Person) -> bool:
    """Decide what costs another project something, money or time."""
    return approves(person, Role.SENIOR_MANAGER)


def may_approve_quality(person: Person) -> bool:
    """Put material on hold and release it."""
    return approves(person, Role.QUALITY)


def may_edit_trees(person: Person) -> bool:
    """Write drafts of the decision tree and try them out; enter contracts."""
    return approves(person, Role.PROJECT_MANAGER, Role.SENIOR_MANAGER)


def may_assess(person: Person) -> bool:
    """Walk the decision tree, conclude, and draw up what is asked of the sponsor. Quality stays apart from it."""
    return approves(person, Role.PROJECT_MANAGER, Role.SENIOR_MANAGER)


def may_record_costs(person: Person) -> bool:
    """Enter what a matter costs, and take back what was entered wrongly."""
    return approves(person, Role.PROJECT_MANAGER, Role.PLANNER, Role.SENIOR_MANAGER)


def may_work_on_matters(person: Person) -> bool:
    """Settle matters with the team, stop their clocks for a reason, assign actions. To raise one is everybody's."""
    return person.is_of_the_plant and not person.holds(Role.ADMINISTRATOR)


def may_set_clocks(person: Person) -> bool:
    """Say how long matters may stay where they are, and which senior manager is responsible for what."""
    return person.holds(Role.SENIOR_MANAGER, Role.ADMINISTRATOR)


def approves(person: Person, *roles: Role) -> bool:
    """Holds one of these, and is no administrator, whatever else the table of roles was made to say."""
    return person.holds(*roles) and not person.holds(Role.ADMINISTRATOR)


WHO = {
    may_see_plant: "the plant's own people",
    may_administer: "administrators",
    may_plan: "planners, project managers and senior managers",
    may_publish: "planners and senior managers",
    may_edit_portfolio: "project managers and planners",
    may_edit_plant: "operations and planners",
    may_report_actuals: "operations, project managers and planners",
    may_decide: "senior managers",
    may_approve_quality: "quality",
    may_edit_trees: "project managers and senior managers",
    may_assess: "project managers and senior managers",
    may_record_costs: "project managers, planners and senior managers",
    may_work_on_matters: "the plant's own people who do not administer",
    may_set_clocks: "senior managers and administrators",
}


def require(by: Actor, permission: Permission, to: str) -> None:
    """Refuse in words: "Only planners may publish a plan." The system may do what people asked for or what it is made for."""
    if isinstance(by, System):
        return
    if not isinstance(by, Person) or not by.is_active or not permission(by):
        raise NotAllowed(f"Only {WHO[permission]} may {to}.")
