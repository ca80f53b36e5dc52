"""What Django and gunicorn cost by themselves: one view of one line under the product's own gunicorn settings."""

import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kinline.serve import Served


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("", hello), path("healthz", hello)]


class Bare(Served):
    def load(self):
        settings.configure(ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"], MIDDLEWARE=[], USE_TZ=True)
        return get_wsgi_application()


if __name__ == "__main__":
    face, port = sys.argv[1:]
    Bare(face, "127.0.0.1", int(port)).run()
