from __future__ import annotations

from django.urls import path

from evenhand.meetings import form_views, huddle_views, item_views, measures_views, views

app_name = "meetings"
ITEM = "meetings/<int:meeting_id>/items/<int:agendaitem_id>"
NOTED = "meetings/<int:meeting_id>/actions/<int:notedaction_id>"
urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/plan/", form_views.plan, name="plan"),
    path("meetings/carried-over/", measures_views.carried_over, name="carried_over"),
    path("measures/", measures_views.measures, name="measures"),
    path("meetings/<int:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/screen/", views.screen, name="screen"),
    path("meetings/<int:meeting_id>/pulse/", views.pulse, name="pulse"),
    path("meetings/<int:meeting_id>/events/", views.events, name="events"),
    path("meetings/<int:meeting_id>/move/", form_views.move, name="move"),
    path("meetings/<int:meeting_id>/call-off/", form_views.call_off, name="call_off"),
    path("meetings/<int:meeting_id>/begin/", form_views.begin, name="begin"),
    path("meetings/<int:meeting_id>/join/", form_views.join, name="join"),
    path("meetings/<int:meeting_id>/leave/", form_views.leave, name="leave"),
    path("meetings/<int:meeting_id>/there/", form_views.attendance, name="there"),
    path("meetings/<int:meeting_id>/chair/", form_views.chair, name="chair"),
    path("meetings/<int:meeting_id>/put/", form_views.put, name="put"),
    path("meetings/<int:meeting_id>/note/", form_views.note, name="note"),
    path("meetings/<int:meeting_id>/correct/", form_views.correct, name="correct"),
    path("meetings/<int:meeting_id>/close/", form_views.close, name="close"),
    path("meetings/<int:meeting_id>/minutes/", views.minutes, name="minutes"),
    path("meetings/<int:meeting_id>/minutes.pdf", views.pdf, name="minutes_pdf"),
    path(f"{ITEM}/turn/", form_views.turn, name="turn"),
    path(f"{ITEM}/decide/", item_views.decide, name="decide"),
    path(f"{ITEM}/settle/", item_views.settle, name="settle"),
    path(f"{ITEM}/not-needed/", item_views.not_needed, name="not_needed"),
    path(f"{ITEM}/carry-over/", item_views.carry_over, name="carry_over"),
    path(f"{ITEM}/spoken/", item_views.spoken, name="spoken"),
    path(f"{ITEM}/decline/", item_views.decline, name="decline"),
    path(f"{NOTED}/assign/", form_views.assign, name="assign"),
    path(f"{NOTED}/drop/", form_views.drop, name="drop"),
    path("huddle/", huddle_views.huddle, name="huddle"),
    path("huddle/columns/", huddle_views.columns, name="columns"),
    path("huddle/held/", huddle_views.held, name="held"),
    path("huddle/raise/", huddle_views.raise_here, name="raise_here"),
    path("huddle/matters/<int:matter_id>/settle/", huddle_views.settle_here, name="settle_here"),
    path("huddle/matters/<int:matter_id>/escalate/", huddle_views.escalate_here, name="escalate_here"),
    path("huddle/<int:project_id>/", huddle_views.project_huddle, name="project_huddle"),
]
