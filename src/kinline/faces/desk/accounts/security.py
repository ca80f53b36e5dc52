"""How one's own account opens: passkeys, recovery codes, sessions. Changing it asks for the password once more."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts import commands, second_factors, sessions
from kinline.accounts.choices import Permission
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.accounts.forms import PasswordAgainForm
from kinline.faces.desk.accounts.own_sessions import SESSION_NUMBER, came_in_at, go_on_alone, idle_time
from kinline.faces.desk.answers import say, sent, status_of

_SHOWN_AT = "password_shown_at"
#: After signing in or typing the password once more one may change how the account opens for so long.
FRESH_S = 600

View = Callable[..., HttpResponse]


def password_again(view: View) -> View:
    """Lead to the password first, unless it or the sign-in is ten minutes old at most. It stands under `@needs`."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown_at = max(came_in_at(request), request.session.get(_SHOWN_AT, 0.0))
        longest = (
            FRESH_S if request.method == "GET" else 3 * FRESH_S
        )  # what was begun in time may be finished
        if shown_at < time.time() - longest:
            return redirect(f"{reverse('desk:account_confirm')}?next={request.path}")
        return view(request, *args, **kwargs)

    return asked


@needs(Permission.USE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    form = PasswordAgainForm(sent(request), staff=staff_of(request))
    if form.is_valid():
        request.session[_SHOWN_AT] = time.time()
        wanted = request.GET.get("next", "")
        here = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/account/")
        return redirect(wanted if here else "desk:account_security")
    return render(request, "desk/accounts/password_again.html", {"form": form}, status=status_of(form))


@needs(Permission.USE_DESK)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    shown = {
        "factors": second_factors.second_factors_of(staff),
        "sessions": sessions.sessions_of(staff, idle=idle_time()),
        "this_one": request.session.get(SESSION_NUMBER),
        "idle_minutes": int(idle_time().total_seconds()) // 60,
        "longest_hours": int(sessions.LONGEST.total_seconds()) // 3600,
    }
    return render(request, "desk/accounts/security.html", shown)


@needs(Permission.USE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
@password_again
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes stand on the answer to the POST and nowhere else."""
    staff = staff_of(request)
    if request.method == "POST":
        codes = second_factors.renew_recovery_codes(staff, by=staff)
        return render(request, "desk/accounts/recovery_codes.html", {"codes": codes, "staff": staff})
    shown = {"factors": second_factors.second_factors_of(staff)}
    return render(request, "desk/accounts/recovery_codes_renew.html", shown)


@needs(Permission.USE_DESK)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    sessions.end_session(staff, pk, by=staff)
    if pk == request.session.get(SESSION_NUMBER):
        logout(request)
        return redirect("account_login")
    say(request, _("The session is ended."))
    return redirect("desk:account_security")


@needs(Permission.USE_DESK)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """All end, and this one begins anew under another key."""
    staff = staff_of(request)
    commands.end_sessions(staff, by=staff)
    staff.refresh_from_db(fields=["sessions_ended"])
    go_on_alone(request)
    say(request, _("All other sessions are ended."))
    return redirect("desk:account_security")
