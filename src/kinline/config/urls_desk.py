"""URLs of the desk. Of allauth only signing in is routed: nobody signs up, no mail resets a password."""

from django.urls import include, path
from django.views.i18n import set_language

from kinline.faces.desk.access import open_to_all
from kinline.faces.desk.accounts import passkeys
from kinline.faces.desk.accounts import views as door
from kinline.faces.health import health
from kinline.faces.metrics import metrics

urlpatterns = [
    path("healthz", open_to_all("says nothing of anybody")(health), name="health"),
    path("metrics", open_to_all("asks for a token of its own")(metrics), name="metrics"),
    path("sign-in/", door.sign_in, name="account_login"),
    path("sign-in/code/", door.second_factor, name="mfa_authenticate"),
    path("sign-in/code/options/", passkeys.second_factor_options, name="second_factor_options"),
    path("sign-in/passkey/", passkeys.sign_in, name="sign_in_by_passkey"),
    path("sign-in/passkey/options/", passkeys.sign_in_options, name="sign_in_options"),
    path("sign-out/", door.sign_out, name="account_logout"),
    path("language/", open_to_all("one reads before signing in")(set_language), name="set_language"),
    path("", include("kinline.faces.desk.urls")),
]

handler400 = "kinline.faces.desk.home.errors.unreadable"
handler403 = "kinline.faces.desk.home.errors.forbidden"
handler404 = "kinline.faces.desk.home.errors.not_found"
handler500 = "kinline.faces.desk.home.errors.broken"
