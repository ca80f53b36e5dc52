"""Passkeys: making one, removing one, and coming in by one. What browsers and devices do with it is WebAuthn, level 2.

A passkey always asks its owner (a finger, a face, a PIN of the device), so that it opens the desk by itself. The page
that asks for one never says who has any: no name is sent, and every refusal reads the same.
"""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kinline.accounts import second_factors
from kinline.accounts.choices import Permission
from kinline.accounts.public import count_try
from kinline.accounts.rules import check_demo
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.faces.addresses import caller_address, network_of
from kinline.faces.desk.access import needs, open_to_all, staff_of
from kinline.faces.desk.accounts import guessing
from kinline.faces.desk.accounts.adapters import SOMEBODY
from kinline.faces.desk.accounts.devices import device_of
from kinline.faces.desk.accounts.forms import UNREADABLE, NewPasskeyForm, PasskeyAloneForm, SignInForm
from kinline.faces.desk.accounts.security import password_again
from kinline.faces.desk.answers import carry_out, say, sent, status_of

#: Tries by passkey from one address in a quarter of an hour. None can be guessed: this only keeps the machine free.
TRIES_BY_PASSKEY = 300


@open_to_all("one signs in here")
@require_POST
def sign_in_options(_request: HttpRequest) -> HttpResponse:
    """What a browser is asked for: any passkey of this site, with its owner's finger, face or PIN."""
    return JsonResponse(webauthn.begin_authentication())


@open_to_all("the second step of signing in; the first one stands in the session")
@require_POST
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_factor_options(request: HttpRequest) -> HttpResponse:
    """The same, of whoever has shown the password."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001  # where allauth hands it to its own views
    return JsonResponse(webauthn.begin_authentication(stage.login.user))


@open_to_all("one signs in here")
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """In by a passkey alone. It is not held up by guesses at names: whoever has one always comes in."""
    device = device_of(request)
    where = device.number if device.tokens else network_of(caller_address(request))[0]
    limit, window = TRIES_BY_PASSKEY, guessing.QUARTER_OF_AN_HOUR
    if not count_try(f"passkey:{where}", limit=limit, window_seconds=window):
        return _not_in(request, HTTPStatus.TOO_MANY_REQUESTS)
    form = PasskeyAloneForm(data=request.POST)
    if not form.is_valid():
        audit.record("accounts:sign_in:failed", by=SOMEBODY, subject="sign_in", passkey=True)
        return _not_in(request, HTTPStatus.UNPROCESSABLE_ENTITY)
    passkey = form.cleaned_data["credential"]
    staff = passkey.user
    try:
        check_demo(is_demo=staff.is_demo)
    except Refused:
        return _not_in(request, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not staff.is_active:
        audit.record("accounts:sign_in:failed", by=SOMEBODY, subject=staff.actor_id, passkey=True)
        return _not_in(request, HTTPStatus.UNPROCESSABLE_ENTITY)
    login = Login(user=staff, redirect_url=get_next_redirect_url(request))
    response: HttpResponse = perform_passwordless_login(request, passkey, login)
    return response


def _not_in(request: HttpRequest, status: int) -> HttpResponse:
    """The sign-in page again. Unknown, removed and closed read the same."""
    wanted = get_next_redirect_url(request)
    field = format_html('<input type="hidden" name="next" value="{}">', wanted) if wanted else ""
    shown = {"form": SignInForm(request=request), "passkey_refused": True, "redirect_field": field}
    return render(request, "desk/accounts/sign_in.html", shown, status=status)


@needs(Permission.USE_DESK)
@require_POST
@password_again
def options(request: HttpRequest) -> HttpResponse:
    """What a browser is asked to make: a passkey that stays on the device and asks its owner each time."""
    return JsonResponse(webauthn.begin_registration(staff_of(request), passwordless=True))


@needs(Permission.USE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
@password_again
def add(request: HttpRequest) -> HttpResponse:
    form = NewPasskeyForm(sent(request))
    if carry_out(form, lambda **said: _checked_and_kept(request, **said)):
        say(request, _("The passkey is kept. From now on you can sign in by it."))
        return redirect("desk:account_security")
    return render(request, "desk/accounts/passkey_add.html", {"form": form}, status=status_of(form))


def _checked_and_kept(request: HttpRequest, *, name: str, credential: dict[str, Any]) -> None:
    staff = staff_of(request)
    try:
        webauthn.parse_registration_response(credential)
        made = webauthn.complete_registration(credential)
    except UNREADABLE as wrong:
        raise Refused(_("The browser’s answer does not fit. Begin again.")) from wrong
    if not made.is_user_verified():
        raise Refused(
            _("This passkey does not ask who holds it. Take a device with a PIN, a finger or a face.")
        )
    second_factors.add_passkey(staff, name=name, credential=credential, by=staff)


@needs(Permission.USE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
@password_again
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    passkey = second_factors.passkey_of(staff, pk)
    if request.method == "POST":
        second_factors.remove_passkey(staff, pk, by=staff)
        say(request, _("The passkey opens nothing any more. Delete it on the device too."))
        return redirect("desk:account_security")
    return render(request, "desk/accounts/passkey_remove.html", {"passkey": passkey})
