"""URLs of the portal."""

from django.urls import URLPattern, URLResolver, path

from kinline.faces.health import health

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health, name="health")]
