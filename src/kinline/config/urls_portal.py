"""URLs of the portal, and the pages that say kindly what went wrong."""

from django.urls import URLPattern, URLResolver, include, path

from kinline.faces.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("", include("kinline.faces.portal.urls")),
]

handler400 = "kinline.faces.portal.views.errors.unreadable"
handler403 = "kinline.faces.portal.views.errors.unreadable"
handler404 = "kinline.faces.portal.views.errors.not_found"
handler500 = "kinline.faces.portal.views.errors.broken"
