"""Which senior manager a matter on tier 3 belongs to, and who stands in while they are away."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.models.matter import Category
from evenhand.plant.models import Site


class Responsibility(models.Model):
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="responsible manager")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        verbose_name = "responsibility"
        verbose_name_plural = "responsibilities"
        constraints = (models.UniqueConstraint(fields=("site", "category"), name="category_has_one_responsible_manager"),)

    def __str__(self) -> str:
        return f"{self.get_category_display()} matters"


class Deputy(models.Model):
    """Stands in while the manager is away; the first who is not away."""

    responsibility = models.ForeignKey(Responsibility, on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()

    NAMED_WITH = ("responsibility", "person")

    class Meta:
        default_permissions = ()
        ordering = ("responsibility", "order")
        verbose_name = "deputy"
        verbose_name_plural = "deputies"
        constraints = (models.UniqueConstraint(fields=("responsibility", "person"), name="deputy_is_named_once"),)

    def __str__(self) -> str:
        return f"{self.person} for {self.responsibility}"


class ManagerAbsence(models.Model):
    """Days on which somebody is away, both included, on the site's calendar."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="days_away")
    first_day = models.DateField("from")
    last_day = models.DateField("to")
    note = models.CharField(max_length=200, blank=True)

    NAMED_WITH = ("person",)

    class Meta:
        default_permissions = ()
        ordering = ("first_day", "pk")
        verbose_name = "days away"
        verbose_name_plural = "days away"
        constraints = (models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="days_away_end_after_they_start"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.first_day} to {self.last_day}"
