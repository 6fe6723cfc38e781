"""What somebody said should be done, before it has an owner and a date."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.models import Action
from evenhand.meetings.models.agenda_item import AgendaItem
from evenhand.meetings.models.meeting import Meeting
from evenhand.records.addresses import address


class NotedAction(models.Model):
    """It becomes an action when it has an owner and a date, or is dropped for a reason; with neither, the meeting is not closed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="noted_actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="noted_actions")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("due", null=True, blank=True)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="noted_in")
    dropped_because = models.TextField("why it was dropped", blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField("noted")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ("meeting", "pk")
        verbose_name = "action noted in a meeting"
        verbose_name_plural = "actions noted in meetings"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(action__isnull=True) | models.Q(owner__isnull=False, due_on__isnull=False), name="action_has_owner_and_date"
            ),
            models.CheckConstraint(condition=models.Q(action__isnull=True) | models.Q(dropped_because=""), name="action_is_done_or_dropped"),
        )

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return address("meetings:assign", self.meeting_id, self.pk)

    @property
    def is_incomplete(self) -> bool:
        return self.action_id is None and not self.dropped_because

    @property
    def lacks(self) -> str:
        """ "owner and date"."""
        return " and ".join(word for word, given in (("owner", self.owner_id), ("date", self.due_on)) if given is None)
