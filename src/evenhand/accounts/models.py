"""People. Nobody is ever deleted, and an e-mail address once used stays that person's."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from evenhand.accounts.roles import PLANT_ROLES, Role
from evenhand.records.addresses import address
from evenhand.records.errors import NotAllowed


class PersonQuerySet(models.QuerySet["Person"]):
    def delete(self) -> NoReturn:
        raise NotAllowed("People are never deleted, for what they did keeps their name; somebody who leaves is deactivated.")

    def with_roles(self) -> PersonQuerySet:
        """With the roles of today in one query more, whatever the number of people."""
        return self.prefetch_related(models.Prefetch("grants", RoleGrant.objects.in_force(timezone.now()), to_attr="grants_in_force"))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=normal_email(username or ""))


class Person(AbstractBaseUser):
    email = models.EmailField("e-mail", unique=True)
    printed_name = models.CharField("printed name", max_length=200)
    is_active = models.BooleanField("active", default=True)
    joined_at = models.DateTimeField("joined")
    left_at = models.DateTimeField("left", null=True, blank=True)
    left_reason = models.TextField("why they left", blank=True)
    changes_seen = models.BigIntegerField("last entry of the trail seen", null=True, blank=True, editable=False)  # a convenience, and no record

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("printed_name",)

    objects = PersonManager()

    class Meta:
        ordering = ("printed_name",)
        verbose_name = "person"
        verbose_name_plural = "people"
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(Lower("printed_name"), name="person_has_own_printed_name"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(is_active=True, left_at__isnull=True) | models.Q(is_active=False, left_at__isnull=False),
                name="person_is_active_until_leaving",
            ),
        )

    def __str__(self) -> str:
        return self.printed_name

    def get_absolute_url(self) -> str:
        return address("accounts:person", self.pk)

    def get_full_name(self) -> str:
        return self.printed_name

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotAllowed("People are never deleted, for what they did keeps their name; somebody who leaves is deactivated.")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that this person holds now; none for somebody who has left. Asked of the database once for each loaded person."""
        if not self.is_active:
            return frozenset()
        if not hasattr(self, "roles_in_force"):  # asked some hundred times a page
            grants = getattr(self, "grants_in_force", None)
            self.roles_in_force = frozenset(Role(grant.role) for grant in (self.grants.in_force(timezone.now()) if grants is None else grants))
        return self.roles_in_force

    def holds(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_of_the_plant(self) -> bool:
        return not self.roles.isdisjoint(PLANT_ROLES)

    @property
    def may_read_records(self) -> bool:
        return self.is_of_the_plant


class UsedEmail(models.Model):
    """An address that somebody logs in with, or once did. It is never anybody else's."""

    email = models.EmailField("e-mail", unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="used_emails")

    class Meta:
        default_permissions = ()
        verbose_name = "used e-mail"

    def __str__(self) -> str:
        return self.email


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, at: datetime) -> RoleGrantQuerySet:
        return self.filter(starts_at__lte=at).filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=at))

    def overlapping(self, starts_at: datetime, ends_at: datetime | None) -> RoleGrantQuerySet:
        found = self.filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=starts_at))
        return found if ends_at is None else found.filter(starts_at__lt=ends_at)


class RoleGrant(models.Model):
    """A role, held from a moment until a moment (not included), or until further notice."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until", null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ("person", "-starts_at")
        default_permissions = ()
        verbose_name = "role"
        indexes = (models.Index(fields=("person", "starts_at"), name="grant_by_person"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")), name="grant_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.person.printed_name})"

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()


def normal_email(text: str) -> str:
    return text.strip().lower()
