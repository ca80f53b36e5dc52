"""The rooms of the desk: each adds one line."""

from django.urls import include, path

app_name = "desk"
urlpatterns = [
    path("", include("kinline.faces.desk.accounts.urls")),
    path("", include("kinline.faces.desk.home.urls")),
    path("calls/", include("kinline.faces.desk.calls.urls")),
    path("", include("kinline.faces.desk.inquiries.urls")),
    path("", include("kinline.faces.desk.comparisons.urls")),
    path("", include("kinline.faces.desk.registry.urls")),
    path("", include("kinline.faces.desk.photographs.urls")),
    path("", include("kinline.faces.desk.notices.urls")),
    path("forwarding/", include("kinline.faces.desk.forwarding.urls")),
    path("duties/", include("kinline.faces.desk.duties.urls")),
    path("", include("kinline.faces.desk.erasures.urls")),
    path("machines/", include("kinline.faces.desk.machines.urls")),
    path("imports/", include("kinline.faces.desk.imports.urls")),
]
