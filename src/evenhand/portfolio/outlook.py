"""How projects stand: what is late, at risk, next. All of it from promises, facts and the published plan, in words that are the same everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from evenhand.plant.length_words import elapsed, percent, spelled
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project, ProjectState, Promise
from evenhand.portfolio.published import PublishedPlan
from evenhand.records.day_words import end_in_words, start_in_words
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept

CLOSE = timedelta(days=3)  # less room than that is a risk where no chance is known
SURE_ENOUGH = 0.8  # a lower chance of keeping a promise is a risk
WORST_FIRST = ("late", "risk", "held", "plan", "draft", "done", "past")


@dataclass(frozen=True)
class PromiseOutlook:
    """``state`` as pages mark it; ``room``: from the expected end to the promise, negative where late; None where no end is known."""

    promise: Promise
    state: str
    words: str
    end: datetime | None
    chance: float | None

    @property
    def room(self) -> timedelta | None:
        return None if self.end is None else self.promise.due - self.end

    @property
    def is_planned(self) -> bool:
        """Whether the published plan says when it will be done."""
        return self.end is not None and self.promise.activity.actual_finish is None


@dataclass(frozen=True)
class ProjectOutlook:
    project: Project
    state: str
    words: str
    promises: tuple[PromiseOutlook, ...]
    held: tuple[Activity, ...]
    next_step: str

    @property
    def first_due(self) -> datetime:
        waiting = [p.promise.due for p in self.promises if p.state != "done"]
        return min(waiting, default=datetime.max)

    @cached_property
    def html(self) -> SafeString:
        """Its lines in the list of projects, written once for all who look."""
        return render_to_string("portfolio/project_item.html", {"item": self})


def promise_outlook(promise: Promise, plan: PublishedPlan | None, now: datetime) -> PromiseOutlook:
    activity = promise.activity
    if activity.actual_finish is not None:
        late = activity.actual_finish > promise.due
        words = f"done {end_in_words(activity.actual_finish)}, {gap(promise.due - activity.actual_finish)}"
        return PromiseOutlook(promise, "late" if late else "done", words, activity.actual_finish, None)
    place = plan.places.get(activity.pk) if plan else None
    chance = plan.chances.get(promise.pk) if plan else None
    if place is None:
        if promise.due < now:
            return PromiseOutlook(promise, "late", f"was due {end_in_words(promise.due)} and is not done", None, chance)
        return PromiseOutlook(promise, "draft", f"due {end_in_words(promise.due)}; nothing is planned yet", None, chance)
    room = promise.due - place.end
    words = f"planned for {end_in_words(place.end)}, {gap(room)}"
    if chance is not None:
        words += f"; kept in {percent(chance)} of futures"
    if room < timedelta(0):
        state = "late"
    elif chance is not None:
        state = "risk" if chance < SURE_ENOUGH else "plan"
    else:
        state = "risk" if room < CLOSE else "plan"
    return PromiseOutlook(promise, state, words, place.end, chance)


def gap(room: timedelta) -> str:
    """ "3.5 days before the promise": as exact as where plans are compared."""
    if not room:
        return "just as promised"
    far = elapsed(abs(room)) if abs(room) >= timedelta(hours=1) else "less than an hour"
    return f"{far} {'before' if room > timedelta(0) else 'after'} the promise"


def outlooks(site: Site, projects: Sequence[Project], plan: PublishedPlan | None) -> list[ProjectOutlook]:
    """In the order worst first, then by the next promise; in four queries at most."""
    now = site.now()
    keys = {project.pk: project for project in projects}
    promises: dict[int, list[PromiseOutlook]] = defaultdict(list)
    found = Promise.objects.filter(activity__project__site=site, withdrawn_at__isnull=True).select_related("activity").order_by("due", "pk")
    for promise in found:
        if promise.activity.project_id in keys:
            promise.activity.project = keys[promise.activity.project_id]
            promises[promise.activity.project_id].append(promise_outlook(promise, plan, now))
    held: dict[int, list[Activity]] = defaultdict(list)
    for activity in Activity.objects.active().filter(project__site=site, hold_until__isnull=False, actual_start__isnull=True):
        held[activity.project_id].append(activity)
    steps = next_steps(site, keys, plan)
    made = [one_of(project, promises[project.pk], held[project.pk], steps.get(project.pk, "")) for project in projects]
    return sorted(made, key=lambda item: (WORST_FIRST.index(item.state), item.first_due, item.project.order))


KEPT: Kept[tuple[ProjectOutlook, ...]] = Kept(2)


def running_outlooks(site: Site, plan: PublishedPlan | None) -> tuple[ProjectOutlook, ...]:
    """Of all running projects; worked out again when anything was recorded that may change it, with other chances, or when another slot has begun."""

    def found() -> tuple[ProjectOutlook, ...]:
        rows = Project.objects.filter(site=site, state=ProjectState.RUNNING).select_related("sponsor", "product__band", "manager")
        return tuple(outlooks(site, list(rows), plan))

    chances = None if plan is None else frozenset(plan.chances.items())
    return KEPT.get((site.pk, plant_head(), site.now(), None if plan is None else plan.revision, chances), found)


def one_of(project: Project, promises: Sequence[PromiseOutlook], held: Sequence[Activity], next_step: str) -> ProjectOutlook:
    if project.state != ProjectState.RUNNING:
        return ProjectOutlook(project, "past", project.get_state_display(), tuple(promises), tuple(held), "")
    waiting = [p for p in promises if not p.promise.activity.is_finished]
    if not promises:
        return ProjectOutlook(project, "draft", "nothing is promised", (), tuple(held), next_step)
    if not waiting:
        return ProjectOutlook(project, "done", "all promises are done with", tuple(promises), tuple(held), next_step)
    worst = min(waiting, key=lambda p: (WORST_FIRST.index(p.state), p.promise.due))
    words = f"{worst.promise.name or worst.promise.code} {worst.words}"
    return ProjectOutlook(project, worst.state, words, tuple(promises), tuple(held), next_step)


def next_steps(site: Site, projects: Mapping[int, Project], plan: PublishedPlan | None) -> dict[int, str]:
    """What goes on in each project, or begins next."""
    rows = Activity.objects.active().filter(project__site=site, project__state=ProjectState.RUNNING, actual_finish__isnull=True)
    going: dict[int, list[str]] = defaultdict(list)
    coming: dict[int, tuple[datetime, str]] = {}
    for key, project, name, start in rows.order_by("order", "pk").values_list("pk", "project_id", "name", "actual_start"):
        if project not in projects:
            continue
        if start is not None:
            going[project].append(name)
        elif plan is not None and key in plan.places:
            place = plan.places[key].start
            if project not in coming or place < coming[project][0]:
                coming[project] = (place, name)
        elif plan is None and project not in coming:
            coming[project] = (datetime.max, name)
    steps = {}
    for project in {*going, *coming}:
        parts = []
        if going[project]:
            parts.append(f"now {going[project][0]}" + (f" and {spelled(len(going[project]) - 1, 'other')}" if len(going[project]) > 1 else ""))
        if project in coming:
            at, name = coming[project]
            parts.append(f"next {name}" + ("" if at == datetime.max else f", {start_in_words(at)}"))
        steps[project] = "; ".join(parts)
    return steps


def first_sentence(found: Sequence[ProjectOutlook]) -> str:
    late, risk = (sum(item.state == state for item in found) for state in ("late", "risk"))
    running = sum(item.project.state == ProjectState.RUNNING for item in found)
    if not running:
        return "No project is running."
    if not late and not risk:
        return f"{spelled(running, 'project').capitalize()} {'is' if running == 1 else 'are'} running; no promise is late or at risk."
    parts = [f"{spelled(n, 'project')} {'is' if n == 1 else 'are'} {what}" for n, what in ((late, "late"), (risk, "at risk")) if n]
    text = " and ".join(parts)
    return f"{text[:1].upper()}{text[1:]}, of {running} running."
