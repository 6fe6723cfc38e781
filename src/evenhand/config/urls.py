"""All addresses, by app."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("evenhand.web.urls")),
    path("", include("evenhand.schedules.urls")),
    path("", include("evenhand.matters.urls")),
    path("", include("evenhand.matters.assessment_urls")),
    path("", include("evenhand.meetings.urls")),
    path("", include("evenhand.matters.decision_urls")),
    path("projects/", include("evenhand.portfolio.urls")),
    path("plant/", include("evenhand.plant.urls")),
    path("records/", include("evenhand.records.urls")),
    path("people/", include("evenhand.accounts.urls")),
    path("accounts/", include("evenhand.accounts.login_urls")),
]

handler400 = "evenhand.web.errors.bad_request"
handler403 = "evenhand.web.errors.forbidden"
handler404 = "evenhand.web.errors.not_found"
handler500 = "evenhand.web.errors.server_error"
