from __future__ import annotations

from django.urls import path

from evenhand.web import views

app_name = "web"
urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("alive/", views.alive, name="alive"),
]
