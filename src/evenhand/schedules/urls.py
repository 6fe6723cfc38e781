from __future__ import annotations

from django.urls import path

from evenhand.schedules import expedite_views, revision_views, run_views, views, why_views

app_name = "schedules"
urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/standing/", views.standing, name="standing"),
    path("plan/try/", views.try_move, name="try_move"),
    path("plan/compare/", views.compare_plans, name="compare"),
    path("plan/drafts/<int:draft_id>/publish/", views.publish, name="publish"),
    path("plan/drafts/<int:draft_id>/discard/", views.discard, name="discard"),
    path("plan/runs/start/", run_views.start, name="start_run"),
    path("plan/runs/<int:run_id>/stop/", run_views.stop, name="stop_run"),
    path("plan/runs/<int:run_id>/state/", run_views.state, name="run_state"),
    path("plan/runs/<int:run_id>/events/", run_views.events, name="run_events"),
    path("plan/revisions/", revision_views.revisions, name="revisions"),
    path("plan/revisions/<int:number>/", revision_views.revision, name="revision"),
    path("plan/revisions/<int:number>/again/", revision_views.again, name="again"),
    path("plan/promises/<int:promise_id>/why/", why_views.why, name="why"),
    path("expedite/", expedite_views.expedite, name="expedite"),
    path("expedite/<int:run_id>/take/", expedite_views.take, name="take"),
]
