from __future__ import annotations

from django.urls import path

from evenhand.web import plan_gantt, views

app_name = "web"
urlpatterns = [
    path("", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("plan/gantt.json", plan_gantt.gantt, name="gantt"),
    path("alive/", views.alive, name="alive"),
]
