"""Who was at a meeting, from when to when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.meetings.models.meeting import Meeting


class Attendance(models.Model):
    """One stay: whoever leaves and comes back has two."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField("joined")
    left_at = models.DateTimeField("left", null=True, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    NAMED_WITH = ("person", "meeting")

    class Meta:
        default_permissions = ()
        ordering = ("meeting", "joined_at", "pk")
        verbose_name = "stay at a meeting"
        verbose_name_plural = "stays at meetings"
        constraints = (
            models.UniqueConstraint(fields=("meeting", "person"), condition=models.Q(left_at__isnull=True), name="person_is_there_once"),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("joined_at")), name="stay_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} at {self.meeting}"
