from __future__ import annotations

from django.urls import path

from evenhand.plant import form_views, views

app_name = "plant"
urlpatterns = [
    path("", views.plant, name="plant"),
    path("set-up/", form_views.set_up, name="set_up"),
    path("site/", form_views.edit_site, name="edit_site"),
    path("resources/new/", form_views.new_resource, name="new_resource"),
    path("resources/<int:resource_id>/", views.resource, name="resource"),
    path("resources/<int:resource_id>/edit/", form_views.edit_resource, name="edit_resource"),
    path("resources/<int:resource_id>/archive/", form_views.archive_resource, name="archive_resource"),
    path("resources/<int:resource_id>/cleaning/", form_views.cleaning, name="cleaning"),
    path("resources/<int:resource_id>/calibration/", form_views.calibration, name="calibration"),
    path("resources/<int:resource_id>/absence/", form_views.new_absence, name="new_absence"),
    path("resources/<int:resource_id>/qualify/", form_views.qualify, name="qualify"),
    path("resources/<int:resource_id>/lever/", form_views.new_lever, name="new_lever"),
    path("absences/<int:absence_id>/edit/", form_views.edit_absence, name="edit_absence"),
    path("absences/<int:absence_id>/withdraw/", form_views.withdraw_absence, name="withdraw_absence"),
    path("qualifications/<int:qualification_id>/end/", form_views.end_qualification, name="end_qualification"),
    path("levers/<int:lever_id>/edit/", form_views.edit_lever, name="edit_lever"),
    path("levers/<int:lever_id>/withdraw/", form_views.withdraw_lever, name="withdraw_lever"),
    path("calendars/new/", form_views.new_calendar, name="new_calendar"),
    path("calendars/<int:calendar_id>/", form_views.calendar, name="calendar"),
    path("calendars/<int:calendar_id>/archive/", form_views.archive_calendar, name="archive_calendar"),
    path("calendars/<int:calendar_id>/holiday/", form_views.new_holiday, name="new_holiday"),
    path("holidays/<int:holiday_id>/remove/", form_views.remove_holiday, name="remove_holiday"),
    path("changeovers/new/", form_views.new_matrix, name="new_matrix"),
    path("changeovers/<int:matrix_id>/", form_views.matrix, name="matrix"),
    path("changeovers/<int:matrix_id>/archive/", form_views.archive_matrix, name="archive_matrix"),
]
