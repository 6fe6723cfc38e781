"""The whole trail, for machines (JSON lines, each hash can be recomputed) and for people (text)."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.records.canonical import canonical_text
from evenhand.records.models import TrailEntry
from evenhand.records.words import FieldChange, moment_in_words, told

ENTRIES_AT_ONCE = 500


def json_lines() -> Iterator[str]:
    """Each entry's canonical JSON with its hash: the hash is SHA-256 over the line's JSON without it, in RFC 8785 form."""
    for entry in TrailEntry.objects.order_by("sequence").iterator(ENTRIES_AT_ONCE):
        yield canonical_text({**entry.content, "hash": entry.hash})


def readable() -> Iterator[str]:
    for batch in batches():
        for item in told(batch):
            entry = item.entry
            yield f"{entry.sequence}. {moment_in_words(entry.at)}: {item.sentence}."
            for change in item.changes:
                yield f"    {change.field}: {was_and_is(change)}"
            if entry.reason:
                yield f"    Reason: {entry.reason}"


def was_and_is(change: FieldChange) -> str:
    if change.was is None:
        return str(change.now)
    return f"was {change.was}; is {change.now}" if change.now is not None else f"was {change.was}"


def batches() -> Iterator[list[TrailEntry]]:
    batch: list[TrailEntry] = []
    for entry in TrailEntry.objects.order_by("sequence").iterator(ENTRIES_AT_ONCE):
        batch.append(entry)
        if len(batch) == ENTRIES_AT_ONCE:
            yield batch
            batch = []
    yield batch
