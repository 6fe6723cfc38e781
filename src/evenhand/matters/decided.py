"""What was decided, and what of it is not done yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_publish
from evenhand.matters.models import Action, Decision, DecisionKind, Matter
from evenhand.matters.queries import Waiting
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.plant.models import Site
from evenhand.records.editing import LARGEST_ID
from evenhand.records.errors import NotThere
from evenhand.records.head import head
from evenhand.records.kept import Kept
from evenhand.records.words import day_in_words
from evenhand.schedules.models import DraftState, Revision


@dataclass(frozen=True)
class NotDone:
    """A decision and what is missing: open actions, a draft that is not published, perhaps overtaken by a newer revision."""

    decision: Decision
    actions: tuple[Action, ...]
    draft_is_open: bool
    is_overtaken: bool

    @property
    def sentence(self) -> str:
        parts = []
        if self.actions:
            count = len(self.actions)
            parts.append(f"{count} action{'' if count == 1 else 's'} open")
        if self.draft_is_open and self.is_overtaken:
            parts.append(f"draft {self.decision.draft_id} was overtaken by a newer revision: compute the options again, or plan anew")
        elif self.draft_is_open:
            parts.append(f"draft {self.decision.draft_id} is not published")
        return "; ".join(parts)

    def is_late(self, today: date) -> bool:
        return any(action.is_late(today) for action in self.actions)


def decided_not_done(site: Site, *, matter: Matter | None = None) -> list[NotDone]:
    """In three queries, whatever the number: decisions of which an action is open or the draft is not published; the earliest first."""
    wanted = Decision.objects.filter(matter__site=site).exclude(kind=DecisionKind.ASK)
    if matter is not None:
        wanted = wanted.filter(matter=matter)
    given = {row.pk: [item["action"] for item in row.assigned] for row in wanted.only("pk", "assigned")}
    named = [key for keys in given.values() for key in keys]
    still_open = {row.pk: row for row in Action.objects.filter(pk__in=named).open().select_related("owner", "matter")}
    drafts = set(wanted.filter(draft__state=DraftState.OPEN).values_list("pk", flat=True))
    undone = [key for key, actions in given.items() if key in drafts or any(action in still_open for action in actions)]
    if not undone:
        return []
    current = Revision.objects.current(site)
    now = None if current is None else current.pk
    found = []
    for decision in Decision.objects.filter(pk__in=undone).with_names().order_by("at", "pk"):
        actions = tuple(still_open[key] for key in given[decision.pk] if key in still_open)
        is_open = decision.pk in drafts
        based_on = None if decision.draft is None else decision.draft.based_on_id
        found.append(NotDone(decision, actions, is_open, is_open and based_on != now))
    return found


@dataclass(frozen=True)
class Afterwards:
    """Everybody's: what is decided and not done, open questions, decisions with a day on which to look at them again."""

    undone: tuple[NotDone, ...]
    questions: tuple[Decision, ...]
    reviewed: tuple[Decision, ...]


AFTERWARDS: Kept[Afterwards] = Kept(2)


def what_comes_after(site: Site) -> Afterwards:
    """In seven queries at most; read anew when anything was recorded."""

    def read() -> Afterwards:
        asked = Decision.objects.open_questions().filter(matter__site=site, matter__state="open").select_related("matter__project", "by")
        reviewed = Decision.objects.filter(matter__site=site, review_on__isnull=False)
        return Afterwards(tuple(decided_not_done(site)), tuple(asked), tuple(reviewed))

    return AFTERWARDS.get((site.pk, head()), read)


def decided_waiting_for(person: Person, site: Site) -> Iterator[Waiting]:
    """Drafts of decisions that wait to be published, for those who publish; what the decider wanted done and is late; questions, for whose matter it is."""
    today = day_of(site, moment_now(site))
    found = what_comes_after(site)
    for item in found.undone:
        decision = item.decision
        if item.draft_is_open and (may_publish(person) or decision.by_id == person.pk):
            yield Waiting(f"Matter {decision.matter_id} is decided, not done: {item.sentence}.", decision.get_absolute_url())
        elif decision.by_id == person.pk and item.is_late(today):
            yield Waiting(f"Matter {decision.matter_id} is decided, and late: {item.sentence}.", decision.get_absolute_url())
    for decision in found.questions:
        matter = decision.matter
        if person.pk in (matter.owner_id, matter.project.manager_id if matter.project else None):
            yield Waiting(f"Matter {matter.pk}, {decision.by.printed_name} asks for: {decision.asked_for}", decision.get_absolute_url())
    for decision in found.reviewed:
        if decision.by_id == person.pk and decision.review_on is not None and today - timedelta(days=14) < decision.review_on <= today:
            yield Waiting(f"Review {decision}, due {day_in_words(decision.review_on)}.", decision.get_absolute_url())


def decision_or_nothing(decision_id: int) -> Decision:
    found = Decision.objects.with_names().filter(pk=decision_id).first() if 0 < decision_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such decision.")
    return found
