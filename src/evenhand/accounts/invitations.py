"""The link by which an invited person sets the first password. It works once, for three days."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from evenhand.accounts import events
from evenhand.accounts.actions import locked_person
from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_administer, require
from evenhand.records.errors import Conflict
from evenhand.records.people import Actor
from evenhand.records.trail import append


def invitation_path(person: Person) -> str:
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), default_token_generator.make_token(person)])


def send_invitation(request: HttpRequest, person: Person) -> str:
    """Mail the link, and return it, for where no mail goes out the administrator hands it over."""
    link = request.build_absolute_uri(invitation_path(person))
    text = render_to_string("accounts/invitation.txt", {"person": person, "link": link, "site_name": settings.SITE_NAME})
    send_mail(f"Your account in {settings.SITE_NAME}", text, None, [person.email], fail_silently=False)
    return link


def renew_invitation(*, by: Actor, person_id: int, reason: str) -> Person:
    """Take the present password away, so that a new link can be given. Whoever logged in with the old one is logged out."""
    require(by, may_administer, "renew invitations")
    with transaction.atomic():
        person = locked_person(person_id)
        if not person.is_active:
            raise Conflict(f"{person.printed_name} has left; reactivate them first.")
        if person.pk == by.pk:
            raise Conflict("That is you; change your password on your own page instead.")
        person.set_unusable_password()
        person.save(update_fields=["password"])
        append(by=by, event=events.INVITATION_RENEWED, subject=person, reason=reason)
    return person
