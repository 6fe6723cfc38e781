"""What happened to a matter, line by line. The database keeps it as it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.models.matter import Matter


class StoryEntry(models.Model):
    """``at``: when it happened, or would have; ``noted_at``: when it was noted, later where the server was off. A ``key`` happens once to a matter."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="story")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField("when")
    noted_at = models.DateTimeField("noted")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField("who", max_length=200)
    sentence = models.TextField("what")
    text = models.TextField("in their words", blank=True)
    address = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("matter", "at", "pk")
        verbose_name = "line of a matter's story"
        verbose_name_plural = "lines of matters' stories"
        constraints = (models.UniqueConstraint(fields=("matter", "key"), name="story_tells_it_once"),)

    def __str__(self) -> str:
        return f"{self.sentence} (matter {self.matter_id})"

    @property
    def was_noted_later(self) -> bool:
        """By more than the clocks' own round."""
        return (self.noted_at - self.at).total_seconds() > 300
