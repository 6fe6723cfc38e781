"""Compiles what is compiled on first use, once for an installation: ``python -m evenhand.planning.warm_up``."""

from __future__ import annotations

from evenhand.planning.compiled import Compiled
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, ActivityId, Demand, Mode, Problem, Profile, Project, ProjectId, Resource, ResourceId, ResourceKind
from evenhand.planning.recreate.arrays import instance_of
from evenhand.planning.recreate.search import Walk, settled
from evenhand.planning.risk import simulate
from evenhand.planning.solve import plan


def warm_up() -> None:
    """Plan, walk and simulate a portfolio so small that only compiling takes time."""
    suite = Resource(ResourceId("suite"), ResourceKind.UNIT, Profile.constant(1))
    projects = (Project(ProjectId("1")), Project(ProjectId("2")))
    work = tuple(Activity(ActivityId(p.id), p.id, (Mode(1, (Demand(suite.id, 1),)),)) for p in projects)
    problem = Problem((suite,), projects, work, horizon=8)
    plan(problem, effort=0.1)
    late = Plan((Assignment(work[0].id, 0, 2, 3), Assignment(work[1].id, 0, 4, 5)))
    simulate(problem, late, futures=1)
    compiled = Compiled(problem)
    instance, placing = instance_of(compiled), compiled.placing_of(late)
    walk = Walk(instance, placing, placing, [0], {}, seed=0, warm=1.0, cold=1.0)
    walk.run(0, 1)
    settled(instance, walk.placing, placing, 0)


if __name__ == "__main__":
    warm_up()
