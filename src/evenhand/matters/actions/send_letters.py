"""E-mails: written from what people were told, and sent once their transaction is over.

A letter waits in the database. Whoever sends it holds it by a lease, which lapses if that process is killed: then another sends it. A letter that was handed
over in the very moment before the kill is handed over again with the same Message-ID, by which mail servers know it for the same.
"""

from __future__ import annotations

import logging
import os
import socket
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from evenhand.accounts.models import Person
from evenhand.matters.models import Letter, LetterState, MailChoice, Notice, NoticeChoice

log = logging.getLogger("evenhand.matters")

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MOST_A_LETTER = 200


def write_letters(*, now: datetime | None = None) -> int:
    """To each person one letter with all that waits: at once, or when the time of the day has come. Grave things are written at once."""
    moment = now or timezone.now()
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(letter__isnull=True, read_at__isnull=True)
        rows = list(waiting.filter(person__is_active=True).select_related("person").order_by("person_id", "at", "pk"))
        choices = {choice.person_id: choice for choice in NoticeChoice.objects.filter(person__in={row.person_id for row in rows})}
        letters = 0
        for _, of_person in groupby(rows, key=attrgetter("person_id")):
            notices = list(of_person)
            person = notices[0].person
            letters += write_to(person, notices, choices.get(person.pk), moment)
    return letters


def write_to(person: Person, notices: list[Notice], choice: NoticeChoice | None, now: datetime) -> int:
    if choice is None or choice.mail == MailChoice.AT_ONCE:
        return write(person, notices, f"notices:{person.pk}:{notices[-1].pk}", now)
    written = 0
    if grave := [notice for notice in notices if notice.is_grave]:
        written += write(person, grave, f"notices:{person.pk}:{grave[-1].pk}", now)
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    key = f"digest:{person.pk}:{local.date().isoformat()}"
    rest = [notice for notice in notices if not notice.is_grave]
    if rest and local.hour * 60 + local.minute >= choice.digest_minute and not Letter.objects.filter(key=key).exists():
        written += write(person, rest, key, now)
    return written


def write(person: Person, notices: list[Notice], key: str, now: datetime) -> int:
    told = notices[:MOST_A_LETTER]
    text = render_to_string(
        "matters/letter.txt", {"person": person, "notices": told, "site_name": settings.SITE_NAME, "address": settings.SITE_ADDRESS}
    )
    letter = Letter.objects.create(
        person=person,
        key=key,
        subject=subject_of(told),
        text=text,
        message_id=f"<{uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ') or 'localhost'}>",
        written_at=now,
        not_before=now,
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in told]).update(letter=letter)
    return 1


def subject_of(notices: list[Notice]) -> str:
    first = " ".join(notices[0].sentence.split())
    if len(notices) > 1:
        return f"{settings.SITE_NAME}: {len(notices)} notices"
    return f"{settings.SITE_NAME}: {first}" if len(first) <= 150 else f"{settings.SITE_NAME}: {first[:149]}…"


def send_letters(*, now: datetime | None = None, sender: str = "") -> int:
    """All that wait and whose time has come. Returns how many were handed over."""
    name = sender or f"{socket.gethostname()}-{os.getpid()}"
    sent = 0
    while (letter := take_letter(now or timezone.now(), name)) is not None:
        sent += send(letter, now or timezone.now())
    return sent


def take_letter(now: datetime, sender: str) -> Letter | None:
    with transaction.atomic():
        free = Q(state=LetterState.WAITING, not_before__lte=now) | Q(state=LetterState.SENDING, lease_until__lt=now)
        letter = Letter.objects.select_for_update(skip_locked=True, of=("self",)).filter(free).select_related("person").order_by("pk").first()
        if letter is None:
            return None
        letter.state, letter.sender, letter.attempts, letter.lease_until = LetterState.SENDING, sender[:100], letter.attempts + 1, now + LEASE
        letter.save(update_fields=["state", "sender", "attempts", "lease_until"])
    return letter


def send(letter: Letter, now: datetime) -> int:
    mail = EmailMessage(letter.subject, letter.text, None, [letter.person.email], headers={"Message-ID": letter.message_id})
    try:
        mail.send(fail_silently=False)
    except Exception as error:  # of the network, the mail server, an address or the setting: this letter fails, and the others go on
        if not isinstance(error, OSError):
            log.exception("letter %s could not be sent", letter.pk)
        note(letter, failed(letter, str(error) or type(error).__name__, now))
        return 0
    note(letter, {"state": LetterState.SENT, "sent_at": now, "lease_until": None, "failure": ""})
    return 1


def failed(letter: Letter, why: str, now: datetime) -> dict[str, object]:
    over = letter.attempts >= MOST_ATTEMPTS
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (letter.attempts - 1))
    return {"state": LetterState.FAILED if over else LetterState.WAITING, "not_before": now + wait, "lease_until": None, "failure": why[:1000]}


def note(letter: Letter, given: dict[str, object]) -> None:
    """Only by whoever holds it still."""
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING, attempts=letter.attempts).update(**given)
