"""What `evenhand records verify` looks at here beside the trail: that each attached file is the one that was attached."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from evenhand.matters.models import Attachment
from evenhand.records.verification import also_verify


def files_as_attached() -> Iterator[str]:
    for row in Attachment.objects.order_by("pk").iterator(1):
        if sha256(bytes(row.content)).hexdigest() != row.sha256:
            yield f"The attachment {row} (matters.attachment {row.pk}) was changed: its content no longer has its SHA-256."


also_verify(files_as_attached)
