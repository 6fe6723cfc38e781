"""The short daily meeting: its board, and that it was held."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.plant.models import Site
from evenhand.portfolio.models import Project
from evenhand.records.addresses import address


class Fill(models.TextChoices):
    """What a column of a board is filled with, from the data."""

    SAFETY = "safety", "matters of safety"
    QUALITY = "quality", "matters of quality and technology"
    TIMELINE = "timeline", "matters of dates"
    FINANCIAL = "financial", "matters of money"
    HOLDS = "holds", "holds of quality"
    FINISHED = "finished", "finished since the last huddle, in a week at most"
    SLIPPED = "slipped", "slipped against the published plan"
    DUE = "due", "due in the next days"
    ACTIONS = "actions", "actions due and late"
    MATERIALS = "materials", "materials awaited"
    UNITS = "units", "units to be cleaned or calibrated"
    ABSENCES = "absences", "who is away"


class HuddleBoard(models.Model):
    """The columns of a site's boards: a list of ``{"name", "fills"}``."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="huddle_board")
    columns = models.JSONField("columns")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "huddle board"

    def __str__(self) -> str:
        return f"huddle board of {self.site}"

    def get_absolute_url(self) -> str:
        return address("meetings:columns")


class Huddle(models.Model):
    """Held: of a project, or of the site where there is none. The database keeps it as it is."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="huddles")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="huddles")
    held_at = models.DateTimeField("held")
    seconds = models.PositiveIntegerField("length in seconds")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="held by")

    NAMED_WITH = ("project", "site")

    class Meta:
        default_permissions = ()
        ordering = ("-held_at", "-pk")
        indexes = (models.Index(fields=("site", "project", "held_at"), name="huddle_by_board"),)

    def __str__(self) -> str:
        return f"the huddle of {self.project.code if self.project else self.site}"

    def get_absolute_url(self) -> str:
        return address("meetings:project_huddle", self.project_id) if self.project_id else address("meetings:huddle")
