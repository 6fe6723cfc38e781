"""How good a plan is: the objective, most important value first, and what lateness is counted from."""

from evenhand.planning.plan import Assignment, Target, objective_values, project_finishes, targets
from evenhand.planning.problem import ActivityId, Objective, Project, ProjectId, Published
from tests.planning.cast import activity, mode, plan, problem, promise

MIX = activity("mix", mode(3))
DRY = activity("dry", mode(2))
BOIL = activity("boil", mode(4), project="birch")
MADE = plan(mix=(0, 3), dry=(5, 7), boil=(2, 6))


def test_promises_count_from_their_dates_and_the_rest_from_its_unhindered_finish() -> None:
    promised = problem(MIX, DRY, BOIL, promises=(promise("p", "dry", 4), promise("q", "mix", 3)))
    assert targets(promised) == (Target((DRY.id,), 4), Target((MIX.id,), 3), Target((BOIL.id,), 4))
    assert objective_values(promised, MADE) == (3, 3 + 0 + 2, 7 + 6, 0)


def test_two_promises_on_one_activity_both_count() -> None:
    assert objective_values(problem(MIX, promises=(promise("p", "mix", 1), promise("q", "mix", 2))), plan(mix=(0, 3)))[:2] == (2, 3)


def test_early_is_not_less_than_on_time() -> None:
    early = problem(MIX, DRY, promises=(promise("p", "mix", 9), promise("q", "dry", 6)))
    assert objective_values(early, plan(mix=(0, 3), dry=(5, 7))) == (1, 1, 7, 0)


def test_what_was_moved_against_the_published_revision() -> None:
    published = (Published(MIX.id, 2, 0), Published(DRY.id, 4, 0))
    assert objective_values(problem(MIX, DRY, BOIL, published=published), MADE)[3] == 2 + 1


def test_the_makespan_is_the_last_end() -> None:
    assert objective_values(problem(MIX, DRY, BOIL, objective=Objective.MAKESPAN), MADE) == (7,)


def test_the_delay_of_every_project_and_then_the_makespan() -> None:
    projects = (Project(ProjectId("amber"), 5), Project(ProjectId("birch"), 9), Project(ProjectId("cedar"), 0))
    delayed = problem(MIX, DRY, BOIL, projects=projects, objective=Objective.DELAY)
    assert targets(delayed) == (Target((MIX.id, DRY.id), 5), Target((BOIL.id,), 9))
    assert objective_values(delayed, MADE) == (2, 7)


def test_a_project_without_activities_counts_for_nothing() -> None:
    projects = tuple(Project(ProjectId(p)) for p in ("amber", "birch", "cedar"))
    idle = problem(MIX, DRY, BOIL, projects=projects)
    assert project_finishes(idle, MADE) == {"amber": 7, "birch": 6}
    assert len(objective_values(idle, MADE)) == 4


def test_nothing_to_plan() -> None:
    for objective, values in ((Objective.PROMISES, (0, 0, 0, 0)), (Objective.DELAY, (0, 0)), (Objective.MAKESPAN, (0,))):
        assert objective_values(problem(objective=objective), plan()) == values


def test_an_assignment_by_its_activity() -> None:
    assert MADE.of[ActivityId("boil")] == Assignment(BOIL.id, 0, 2, 6)
