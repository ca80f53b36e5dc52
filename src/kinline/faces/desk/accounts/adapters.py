"""What allauth asks of us at the door: limits, words, the audit, the sealing of second factors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from kinline.accounts.public import count_try
from kinline.accounts.queries import Staff, has_second_factor, staff_named
from kinline.audit import commands as audit
from kinline.audit.rules import NamedActor
from kinline.faces.addresses import caller_address
from kinline.vault.keys import seal, unseal

#: So many tries, wrong or right, from one address in a quarter of an hour. A whole office may share one.
TRIES_AN_ADDRESS = 100
QUARTER_OF_AN_HOUR = 900
SOMEBODY = NamedActor("somebody")


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

    def pre_authenticate(self, request: HttpRequest, **_credentials: Any) -> None:
        """Refuses a flood from one address; a few wrong guesses at one name are django-axes' to count."""
        key = f"sign-in:{caller_address(request)}"
        if not count_try(key, limit=TRIES_AN_ADDRESS, window_seconds=QUARTER_OF_AN_HOUR):
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
