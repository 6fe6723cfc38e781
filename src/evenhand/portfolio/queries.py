"""The portfolio of a site, whole, in a constant number of queries; and what the pages ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db.models import ForeignKey, Model, Prefetch, Q, QuerySet

from evenhand.plant.models import Band, Resource, Site
from evenhand.portfolio.models import (
    Activity,
    ActivityLink,
    ActivityMode,
    BudgetLine,
    ModeNeed,
    Product,
    Project,
    ProjectState,
    Promise,
    PromiseChange,
    Tie,
)
from evenhand.records.errors import NotThere
from evenhand.records.models import TrailEntry
from evenhand.records.regulated import kind_of

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class PortfolioRows:
    """Projects and all that is in them, in the order of the projects, of the activities within them, and of entry.

    Each project has its ``activity_rows``; each activity its ``mode_rows``; each mode its ``need_rows``, with their resources. Links and ties lead to the very
    activities of ``activities``, and these to the very projects, so that following one asks nothing. What was taken out is not here.
    """

    site: Site
    projects: tuple[Project, ...]
    activities: tuple[Activity, ...]
    links: tuple[ActivityLink, ...]
    ties: tuple[Tie, ...]
    promises: tuple[Promise, ...]


def portfolio_rows(site: Site, *, states: Collection[str] = (ProjectState.RUNNING,), projects: Collection[int] | None = None) -> PortfolioRows:
    """In ten queries at most, whatever the size; the projects in these states, or with these keys."""
    wanted = Project.objects.filter(site=site)
    wanted = wanted.filter(state__in=states) if projects is None else wanted.filter(pk__in=projects)
    found = tuple(wanted.select_related("sponsor", "product__band", "product__sponsor", "manager"))
    inside = Q(project__in=[project.pk for project in found]) if projects is not None else Q(project__site=site, project__state__in=states)
    activities = activities_with_modes(site, found, inside)
    of = {activity.pk: activity for activity in activities}
    return PortfolioRows(site, found, activities, joined(ActivityLink, of, "before", "after"), joined(Tie, of, "first", "second"), promises_of(of))


def activities_with_modes(site: Site, projects: Sequence[Project], inside: Q) -> tuple[Activity, ...]:
    """Those of these projects that are not archived, with their modes and what these need."""
    activities = tuple(Activity.objects.active().filter(inside).order_by("project__order", "project_id", "order", "pk"))
    tie_together(site, projects, activities)
    put_modes(site, activities, {activity.pk: activity for activity in activities})
    return activities


def activities_of(project: Project) -> tuple[Activity, ...]:
    return activities_with_modes(project.site, [project], Q(project=project))


def tie_together(site: Site, projects: Sequence[Project], activities: Sequence[Activity]) -> None:
    project_of = {project.pk: project for project in projects}
    product_of = {row.pk: row for row in Product.objects.filter(site=site).select_related("band")} if any(a.product_id for a in activities) else {}
    band_of = {row.pk: row for row in Band.objects.filter(site=site)} if any(a.band_id for a in activities) else {}
    for project in projects:
        project.site, project.activity_rows = site, []
    know_project = known(Activity, "project")
    for activity in activities:
        know_project(activity, project_of[activity.project_id])
        activity.project.activity_rows.append(activity)
        activity.mode_rows = []
        if activity.product_id is not None:
            activity.product = product_of[activity.product_id]
        if activity.band_id is not None:
            activity.band = band_of[activity.band_id]


def put_modes(site: Site, activities: Sequence[Activity], of: dict[int, Activity]) -> None:
    resources = {row.pk: row for row in Resource.objects.filter(site=site)}
    keys = chosen(activities)
    know_activity, know_mode, know_resource = known(ActivityMode, "activity"), known(ModeNeed, "mode"), known(ModeNeed, "resource")
    modes = {}
    for mode in ActivityMode.objects.filter(keys("activity")).order_by("index"):
        if mode.activity_id in of:
            know_activity(mode, of[mode.activity_id])
            mode.need_rows = []
            mode.activity.mode_rows.append(mode)
            modes[mode.pk] = mode
    for need in ModeNeed.objects.filter(keys("mode__activity")).order_by("pk"):
        if need.mode_id in modes:
            know_mode(need, modes[need.mode_id])
            know_resource(need, resources[need.resource_id])
            need.mode.need_rows.append(need)


def known(model: type[Model], name: str) -> Callable[[Model, Model], None]:
    """Says which loaded row a row's key leads to, so that following it asks nothing. For tens of thousands of rows it is far quicker than an assignment."""
    field = model._meta.get_field(name)
    assert isinstance(field, ForeignKey)
    return field.set_cached_value


