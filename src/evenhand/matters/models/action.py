"""Who does what by when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from evenhand.matters.models.matter import Matter
from evenhand.plant.models import Site
from evenhand.records.addresses import address


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> ActionQuerySet:
        return self.filter(done_at__isnull=True)


class Action(models.Model):
    """Of a matter, or of none. It is late when the site's day after ``due_on`` begins."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField("due")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField("assigned")
    done_at = models.DateTimeField("done", null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField("what came of it", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return address("matters:action", self.pk)

    def is_late(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today
