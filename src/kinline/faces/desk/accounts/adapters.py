"""What allauth asks of us at the door: limits, words, the audit, the sealing of second factors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kinline.accounts import second_factors
from kinline.accounts.queries import Staff, has_second_factor, staff_named
from kinline.audit import commands as audit
from kinline.audit.rules import NamedActor
from kinline.faces.addresses import caller_address
from kinline.faces.desk.accounts import devices, guessing, own_sessions
from kinline.faces.desk.answers import say
from kinline.faces.desk.unsent import bring_back
from kinline.vault.keys import seal, unseal

SOMEBODY = NamedActor("somebody")
#: Says in the session that a recovery code opens it.
CODE_USED = "recovery_code_used"


def _tell_codes_left(request: HttpRequest, staff: Staff) -> None:
    left = second_factors.second_factors_of(staff).codes_left or 0
    words = ngettext(
        "You came in by a recovery code. %(left)d is left.",
        "You came in by a recovery code. %(left)d are left.",
        left,
    )
    say(request, words % {"left": left}, where=reverse("desk:account_security"))


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The name and the password do not fit together."),
        "too_many_login_attempts": _("There were too many tries. Wait a quarter of an hour and try again."),
    }

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: the page that follows shows what happened."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return caller_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses a flood; a few wrong guesses at one name from one place are django-axes' to count."""
        if not guessing.may_try_name(request, credentials.get("username", "")):
            request.axes_locked_out = True  # type: ignore[attr-defined]  # its middleware then answers 429
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong guess: whom it was aimed at if they work here, never what was typed."""
        locked = getattr(request, "axes_locked_out", False)
        if locked and getattr(request, "axes_failures_since_start", None) is None:
            return  # turned away unheard; the guess that led to it was noted
        aimed_at = staff_named(credentials.get("username", ""))
        audit.record(
            "accounts:sign_in:failed",
            by=SOMEBODY,
            subject=aimed_at.actor_id if aimed_at else "sign_in",
            locked_out=locked,
        )

    def pre_login(self, request: HttpRequest, user: Staff, **about: Any) -> HttpResponse | None:
        """Whoever has no second factor is sent to a page that says what to do."""
        if has_second_factor(user):
            response: HttpResponse | None = super().pre_login(request, user, **about)
            return response
        clear_login(request)
        audit.record("accounts:sign_in:no_second_factor", by=user, subject=user.actor_id)
        return redirect("desk:no_second_factor")

    def post_login(self, request: HttpRequest, user: Staff, **about: Any) -> HttpResponse:
        audit.record("accounts:sign_in:done", by=user, subject=user.actor_id)
        response: HttpResponse = super().post_login(request, user, **about)
        own_sessions.begin(request, user)
        if request.session.pop(CODE_USED, False):
            _tell_codes_left(request, user)
        if unsent := bring_back(request, user):
            response = unsent
        devices.remember(request, response, user)
        return response


class SealingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets of second factors are sealed with the installation's keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code does not fit. Wait for the next one and type it again."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Send none: staff have no mail addresses here."""
