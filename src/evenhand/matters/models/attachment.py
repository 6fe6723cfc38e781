"""A file that belongs to a matter, kept in the database beside it, as it was given."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.models.matter import Matter


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def light(self) -> AttachmentQuerySet:
        """For lists: without the content."""
        return self.defer("content")


class Attachment(models.Model):
    """The database keeps it as it is; ``sha256`` is what the trail knows of its content."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("size in bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("attached")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("matter", "pk")

    def __str__(self) -> str:
        return f"{self.name} (matter {self.matter_id})"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")
