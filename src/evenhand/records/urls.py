from __future__ import annotations

from django.urls import path

from evenhand.records import views

app_name = "records"
urlpatterns = [
    path("", views.records, name="records"),
    path("history/<str:kind>/<str:identity>/", views.record_history, name="history"),
]
