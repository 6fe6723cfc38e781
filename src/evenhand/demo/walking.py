"""Walking through a portfolio document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.planning.problem import ActivityId

Document = dict[str, Any]


def activity_nodes(document: Document) -> Iterator[tuple[Document, ActivityId]]:
    """Every activity of the document, with its full id."""
    for project in document["projects"]:
        for activity in project["activities"]:
            yield activity, ActivityId(f"{project['id']}/{activity['id']}")
