from __future__ import annotations

from django.urls import path

from evenhand.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.people, name="people"),
    path("me/", views.me, name="me"),
    path("invite/", views.invite, name="invite"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/rename/", views.rename, name="rename"),
    path("<int:person_id>/email/", views.email, name="email"),
    path("<int:person_id>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:person_id>/reactivate/", views.reactivate, name="reactivate"),
    path("<int:person_id>/invite-again/", views.invite_again, name="invite_again"),
    path("<int:person_id>/unlock/", views.unlock, name="unlock"),
    path("<int:person_id>/grant/", views.grant, name="grant"),
    path("roles/<int:grant_id>/end/", views.end, name="end_role"),
]
