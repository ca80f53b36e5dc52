"""Coming in by a link, signing out, and one's own account."""

from typing import Any

import segno
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import TemplateView

from kinline.accounts import commands, queries, sessions
from kinline.accounts.choices import Permission
from kinline.accounts.rules import check_link
from kinline.accounts.second_factors import second_factors_of
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.faces.desk.access import needs, open_to_all, staff_of
from kinline.faces.desk.accounts.forms import EnrolForm, LanguageForm, PasswordForm, SignInForm
from kinline.faces.desk.accounts.own_sessions import SESSION_NUMBER, go_on_alone
from kinline.faces.desk.answers import carry_out, sent, status_of
from kinline.faces.desk.middleware import speak

sign_in = open_to_all("one signs in here")(
    LoginView.as_view(form_class=SignInForm, template_name="desk/accounts/sign_in.html")
)


class SecondFactorView(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """A code, or a passkey. What to ask the passkey for is fetched by a POST of its own: looking writes nothing."""

    template_name = "desk/accounts/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passkeys = second_factors_of(self.stage.login.user).passkeys
        forms = {"form": self.auth_form, "passkey_form": self.webauthn_form, "has_passkey": bool(passkeys)}
        return TemplateView.get_context_data(self, **forms, **kwargs)


second_factor = open_to_all("the second step of signing in; the first one stands in the session")(
    SecondFactorView.as_view()
)


@open_to_all("whoever is signed out already may ask again")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        audit.record("accounts:sign_out:done", by=staff_of(request), subject=staff_of(request).actor_id)
        sessions.forget_session(staff_of(request), request.session.get(SESSION_NUMBER, 0))
    logout(request)
    response = redirect("account_login")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # the next person at this browser may read another
    return response


@open_to_all("whoever has no second factor cannot use the desk, and reads here what to do")
@require_safe
def no_second_factor(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accounts/no_second_factor.html")


@open_to_all("whoever comes by a link has no account that works yet; the link is the key")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, token: str) -> HttpResponse:
    try:
        staff = check_link(queries.enrolment_of(token)).staff
    except Refused as no:
        return render(request, "desk/accounts/link_over.html", {"why": no}, status=404)
    speak(request, staff.language)
    form = EnrolForm(sent(request))
    if done := carry_out(
        form, lambda password, code, **_said: commands.enrol(token, password=password, code=code, by=staff)
    ):
        _staff, codes = done.made
        return render(request, "desk/accounts/recovery_codes.html", {"codes": codes, "staff": staff})
    secret = queries.second_factor_secret(token)
    shown = {"form": form, "staff": staff, "token": token, "secret": secret}
    return render(request, "desk/accounts/enrol.html", shown, status=status_of(form))


@open_to_all("the QR code of the page above, for whoever has the link")
@require_safe
def enrol_qr(request: HttpRequest, token: str) -> HttpResponse:
    try:
        staff = check_link(queries.enrolment_of(token)).staff
    except Refused as no:
        return render(request, "desk/accounts/link_over.html", {"why": no}, status=404)
    address = get_adapter().build_totp_url(staff, queries.second_factor_secret(token))
    response = HttpResponse(content_type="image/svg+xml")
    segno.make(address).save(
        response,  # type: ignore[arg-type]  # its stubs know text files only; it writes bytes
        kind="svg",
        scale=6,
        border=4,
        light="#fff",
    )
    return response


@needs(Permission.USE_DESK)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _account_page(request)


@needs(Permission.USE_DESK)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _account_page(request, language_form=form)
    commands.choose_language(staff_of(request), by=staff_of(request), **form.cleaned_data)
    response = redirect("desk:account")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@needs(Permission.USE_DESK)
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    form = PasswordForm(request.POST, staff=staff)
    if carry_out(form, lambda **said: commands.change_password(staff, by=staff, **said)):
        go_on_alone(request)  # this session stays; all others end
        return redirect(f"{reverse('desk:account')}?password=changed")
    return _account_page(request, password_form=form)


@needs(Permission.USE_DESK)
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    commands.end_sessions(staff_of(request), by=staff_of(request))
    logout(request)
    return redirect("account_login")


def _account_page(request: HttpRequest, **bound: Form) -> HttpResponse:
    forms: dict[str, Any] = {
        "language_form": LanguageForm(initial={"language": staff_of(request).language}),
        "password_form": PasswordForm(staff=staff_of(request)),
        **bound,
    }
    return render(request, "desk/accounts/account.html", forms, status=status_of(*bound.values()))
