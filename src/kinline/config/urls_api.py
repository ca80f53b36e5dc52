"""URLs of the machines' face, and its one way of saying no."""

from django.urls import URLPattern, URLResolver, path

from kinline.faces.api.doors import api
from kinline.faces.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("v1/", api.urls),
]

handler400 = "kinline.faces.api.problems.bad_request"
handler403 = "kinline.faces.api.problems.bad_request"
handler404 = "kinline.faces.api.problems.not_found"
handler500 = "kinline.faces.api.problems.broken"
