"""Many projects, or many activities, entered at once: each row recorded, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_approve_quality, may_edit_portfolio, require
from evenhand.plant.fitting import fit_chance, fit_code, fit_count, fit_minutes, fit_money, fit_past, fit_text, fit_wall
from evenhand.plant.models import Resource, Site
from evenhand.portfolio import events
from evenhand.portfolio.drafts import ActivityDraft, ActualDraft, BudgetDraft, LinkDraft, ModeDraft, ProjectDraft, PromiseDraft, TieDraft
from evenhand.portfolio.models import (
    Activity,
    ActivityLink,
    ActivityMode,
    BudgetHead,
    BudgetLine,
    LinkKind,
    ModeNeed,
    Phase,
    Project,
    ProjectState,
    Promise,
    PromiseChange,
    Stretch,
    Tie,
    TieKind,
)
from evenhand.records.editing import enter_all
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor

MOST_MODES = 1000


@dataclass
class Entering:
    """The rows being made, and what they are looked up by."""

    site: Site
    resources: Mapping[str, Resource]
    activities: dict[str, Activity] = field(default_factory=dict)  # by full code
    modes: list[ActivityMode] = field(default_factory=list)
    needs: list[ModeNeed] = field(default_factory=list)

    def activity(self, full_code: str) -> Activity:
        if full_code not in self.activities:
            raise Invalid(f"Must name a known activity; {full_code} is unknown.")
        return self.activities[full_code]


def enter_portfolio(
    *,
    by: Actor,
    site: Site,
    projects: Sequence[ProjectDraft],
    links: Iterable[LinkDraft] = (),
    ties: Iterable[TieDraft] = (),
    promises: Iterable[PromiseDraft] = (),
    reason: str = "",
) -> list[Project]:
    """New projects with all that is in them. What is already there is not touched."""
    require(by, may_edit_portfolio, "enter projects")
    if any(draft.hold_until for project in projects for draft in project.activities):
        require(by, may_approve_quality, "put work on quality hold")
    with transaction.atomic():
        made = enter_all(by=by, event=events.PROJECT_ENTERED, records=new_projects(site, projects), reason=reason)
        work = entering(site)
        drafts = [(project, draft, k) for project, of in zip(made, projects, strict=True) for k, draft in enumerate(of.activities)]
        enter_activities(by, work, drafts, reason)
        lines = [line_of(project, draft) for project, of in zip(made, projects, strict=True) for draft in of.budget]
        enter_all(by=by, event=events.BUDGET_ENTERED, records=lines, reason=reason)
        enter_joints(by, work, links, ties, reason)
        enter_promises(by, work, promises, reason)
    return made


def entering(site: Site, known: Iterable[Activity] = ()) -> Entering:
    resources = {row.code: row for row in Resource.objects.filter(site=site)}
    return Entering(site, resources, {activity.full_code: activity for activity in known})


def new_projects(site: Site, drafts: Sequence[ProjectDraft]) -> list[Project]:
    codes = [fit_code(draft.code) for draft in drafts]
    taken = set(Project.objects.filter(site=site).values_list("code", flat=True))
    rows = []
    for code, draft in zip(codes, drafts, strict=True):
        if code in taken:
            raise Conflict(f"There is a project {code} already.")
        taken.add(code)
        if draft.state not in ProjectState.values:
            raise Invalid(f"Must be one of {', '.join(ProjectState.values)}; is {draft.state!r}.", field="state")
        row = Project(
            site=site, code=code, name=fit_text(draft.name, "name", least=1), sponsor=draft.sponsor, product=draft.product, manager=draft.manager
        )
        row.state, row.due, row.notes, row.order = draft.state, draft.due, draft.notes, len(taken)
        rows.append(row)
    return rows


def enter_activities(by: Actor, work: Entering, drafts: Sequence[tuple[Project, ActivityDraft, int]], reason: str = "") -> list[Activity]:
    """Each draft with its project and its place in it."""
    rows = [new_activity(work.site, project, draft, order) for project, draft, order in drafts]
    codes = [(row.project_id, row.code) for row in rows]
    if len(set(codes)) < len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise Invalid(f"Must have codes that are unique within the project; {twice[1]} is used again.", field="code")
    made = enter_all(by=by, event=events.ACTIVITY_ENTERED, records=rows, reason=reason)
    for activity, (_, draft, _) in zip(made, drafts, strict=True):
        work.activities[activity.full_code] = activity
        add_modes(work, activity, draft.modes)
    enter_all(by=by, event=events.MODE_ENTERED, records=work.modes, reason=reason)
    enter_all(by=by, event=events.NEED_ENTERED, records=work.needs, reason=reason)
    work.modes, work.needs = [], []
    return made


def new_activity(site: Site, project: Project, draft: ActivityDraft, order: int) -> Activity:
    for value, choices, name in ((draft.phase, Phase, "phase"), (draft.stretch, Stretch, "stretch")):
        if value not in choices.values:
            raise Invalid(f"Must be one of {', '.join(choices.values)}; is {value!r}.", field=name)
    row = Activity(
        project=project, code=fit_code(draft.code), name=fit_text(draft.name, "name", least=1), phase=draft.phase, stretch=draft.stretch, order=order
    )
    row.product, row.has_no_product, row.band = draft.product, draft.has_no_product, draft.band
    row.earliest_start = draft.earliest_start and fit_wall(site, draft.earliest_start, "earliest_start")
    row.latest_end = draft.latest_end
    row.material, row.material_ordered_on, row.material_lead_days = draft.material, draft.material_ordered_on, draft.material_lead_days
    row.hold_until, row.hold_reason = draft.hold_until and fit_wall(site, draft.hold_until, "hold_until"), draft.hold_reason
    row.rework_chance = fit_chance(draft.rework_chance, "rework_chance")
    row.late_chance = None if draft.late_chance is None else fit_chance(draft.late_chance, "late_chance")
    row.late_minutes = None if draft.late_minutes is None else fit_minutes(site, draft.late_minutes, "late_minutes")
    if draft.actual is not None:
        put_actual(site, row, draft.actual, len(draft.modes))
    return row


def put_actual(site: Site, row: Activity, actual: ActualDraft, modes: int) -> None:
    row.actual_start = fit_past(site, actual.start, "actual_start")
    row.actual_mode = fit_count(actual.mode, "actual_mode", most=max(0, modes - 1))
    if (actual.finish is None) == (actual.remaining is None):
        raise Invalid("Must have either a finish or what remains, not both or neither.", field="actual_finish")
    if actual.finish is not None:
        row.actual_finish = fit_past(site, actual.finish, "actual_finish")
        if row.actual_finish < row.actual_start:
            raise Invalid("Must not finish before it starts.", field="actual_finish")
    else:
        row.remaining_minutes = fit_minutes(site, actual.remaining or 0, "remaining_minutes")
        row.remaining_at = actual.remaining_at or site.now()


def add_modes(work: Entering, activity: Activity, drafts: Sequence[ModeDraft]) -> None:
    if not 1 <= len(drafts) <= MOST_MODES:
        raise Invalid(f"Must have 1 to {MOST_MODES} modes; has {len(drafts)}.", field="work")
    for index, draft in enumerate(drafts):
        mode = new_mode(work.site, activity, index, draft)
        work.modes.append(mode)
        work.needs += new_needs(work.resources, mode, draft)


def new_mode(site: Site, activity: Activity, index: int, draft: ModeDraft) -> ActivityMode:
    likely = fit_minutes(site, draft.duration, "work")
    low = None if draft.optimistic is None else fit_minutes(site, draft.optimistic, "work")
    high = None if draft.pessimistic is None else fit_minutes(site, draft.pessimistic, "work")
    if not (likely if low is None else low) <= likely <= (likely if high is None else high):
        shown = ", ".join(f"{minutes / 60:g} h" for minutes in (likely if low is None else low, likely, likely if high is None else high))
        raise Invalid(f"Must have optimistic <= likely <= pessimistic duration; is {shown}.", field="work")
    mode = ActivityMode(activity=activity, index=index, name=fit_text(draft.name, "work"), duration_minutes=likely)
    mode.optimistic_minutes, mode.pessimistic_minutes = low, high
    return mode


def new_needs(resources: Mapping[str, Resource], mode: ActivityMode, draft: ModeDraft) -> list[ModeNeed]:
    rows = []
    for code, amount in draft.needs:
        resource = resources.get(code)
        if resource is None:
            raise Invalid(f"Must need known resources; {code} is unknown.", field="work")
        if resource.is_unit and amount != 1:
            raise Invalid(f"Must need exactly 1 of the unit {code}; needs {amount}.", field="work")
        rows.append(ModeNeed(mode=mode, resource=resource, amount=fit_count(amount, "work", least=1)))
    if len({row.resource_id for row in rows}) < len(rows):
        raise Invalid(f"Must name each resource once; names {', '.join(code for code, _ in draft.needs)}.", field="work")
    return rows


def line_of(project: Project, draft: BudgetDraft) -> BudgetLine:
    if draft.head not in BudgetHead.values:
        raise Invalid(f"Must be one of {', '.join(BudgetHead.values)}; is {draft.head!r}.", field="head")
    amounts = {name: fit_money(getattr(draft, name), name) for name in ("approved", "committed", "spent", "forecast")}
    return BudgetLine(project=project, head=draft.head, **amounts)


def enter_joints(by: Actor, work: Entering, links: Iterable[LinkDraft], ties: Iterable[TieDraft], reason: str = "") -> None:
    enter_all(by=by, event=events.ACTIVITIES_LINKED, records=[new_link(work, draft) for draft in links], reason=reason)
    enter_all(by=by, event=events.ACTIVITIES_TIED, records=[new_tie(work, draft) for draft in ties], reason=reason)


def new_link(work: Entering, draft: LinkDraft) -> ActivityLink:
    before, after = work.activity(draft.before), work.activity(draft.after)
    if draft.kind not in LinkKind.values:
        raise Invalid(f"Must be one of {', '.join(LinkKind.values)}; is {draft.kind!r}.", field="kind")
    lag = fit_minutes(work.site, draft.lag, "lag_minutes", least=None)
    most = None if draft.max_lag is None else fit_minutes(work.site, draft.max_lag, "max_lag_minutes", least=None)
    if most is not None and most < lag:
        raise Invalid(f"Must have lag <= maximal lag; is {lag / 60:g} h > {most / 60:g} h.", field="max_lag_minutes")
    return ActivityLink(before=before, after=after, kind=draft.kind, lag_minutes=lag, max_lag_minutes=most)


def new_tie(work: Entering, draft: TieDraft) -> Tie:
    unknown = [code for code in draft.among or () if code not in work.resources]
    if unknown:
        raise Invalid(f"Must name known resources; {unknown[0]} is unknown.", field="among")
    among = None if draft.among is None else sorted(work.resources[code].pk for code in draft.among)
    tie = Tie(kind=draft.kind, first=work.activity(draft.first), second=work.activity(draft.second), among=among)
    if (draft.kind == TieKind.MODE_DEPENDENCY) == (draft.first_mode is None or draft.second_modes is None):
        raise Invalid("A mode dependency, and only that, names a mode of the first activity and modes of the second.", field="first_mode")
    tie.first_mode = draft.first_mode
    tie.second_modes = None if draft.second_modes is None else sorted(draft.second_modes)
    return tie


def enter_promises(by: Actor, work: Entering, drafts: Iterable[PromiseDraft], reason: str = "") -> list[Promise]:
    rows = [
        Promise(activity=work.activity(d.activity), code=fit_code(d.code), name=fit_text(d.name, "name"), due=fit_wall(work.site, d.due, "due"))
        for d in drafts
    ]
    made = enter_all(by=by, event=events.PROMISE_GIVEN, records=rows, reason=reason)
    at = timezone.now()
    history = [PromiseChange(promise=row, due=row.due, by_id=by.pk, by_name=by.printed_name, at=at, reason=reason) for row in made]
    enter_all(by=by, event=events.PROMISE_HISTORY_KEPT, records=history, reason=reason)
    return made
