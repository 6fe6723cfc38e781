"""The options of a matter as people read them: date, chance, cost and who pays, and what each does to everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Sum

from evenhand.matters.actions.assessing import outcome_of_conclusion
from evenhand.matters.actions.costs import BUDGET_HEADS, spent
from evenhand.matters.models import Allocation, Assessment, AssessmentState, Conclusion, LedgerEntry, Matter, OptionSet
from evenhand.matters.tree.parts import OutcomeKind
from evenhand.plant.length_words import counted
from evenhand.plant.models import Resource
from evenhand.plant.templatetags.plant_words import money
from evenhand.portfolio.models import BudgetLine, Project
from evenhand.schedules.models import Revision, Variant, VariantKind
from evenhand.schedules.variant_facts import FinishEffect, PromiseEffect, VariantFacts, facts_from_json
from evenhand.schedules.words import SlotWords, chance

OPEN_SHARES = "open until the assessment is concluded"
DAYS_A_WEEK = 7


def priced(cents: int, words: SlotWords) -> str:
    return f"{words.currency} {money(cents)}"


@dataclass(frozen=True)
class OptionCard:
    """One option. Money in minor units; ``missing`` is what the budget lacks, ``unspent`` what stopping saves."""

    variant: Variant
    words: SlotWords
    who_pays: str
    missing: int | None = None
    unspent: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # of units, by code

    @cached_property
    def facts(self) -> VariantFacts | None:
        return None if self.variant.facts is None else facts_from_json(self.variant.facts)

    @property
    def is_found(self) -> bool:
        return self.facts is not None

    @property
    def promise(self) -> PromiseEffect | None:
        """The project's own promise that matters most: the one that is latest against its date."""
        if self.facts is None:
            return None
        return max(self.facts.own, key=lambda line: ((line.after or line.before) - line.due, line.due), default=None)

    @property
    def date(self) -> str:
        facts, promise = self.facts, self.promise
        if facts is None:
            return ""
        if self.variant.kind == VariantKind.STOP:
            return "not made any more"
        if facts.later is not None:
            return f"promised by {self.words.end(facts.later)}"
        if promise is None:
            return f"ends {self.words.end(facts.end)}"
        assert promise.after is not None
        return f"{self.words.end(promise.after)}, {self.words.lateness(promise.after - promise.due)}"

    @property
    def compared(self) -> str:
        """Against going on as is."""
        facts, promise = self.facts, self.promise
        if facts is None or facts.end is None or self.variant.kind in (VariantKind.AS_IS, VariantKind.LATER_PROMISE):
            return ""
        by = facts.end - facts.end_before if promise is None or promise.after is None else promise.after - promise.before
        return f"{self.words.shift(by)} than as is" if by else "no earlier than as is"

    @property
    def chance(self) -> str:
        facts, promise = self.facts, self.promise
        if facts is None or promise is None or self.variant.kind == VariantKind.STOP:
            return ""
        return chance(facts.later_chance if facts.later is not None else promise.chance_after)

    @property
    def cost(self) -> str:
        facts = self.facts
        if facts is None:
            return ""
        if self.variant.key == "more-budget":
            return "nothing is missing" if not self.missing else f"{priced(self.missing, self.words)} missing"
        if self.variant.kind == VariantKind.STOP:
            return f"{priced(self.unspent or 0, self.words)} not spent"
        if facts.repeats:
            return "what the work costs once more: entered in the ledger as it comes"
        return priced(facts.cost, self.words) if facts.cost else "nothing added"

    @property
    def others(self) -> str:
        """Who else."""
        facts = self.facts
        if facts is None:
            return ""
        if not facts.is_harmless:
            return f"harms {', '.join(facts.harmed_projects)}"
        moved = sum(1 for who, _, _ in facts.moved if not who.startswith(f"{facts.project}/"))
        return (
            f"nobody is harmed; {counted(moved, 'activity')} of others {'moves' if moved == 1 else 'move'}"
            if moved
            else "nobody is harmed, nobody moves"
        )

    @property
    def changed(self) -> list[PromiseEffect]:
        """Others' promises that come out otherwise: harmed ones first."""
        return (
            [] if self.facts is None else sorted((x for x in self.facts.others if x.is_changed), key=lambda x: (not x.is_harmed, -x.harm, x.promise))
        )

    @property
    def unchanged(self) -> int:
        return 0 if self.facts is None else len(self.facts.others) - len(self.changed)

    @property
    def finishing_later(self) -> tuple[FinishEffect, ...]:
        return () if self.facts is None else self.facts.finishing_later

    @property
    def freed_units(self) -> list[str]:
        """ "GMP suite 1 for 3.5 weeks"."""
        if self.facts is None or self.facts.freed is None:
            return []
        week = self.words.scale.slots_per_day * DAYS_A_WEEK
        return [f"{self.names.get(unit, unit)} for {slots / week:.1f} weeks" for unit, slots in self.facts.freed.units]

    @property
    def could_be_earlier(self) -> list[str]:
        if self.facts is None or self.facts.freed is None:
            return []
        return [f"{project} {self.words.span(before - after)} earlier" for project, before, after in self.facts.freed.earlier]

    @property
    def opens_in_gantt(self) -> str:
        """Where the plan changes."""
        if self.facts is None or not (self.facts.moved or self.facts.repeats or self.variant.kind == VariantKind.STOP):
            return ""
        return str(self.variant.pk)


