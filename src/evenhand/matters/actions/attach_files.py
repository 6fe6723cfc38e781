"""Files beside a matter: kept in the database, never changed, known to the trail by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_see_plant, require
from evenhand.matters import events
from evenhand.matters.looking_up import open_matter_at
from evenhand.matters.models import Attachment, Matter
from evenhand.matters.story import tell
from evenhand.records.editing import enter
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor

LARGEST = 10 * 1024 * 1024
MOST = 20
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BEGINNINGS = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    "xlsx": (b"PK\x03\x04",),
    "docx": (b"PK\x03\x04",),
}
KINDS = "PDF, PNG, JPEG, WebP, text, CSV, XLSX or DOCX"


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


def attach_files(*, by: Actor, matter_id: int, files: Sequence[File], at: datetime | None = None) -> list[Attachment]:
    """All of them, or where one is refused, none."""
    require(by, may_see_plant, "attach files")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, None, at)
        return keep_files(by=by, matter=matter, files=files, at=now)


def keep_files(*, by: Actor, matter: Matter, files: Sequence[File], at: datetime) -> list[Attachment]:
    """Inside the transaction of whoever gives them."""
    if files and Attachment.objects.filter(matter=matter).count() + len(files) > MOST:
        raise Conflict(f"A matter has {MOST} files at most.")
    return [keep_file(by, matter, fitted(file), at) for file in files]


def keep_file(by: Actor, matter: Matter, file: File, at: datetime) -> Attachment:
    row = Attachment(
        matter=matter,
        name=file.name,
        media_type=MEDIA_TYPES[extension(file.name)],
        size=len(file.content),
        sha256=sha256(file.content).hexdigest(),
        content=file.content,
        by=by if isinstance(by, Person) else None,
        at=at,
    )
    enter(by=by, event=events.FILE_ATTACHED, record=row)
    tell(by=by, matter=matter, kind="attached", sentence=f"The file {file.name} was attached.", at=at)
    return row


def fitted(file: File) -> File:
    """A name without folders; a kind that we keep, and content of that kind."""
    name = " ".join(PurePath(file.name.replace("\\", "/").replace("\0", " ")).name.split())[-200:]
    kind = extension(name)
    if kind not in MEDIA_TYPES:
        raise Invalid(f"Must be a file of the kinds {KINDS}; is {name[:100] or 'without a name'}.", field="files")
    if not file.content:
        raise Invalid(f"Must have content; {name} is empty.", field="files")
    if len(file.content) > LARGEST:
        raise Invalid(f"Must have {LARGEST // 1024**2} MB at most; {name} has {len(file.content) / 1024**2:.1f} MB.", field="files")
    if not is_of_kind(file.content, kind):
        raise Invalid(f"Must be what its name says; {name} has another content.", field="files")
    return File(name, file.content)


def extension(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def is_of_kind(content: bytes, kind: str) -> bool:
    if kind in ("txt", "csv"):
        return b"\0" not in content
    return content.startswith(BEGINNINGS[kind])
