from __future__ import annotations

from django.urls import path

from evenhand.matters import form_views, views

app_name = "matters"
urlpatterns = [
    path("matters/", views.matters, name="matters"),
    path("matters/raise/", form_views.raise_one, name="raise"),
    path("matters/of-project/<int:project_id>/", views.of_project, name="of_project"),
    path("matters/<int:matter_id>/", views.matter, name="matter"),
    path("matters/<int:matter_id>/clock/", views.clock, name="clock"),
    path("matters/<int:matter_id>/change/", form_views.change, name="change"),
    path("matters/<int:matter_id>/settle/", form_views.settle, name="settle"),
    path("matters/<int:matter_id>/escalate/", form_views.escalate, name="escalate"),
    path("matters/<int:matter_id>/acknowledge/", form_views.acknowledge, name="acknowledge"),
    path("matters/<int:matter_id>/pause/", form_views.pause, name="pause"),
    path("matters/<int:matter_id>/resume/", form_views.resume, name="resume"),
    path("matters/<int:matter_id>/hand-over/", form_views.hand_over, name="hand_over"),
    path("matters/<int:matter_id>/tell/", form_views.tell, name="tell"),
    path("matters/<int:matter_id>/attach/", form_views.attach, name="attach"),
    path("matters/<int:matter_id>/assign/", form_views.assign, name="assign"),
    path("matters/files/<int:attachment_id>/", views.attachment, name="attachment"),
    path("matters/clocks/", views.clocks, name="clocks"),
    path("matters/clocks/set/", form_views.set_clock, name="set_clock"),
    path("matters/clocks/responsible/<str:category>/", form_views.responsibility, name="responsibility"),
    path("matters/clocks/away/", form_views.days_away, name="days_away"),
    path("matters/clocks/away/<int:absence_id>/withdraw/", form_views.withdraw_days_away, name="withdraw_days_away"),
    path("actions/", views.actions, name="actions"),
    path("actions/<int:action_id>/", views.action, name="action"),
    path("actions/<int:action_id>/change/", form_views.change_action, name="change_action"),
    path("actions/<int:action_id>/complete/", form_views.complete, name="complete"),
    path("actions/<int:action_id>/reopen/", form_views.reopen, name="reopen"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/choose/", form_views.choose, name="choose_notices"),
]
