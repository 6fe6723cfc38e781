"""What a decision must keep to, each rule a function that refuses in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evenhand.accounts.models import Person
from evenhand.matters.models import Decision, DecisionKind, Matter, OptionSet
from evenhand.records.editing import LARGEST_ID
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.words import moment_in_words
from evenhand.schedules.actions.take_variant import must_rest_on_current
from evenhand.schedules.models import Variant, VariantKind
from evenhand.schedules.variant_facts import VariantFacts

CHANGES_THE_PLAN = frozenset(
    {VariantKind.EARLIER, VariantKind.OTHER_UNIT, VariantKind.AGAIN, VariantKind.OVERTIME, VariantKind.ADDED_PERSON, VariantKind.LEAST_HARM}
)
FITTING: Mapping[str, frozenset[str]] = {
    DecisionKind.GO: frozenset({VariantKind.AS_IS, VariantKind.LATER_PROMISE, *CHANGES_THE_PLAN}),
    DecisionKind.NO_GO: frozenset({VariantKind.STOP}),
    DecisionKind.ADD_BUDGET: frozenset({VariantKind.AS_IS, *CHANGES_THE_PLAN}),
    DecisionKind.FAST_TRACK: CHANGES_THE_PLAN - {VariantKind.AGAIN},
    DecisionKind.ACCEPT_DELAY: frozenset({VariantKind.AS_IS, VariantKind.LATER_PROMISE, VariantKind.AGAIN, VariantKind.OTHER_UNIT}),
    DecisionKind.ASK: frozenset(),
}


def fit_kind(kind: str) -> DecisionKind:
    if kind not in DecisionKind.values:
        raise Invalid(f"Must be one of {', '.join(DecisionKind.values)}; is {kind[:50]!r}.", field="kind")
    return DecisionKind(kind)


def must_be_undecided(matter: Matter) -> None:
    """Whoever comes second is told who decided what, and when."""
    if matter.is_open:
        return
    decision = Decision.objects.of(matter).exclude(kind=DecisionKind.ASK).first()
    if decision is not None:
        raise Conflict(
            f"Matter {matter.pk} was decided by {decision.by.printed_name} on {moment_in_words(decision.at)}: {decision.get_kind_display()}, "
            f"“{decision.reason}”"
        )
    who = matter.settled_by.printed_name if matter.settled_by else "the product"
    when = moment_in_words(matter.settled_at) if matter.settled_at else ""
    raise Conflict(f"Matter {matter.pk} was settled by {who} on {when}: {matter.settlement}")


def must_not_ask_twice(matter: Matter, kind: str) -> None:
    question = Decision.objects.of(matter).open_questions().first()
    if kind == DecisionKind.ASK and question is not None:
        raise Conflict(
            f"{question.by.printed_name} asked on {moment_in_words(question.at)} for “{question.asked_for}”, and has no answer yet. One thing is asked at a time."
        )


def option_for(matter: Matter, option_id: int | None, kind: DecisionKind) -> Variant | None:
    """The option, of this matter, computed from the plan of now, and one that such a decision can take."""
    if option_id is None:
        if kind == DecisionKind.FAST_TRACK:
            raise Invalid("Must name the option by which it is fast-tracked: the plan has to change.", field="option")
        return None
    option = Variant.objects.with_run().filter(pk=option_id).first() if 0 < option_id <= LARGEST_ID else None
    if option is None or not OptionSet.objects.filter(matter=matter, run=option.run).exists():
        raise Invalid(f"Must be an option of matter {matter.pk}.", field="option")
    if option.kind not in FITTING[kind]:
        raise Invalid(f"“{option.title}” is no way to decide {kind.label}. Choose another option, or none.", field="option")
    if not option.is_found:
        raise Conflict(f"“{option.title}” has no plan: {option.message}")
    must_rest_on_current(option)
    return option


def must_name_harm(facts: VariantFacts | None, named: Iterable[str]) -> None:
    """``named``: codes of projects. Whom the option harms is named, each of them, and nobody else."""
    harmed = () if facts is None else facts.harmed_projects
    named = set(named)
    missing = [code for code in harmed if code not in named]
    if missing:
        raise Invalid(
            f"The option harms {', '.join(missing)}. Harm to another project is decided by name: tick each project that is harmed.", field="harms"
        )
    if extra := sorted(named - set(harmed)):
        raise Invalid(f"{', '.join(extra)} {'is' if len(extra) == 1 else 'are'} not harmed by what is decided.", field="harms")


def must_not_approve_own(by: Person, matter: Matter, kind: str, facts: VariantFacts | None) -> None:
    """Whoever asks for money, or for what harms others, does not grant it."""
    if matter.raised_by_id != by.pk:
        return
    if kind == DecisionKind.ADD_BUDGET:
        raise NotAllowed(f"{by.printed_name} raised matter {matter.pk}: another senior manager adds the budget that it asks for.")
    if facts is not None and not facts.is_harmless:
        raise NotAllowed(f"{by.printed_name} raised matter {matter.pk}: another senior manager decides what harms other projects for it.")


def must_be_complete(actions: Sequence[tuple[str, object, object]]) -> None:
    """An action without somebody and a date is none."""
    for what, owner, due_on in actions:
        if not str(what).strip() or owner is None or due_on is None:
            raise Invalid("Each action must say what is done, by whom and by when.", field="actions")