@dataclass(frozen=True)
class Options:
    """What can be done about a matter, as of its last computation. ``overtaken``: the newer revision."""

    asked: OptionSet
    cards: tuple[OptionCard, ...]
    waiting: int
    overtaken: Revision | None

    @property
    def is_over(self) -> bool:
        return bool(self.asked.run.is_over)

    @property
    def found(self) -> list[OptionCard]:
        return [card for card in self.cards if card.is_found]

    @property
    def not_found(self) -> list[OptionCard]:
        return [card for card in self.cards if not card.is_found]

    @property
    def harmed(self) -> list[str]:
        return sorted({code for card in self.found if card.facts for code in card.facts.harmed_projects})


def options_of(matter: Matter) -> Options | None:
    asked = OptionSet.objects.latest_of(matter)
    if asked is None:
        return None
    run, site = asked.run, matter.site
    words, pays = SlotWords(site.scale, site.currency), who_pays(matter)
    missing, unspent = budget_gap(matter), unspent_of(matter)
    rows = list(run.variants.order_by("pk"))
    names = dict(Resource.objects.filter(site=site).exclude(name="").values_list("code", "name"))
    cards = tuple(OptionCard(row, words, pays, missing, unspent, names) for row in in_order(rows, run.request["variants"]))
    current = Revision.objects.current(site)
    overtaken = current if current is not None and current.pk != run.based_on_id else None
    return Options(asked, cards, max(0, len(run.request["variants"]) - len(rows)), overtaken)


def in_order(rows: Sequence[Variant], asked: Sequence[dict[str, str]]) -> list[Variant]:
    place = {row["key"]: index for index, row in enumerate(asked)}
    return sorted(rows, key=lambda row: place.get(row.key, len(place)))


def who_pays(matter: Matter) -> str:
    """By the conclusion of the matter's last assessment."""
    last = Assessment.objects.of(matter).first()
    if last is None or last.state != AssessmentState.CONCLUDED:
        return OPEN_SHARES
    conclusion = Conclusion.objects.select_related("settlement").get(assessment=last)
    outcome = outcome_of_conclusion(conclusion)
    if outcome.kind in (OutcomeKind.CMO, OutcomeKind.SPONSOR, OutcomeKind.NEITHER):
        return {OutcomeKind.CMO: "the CMO", OutcomeKind.SPONSOR: "the sponsor", OutcomeKind.NEITHER: "each its own"}[outcome.kind]
    settlement = getattr(conclusion, "settlement", None)
    shares = outcome.shares if outcome.shares is not None else None if settlement is None else settlement.shares
    return "open until the shares are settled" if shares is None else shares.words


def budget_gap(matter: Matter) -> int | None:
    """What is forecast beyond what is approved, and what is in the ledger of this matter beyond the forecast's allocations; None without a project."""
    if matter.project_id is None:
        return None
    sums = BudgetLine.objects.filter(project=matter.project_id).aggregate(approved=Sum("approved"), forecast=Sum("forecast"))
    gap = (sums["forecast"] or 0) - (sums["approved"] or 0)
    if not matter.allocations.exists():
        gap += LedgerEntry.objects.filter(matter=matter).aggregate(amount=Sum("amount"))["amount"] or 0
    return max(0, gap)


def unspent_of(matter: Matter) -> int | None:
    """What is forecast and neither spent nor committed, head by head. What an allocation made forecast was in a ledger, and so is spent."""
    if matter.project_id is None:
        return None
    gone = in_ledgers(matter.project_id)
    lines = BudgetLine.objects.filter(project=matter.project_id)
    return sum(max(0, line.forecast - gone[line.head] - max(line.spent, line.committed)) for line in lines)


def in_ledgers(project_id: int) -> Counter[str]:
    """By budget head: what the last allocation of each of the project's matters made forecast."""
    rows = Allocation.objects.filter(matter__project=project_id).prefetch_related("lines").order_by("number")
    last = {allocation.matter_id: allocation for allocation in rows}
    found: Counter[str] = Counter()
    for allocation in last.values():
        for line in allocation.as_lines:
            found[BUDGET_HEADS[line.head].value] += spent(line)
    return found


def harmed_by(options: Options | None) -> list[tuple[Project, str]]:
    """Each project that some option harms, with by which and how."""
    if options is None:
        return []
    told: dict[int, list[str]] = {}
    for card in options.found:
        assert card.facts is not None
        for line in card.facts.harmed:
            if line.project_key is not None:
                how = (
                    f"{card.variant.title}: {line.name} {card.words.shift(line.harm)}"
                    if line.harm
                    else f"{card.variant.title}: {line.name} less sure"
                )
                told.setdefault(line.project_key, []).append(f"{how}, chance {chance(line.chance_before)} → {chance(line.chance_after)}")
        for finish in card.facts.finishing_later:
            if finish.project_key is not None:
                told.setdefault(finish.project_key, []).append(f"{card.variant.title}: {card.words.shift(finish.after - finish.before)}")
    projects = Project.objects.in_bulk(list(told))
    return [(projects[key], "; ".join(lines)) for key, lines in sorted(told.items(), key=lambda x: projects[x[0]].code)]
