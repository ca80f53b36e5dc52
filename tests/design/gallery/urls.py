"""The gallery's pages, and the names that the base templates link to."""

from django.http import HttpResponse
from django.urls import include, path
from tests.design.gallery import views


def neutral(request):
    return HttpResponse("")


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("leave", neutral, name="leave"),
    path("about", neutral, name="about"),
    path("your-data", neutral, name="your_data"),
    path("accessibility", neutral, name="accessibility"),
    path("sign-out", neutral, name="account_logout"),
    path("", views.index, name="gallery"),
    path("<slug:name>", views.page, name="page"),
]
