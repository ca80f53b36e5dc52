"""URLs of the desk. Of allauth only signing in is routed: nobody signs up, no mail resets a password."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import include, path
from django.views.i18n import set_language

from kinline.faces.desk.access import open_to_all

urlpatterns = [
    path("sign-in/", open_to_all("one signs in here")(account.login), name="account_login"),
    path(
        "sign-in/code/",
        open_to_all("the second step of signing in")(mfa.authenticate),
        name="mfa_authenticate",
    ),
    path(
        "sign-out/", open_to_all("whoever is signed out may ask again")(account.logout), name="account_logout"
    ),
    path(
        "language/", open_to_all("a language is chosen before signing in")(set_language), name="set_language"
    ),
    path("", include("kinline.faces.desk.urls")),
]