def chosen(activities: Sequence[Activity]):  # type: ignore[no-untyped-def]
    """A condition on rows that belong to these activities, by their projects, which are fewer."""
    projects = {activity.project_id for activity in activities}
    return lambda path: Q(**{f"{path}__project__in": projects})


def joined(model, of: dict[int, Activity], first: str, second: str):  # type: ignore[no-untyped-def]
    """Links or ties both of whose ends are here."""
    projects = {activity.project_id for activity in of.values()}
    know_first, know_second = known(model, first), known(model, second)
    rows = []
    for row in model.objects.filter(**{f"{first}__project__in": projects}).order_by("pk"):
        one, other = of.get(getattr(row, f"{first}_id")), of.get(getattr(row, f"{second}_id"))
        if one is not None and other is not None:
            know_first(row, one)
            know_second(row, other)
            rows.append(row)
    return tuple(rows)


def promises_of(of: dict[int, Activity]) -> tuple[Promise, ...]:
    """Those that stand, in the order in which they were given."""
    projects = {activity.project_id for activity in of.values()}
    rows = []
    for row in Promise.objects.filter(activity__project__in=projects, withdrawn_at__isnull=True).order_by("pk"):
        if row.activity_id in of:
            row.activity = of[row.activity_id]
            rows.append(row)
    return tuple(rows)


def project_or_nothing(project_id: int) -> Project:
    rows = Project.objects.select_related("site", "sponsor", "product__band", "manager")
    found = rows.filter(pk=project_id).first() if project_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such project.")
    return found


def activity_or_nothing(activity_id: int) -> Activity:
    rows = Activity.objects.select_related("project__site", "project__product__band", "product__band", "band")
    rows = rows.prefetch_related(Prefetch("modes", ActivityMode.objects.prefetch_related("needs__resource")))
    found = rows.filter(pk=activity_id).first() if activity_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such activity.")
    return found


def promises_with_history(project: Project) -> list[Promise]:
    """All promises of a project, also withdrawn ones, each with ``history_rows``, the latest first; in two queries."""
    history = Prefetch("history", PromiseChange.objects.order_by("-pk"), to_attr="history_rows")
    return list(Promise.objects.filter(activity__project=project).select_related("activity__project").prefetch_related(history))


def budget_of(project: Project) -> list[BudgetLine]:
    return list(BudgetLine.objects.filter(project=project).select_related("project"))


def project_trail(project: Project) -> QuerySet[TrailEntry]:
    """Everything recorded of a project and of what is in it, the latest first."""
    activities = [str(pk) for pk in project.activities.values_list("pk", flat=True)]
    promises = Promise.objects.filter(activity__project=project)
    links = ActivityLink.objects.filter(Q(before__project=project) | Q(after__project=project))
    about = Q(subject_kind=kind_of(Project), subject_id=str(project.pk))
    about |= Q(subject_kind=kind_of(Activity), subject_id__in=activities)
    for model, rows in ((Promise, promises), (ActivityLink, links), (BudgetLine, project.budget.all())):
        about |= Q(subject_kind=kind_of(model), subject_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)])
    return TrailEntry.objects.filter(about).order_by("-sequence")
