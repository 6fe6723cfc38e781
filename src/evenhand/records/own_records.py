"""The records of this app that the trail answers for."""

from __future__ import annotations

from evenhand.records.models import Signature
from evenhand.records.regulated import regulated

regulated(
    Signature,
    fields=("person", "printed_name", "meaning", "at", "subject_kind", "subject_id", "subject_label", "content_hash", "method"),
)
