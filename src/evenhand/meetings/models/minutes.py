"""What a meeting came to, as its chair signed it."""

from __future__ import annotations

from django.db import models

from evenhand.meetings.models.meeting import Meeting
from evenhand.records.addresses import address
from evenhand.schedules.models import Revision


class Minutes(models.Model):
    """Written when the meeting is closed, with the names and words of then. The database refuses to change or delete it."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rests on")
    content = models.JSONField()
    written_at = models.DateTimeField("written")

    NAMED_WITH = ("meeting",)

    class Meta:
        default_permissions = ()
        ordering = ("meeting",)
        verbose_name = "minutes"
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"minutes of {self.meeting}"

    def get_absolute_url(self) -> str:
        return address("meetings:minutes", self.meeting_id)
