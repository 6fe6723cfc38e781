"""Electronic signatures: who, meaning, when, bound to the content, after proving again who one is.

proof = reauthenticate(person=by, password=password, request=request)    # before the transaction: a wrong password has to be counted
with transaction.atomic():
    ...
    sign(by=by, proof=proof, meaning=Meaning.PUBLISHED, subject=revision)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from evenhand.records.canonical import content_hash
from evenhand.records.errors import Invalid, NotAllowed
from evenhand.records.events import RECORD_SIGNED
from evenhand.records.models import Meaning, Reauthentication, Signature
from evenhand.records.regulated import REGISTRY, kind_of
from evenhand.records.subjects import subject_of
from evenhand.records.trail import append, changes

PROOF_HOLDS = timedelta(minutes=5)


@dataclass(frozen=True)
class Proof:
    """That this person proved who they are, just now."""

    person_id: int
    method: Reauthentication
    at: datetime


@dataclass(frozen=True)
class Standing:
    """A signature, and whether the record still has the content that was signed."""

    signature: Signature
    holds: bool


def reauthenticate(*, person: Any, password: str, request: HttpRequest | None = None) -> Proof:
    """Check the password. A wrong one counts towards the lockout, which is why this may not be rolled back with an action's transaction."""
    if not person.has_usable_password():
        raise NotAllowed("Signing needs a password of yours; set one on your page under Security.", field="password")
    asked = request if request is not None else HttpRequest()
    with transaction.atomic(durable=True):
        pass  # an error where this is inside an action's transaction. Looking at a password takes long, so nobody's writing waits for it
    found = authenticate(asked, username=person.get_username(), password=password)
    if getattr(asked, "axes_locked_out", False):
        raise NotAllowed("Too many wrong passwords: signing and logging in are locked for 15 minutes.", field="password")
    if found is None or found.pk != person.pk:
        raise Invalid("That is not your password.", field="password")
    return Proof(person.pk, Reauthentication.PASSWORD, timezone.now())


def sign(*, by: Any, proof: Proof, meaning: Meaning, subject: models.Model) -> Signature:
    """Sign the subject's content as it is now, inside the transaction of what is signed."""
    if proof.person_id != by.pk:
        raise NotAllowed("A signature is given by the person whose password was asked, and by nobody for another.")
    at = timezone.now()
    if not timedelta() <= at - proof.at <= PROOF_HOLDS:
        raise NotAllowed("Your password was asked more than 5 minutes ago; please give it again.", field="password")
    about = subject_of(subject)
    signature = Signature.objects.create(
        person_id=by.pk,
        printed_name=by.printed_name,
        meaning=meaning,
        at=at,
        subject_kind=about.kind,
        subject_id=about.id,
        subject_label=about.label,
        content_hash=hash_of(subject),
        method=proof.method,
    )
    was, now = changes(None, signature)
    append(by=by, event=RECORD_SIGNED, subject=signature, was=was, now=now)
    return signature


def hash_of(subject: models.Model) -> str:
    return content_hash(REGISTRY[kind_of(subject)].content(subject))


def signatures_of(subject: models.Model) -> list[Standing]:
    """The record's signatures, the latest first, each with whether it still holds."""
    about = subject_of(subject)
    found = list(Signature.objects.filter(subject_kind=about.kind, subject_id=about.id).order_by("-at", "-pk"))
    present = hash_of(subject) if found else ""
    return [Standing(signature, signature.content_hash == present) for signature in found]
