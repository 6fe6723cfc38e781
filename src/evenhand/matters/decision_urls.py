from __future__ import annotations

from django.urls import path

from evenhand.matters import decision_views, option_views

app_name = "decisions"
urlpatterns = [
    path("decisions/", decision_views.decisions, name="decisions"),
    path("decisions/<int:decision_id>/", decision_views.decision, name="decision"),
    path("decisions/<int:decision_id>/reply/", decision_views.reply, name="reply"),
    path("matters/<int:matter_id>/decide/", decision_views.decide, name="decide"),
    path("matters/<int:matter_id>/options/", option_views.options, name="options"),
    path("matters/<int:matter_id>/options/compute/", option_views.compute, name="compute"),
    path("matters/<int:matter_id>/options/stop/", option_views.stop, name="stop"),
    path("matters/<int:matter_id>/options/<int:variant_id>/", option_views.option, name="option"),
    path("matters/<int:matter_id>/options/<int:variant_id>/gantt/", option_views.open_in_gantt, name="open_in_gantt"),
]
