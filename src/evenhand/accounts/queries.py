from __future__ import annotations

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from evenhand.accounts.models import Person


def everybody() -> list[Person]:
    """All people with the roles of now, in two queries."""
    return list(Person.objects.with_roles())


def is_locked_out(person: Person) -> bool:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username=person.email, attempt_time__gte=since)
    return (attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0) >= settings.AXES_FAILURE_LIMIT


def second_factors(person: Person) -> list[str]:
    """What a person logs in with besides the password."""
    names = {Authenticator.Type.TOTP: "authenticator app", Authenticator.Type.WEBAUTHN: "passkey or security key"}
    found = Authenticator.objects.filter(user=person, type__in=names).values_list("type", flat=True)
    return sorted({names[Authenticator.Type(kind)] for kind in found})
