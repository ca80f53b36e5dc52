"""Coming in by a link, signing out, and one's own account."""

from typing import Any

import segno
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts import commands, queries
from kinline.accounts.choices import Permission
from kinline.accounts.rules import check_link
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.faces.desk.access import needs, open_to_all, staff_of
from kinline.faces.desk.accounts.forms import EnrolForm, LanguageForm, PasswordForm, SignInForm
from kinline.faces.desk.middleware import speak

#: What was filled in cannot be taken as it is.
UNPROCESSABLE = 422

sign_in = open_to_all("one signs in here")(
    LoginView.as_view(form_class=SignInForm, template_name="desk/accounts/sign_in.html")
)
second_factor = open_to_all("the second step of signing in; the first one stands in the session")(
    AuthenticateView.as_view(template_name="desk/accounts/second_factor.html")
)


@open_to_all("whoever is signed out already may ask again")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        audit.record("accounts:sign_out:done", by=staff_of(request), subject=staff_of(request).actor_id)
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
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            _staff, codes = commands.enrol(token, password=said["password"], code=said["code"], by=staff)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return render(request, "desk/accounts/recovery_codes.html", {"codes": codes, "staff": staff})
    secret = queries.second_factor_secret(token)
    shown = {"form": form, "staff": staff, "token": token, "secret": secret}
    return render(request, "desk/accounts/enrol.html", shown, status=UNPROCESSABLE if form.errors else 200)


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
    form = PasswordForm(request.POST)
    if form.is_valid():
        staff = staff_of(request)
        try:
            commands.change_password(staff, by=staff, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            update_session_auth_hash(request, staff)  # this session stays; all others end
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
        "password_form": PasswordForm(),
        **bound,
    }
    return render(request, "desk/accounts/account.html", forms, status=UNPROCESSABLE if bound else 200)
