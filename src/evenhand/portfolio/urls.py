from __future__ import annotations

from django.urls import path

from evenhand.portfolio import form_views, reporting_views, views

app_name = "portfolio"
urlpatterns = [
    path("", views.projects, name="projects"),
    path("new/", form_views.new_project, name="new_project"),
    path("masters/", views.masters, name="masters"),
    path("sponsors/new/", form_views.new_sponsor, name="new_sponsor"),
    path("sponsors/<int:sponsor_id>/", form_views.edit_sponsor, name="edit_sponsor"),
    path("sponsors/<int:sponsor_id>/archive/", form_views.archive_sponsor, name="archive_sponsor"),
    path("products/new/", form_views.new_product, name="new_product"),
    path("products/<int:product_id>/", form_views.edit_product, name="edit_product"),
    path("products/<int:product_id>/archive/", form_views.archive_product, name="archive_product"),
    path("<int:project_id>/", views.project, name="project"),
    path("<int:project_id>/edit/", form_views.edit_project, name="edit_project"),
    path("<int:project_id>/state/", form_views.project_state, name="project_state"),
    path("<int:project_id>/template/", form_views.use_template, name="use_template"),
    path("<int:project_id>/activity/", form_views.new_activity, name="new_activity"),
    path("<int:project_id>/bulk/", views.bulk_edit, name="bulk_edit"),
    path("<int:project_id>/budget/", form_views.budget, name="budget"),
    path("<int:project_id>/history/", views.project_history, name="project_history"),
    path("activities/of-plan/", views.activity_of_plan, name="activity_of_plan"),
    path("activities/<int:activity_id>/", views.activity, name="activity"),
    path("activities/<int:activity_id>/cell/<str:field>/", views.cell, name="cell"),
    path("activities/<int:activity_id>/undo/", views.undo, name="undo"),
    path("activities/<int:activity_id>/edit/", form_views.edit_activity, name="edit_activity"),
    path("activities/<int:activity_id>/remove/", form_views.remove_activity, name="remove_activity"),
    path("activities/<int:activity_id>/hold/", form_views.hold, name="hold"),
    path("activities/<int:activity_id>/clear-hold/", form_views.clear_hold, name="clear_hold"),
    path("activities/<int:activity_id>/finish/", reporting_views.finish, name="finish"),
    path("activities/<int:activity_id>/remaining/", reporting_views.remaining, name="remaining"),
    path("activities/<int:activity_id>/report/", form_views.report, name="report"),
    path("activities/<int:activity_id>/link/", form_views.new_link, name="new_link"),
    path("activities/<int:activity_id>/promise/", form_views.new_promise, name="new_promise"),
    path("links/<int:link_id>/remove/", form_views.remove_link, name="remove_link"),
    path("ties/<int:tie_id>/remove/", form_views.remove_tie, name="remove_tie"),
    path("promises/<int:promise_id>/change/", form_views.change_promise, name="change_promise"),
    path("promises/<int:promise_id>/withdraw/", form_views.withdraw_promise, name="withdraw_promise"),
]
