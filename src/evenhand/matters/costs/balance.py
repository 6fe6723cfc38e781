"""That nothing is lost and nothing spent twice: what was entered, what was allocated and what was asked of the sponsor, compared head by head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.matters.costs.bearing import Line
from evenhand.matters.costs.heads import HEAD_NAMES, CostHead
from evenhand.matters.costs.money import Money
from evenhand.records.errors import Invalid


@dataclass(frozen=True)
class Entry:
    """One line of the ledger. ``reverses``: the entry that it takes back, whole."""

    id: int
    head: CostHead
    amount: Money
    reverses: int | None = None


def sums(entries: Iterable[Entry], currency: str) -> dict[CostHead, Money]:
    """What each head comes to."""
    found: dict[CostHead, Money] = {}
    for entry in entries:
        found[entry.head] = found.get(entry.head, Money(0, currency)) + entry.amount
    return found


def must_reverse(entry: Entry, before: Sequence[Entry]) -> None:
    """Refuse a counter-entry that does not take back exactly one entry, once."""
    first = next((item for item in before if item.id == entry.reverses), None)
    if first is None:
        raise Invalid("A counter-entry must name an entry of the same ledger.")
    if first.reverses is not None:
        raise Invalid("A counter-entry is not taken back itself; enter the cost again.")
    if any(item.reverses == first.id for item in before):
        raise Invalid("That entry was taken back already.")
    if entry.amount != -first.amount or entry.head is not first.head:
        raise Invalid(f"A counter-entry must be the opposite of its entry, {-first.amount}; is {entry.amount}.")


def due(lines: Iterable[Line]) -> dict[CostHead, Money]:
    """What the sponsor owes under each head."""
    return {line.head: line.due for line in lines if line.due}


def open_due(lines: Sequence[Line], ordered: Mapping[CostHead, Money], currency: str) -> dict[CostHead, Money]:
    """What is due and not in a change order yet; negative where more was asked than is due now."""
    owed = due(lines)
    nothing = Money(0, currency)
    found = {head: owed.get(head, nothing) - ordered.get(head, nothing) for head in CostHead}
    return {head: amount for head, amount in found.items() if amount}


def imbalances(entries: Sequence[Entry], lines: Sequence[Line], ordered: Mapping[CostHead, Money], currency: str) -> tuple[str, ...]:
    """In words, what does not add up; empty if all does. ``ordered``: by the change orders that were not declined or withdrawn."""
    return tuple(differences(entries, lines, ordered, currency))


def differences(entries: Sequence[Entry], lines: Sequence[Line], ordered: Mapping[CostHead, Money], currency: str) -> Iterator[str]:
    nothing = Money(0, currency)
    entered = sums(entries, currency)
    allocated = {line.head: line.amount for line in lines}
    owed = due(lines)
    for head in CostHead:
        name = HEAD_NAMES[head].capitalize()
        if entered.get(head, nothing) < nothing:
            yield f"{name}: more was taken back than was entered, {entered[head]}."
        if entered.get(head, nothing) != allocated.get(head, nothing):
            yield f"{name}: {entered.get(head, nothing)} is entered, {allocated.get(head, nothing)} is allocated."
        if owed.get(head, nothing) != ordered.get(head, nothing):
            yield f"{name}: {owed.get(head, nothing)} is due from the sponsor, {ordered.get(head, nothing)} is in change orders."
    seen: set[int] = set()
    for entry in entries:
        if entry.reverses is not None:
            if entry.reverses in seen:
                yield f"Entry {entry.reverses} was taken back twice."
            seen.add(entry.reverses)
