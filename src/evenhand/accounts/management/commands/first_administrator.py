"""``manage.py first_administrator ada@example.com "Ada Moreau"``: the person who then invites all others."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evenhand.accounts.actions import grant_role, invite_person
from evenhand.accounts.invitations import invitation_path
from evenhand.accounts.models import RoleGrant
from evenhand.accounts.roles import Role
from evenhand.records.errors import DomainError
from evenhand.records.people import SYSTEM


class Command(BaseCommand):
    help = "Make the first administrator of a new site, and print the address at which they set their password (once, within three days)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="to log in with")
        parser.add_argument("printed_name", help="as it stands beside signatures")

    def handle(self, *, email: str, printed_name: str, **_: Any) -> None:
        if RoleGrant.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise CommandError("There is or was an administrator already, who can invite others.")
        try:
            with transaction.atomic():
                person = invite_person(by=SYSTEM, email=email, printed_name=printed_name, reason="First administrator of the site")
                grant_role(by=SYSTEM, person_id=person.pk, role=Role.ADMINISTRATOR, reason="First administrator of the site")
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Open the site at {invitation_path(person)}")
