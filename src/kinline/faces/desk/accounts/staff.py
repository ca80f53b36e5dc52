"""Staff, for administrators."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts import commands, queries
from kinline.accounts.choices import Permission, Role
from kinline.accounts.queries import Staff
from kinline.accounts.second_factors import second_factors_of
from kinline.accounts.sessions import sessions_of
from kinline.audit.rules import Refused
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.accounts.forms import RoleForm, StaffForm
from kinline.faces.desk.accounts.own_sessions import idle_time
from kinline.faces.desk.answers import carry_out, sent, status_of

#: Within this time the same form, sent again, is the second of two clicks.
JUST_NOW = timedelta(minutes=10)


@needs(Permission.MANAGE_STAFF)
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accounts/staff_list.html", {"people": queries.staff_list()})


@needs(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def add_staff(request: HttpRequest) -> HttpResponse:
    form = StaffForm(sent(request), initial={"language": staff_of(request).language})
    if done := carry_out(form, lambda **said: commands.add_staff(**said, by=staff_of(request))):
        return _link_page(request, *done.made)
    status = status_of(form)
    if status == HTTPStatus.CONFLICT and (just_made := _just_made(**form.cleaned_data)):
        return _file_page(request, just_made, just_made=True)
    return render(request, "desk/accounts/staff_add.html", {"form": form}, status=status)


def _just_made(*, username: str, display_name: str, **_said: object) -> Staff | None:
    """Who was made by the first click of two: the same names, a moment ago, never signed in."""
    staff = queries.staff_named(username)
    is_same = (
        staff is not None
        and staff.display_name == display_name
        and staff.last_login is None
        and staff.added_at > timezone.now() - JUST_NOW
    )
    return staff if is_same else None


@needs(Permission.MANAGE_STAFF)
@require_safe
def staff_file(request: HttpRequest, pk: int) -> HttpResponse:
    return _file_page(request, queries.get_staff(pk))


@needs(Permission.MANAGE_STAFF)
@require_POST
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_role(request, pk, commands.grant_role)


@needs(Permission.MANAGE_STAFF)
@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_role(request, pk, commands.end_role)


@needs(Permission.MANAGE_STAFF)
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_staff(request, pk, lambda staff: commands.deactivate(staff, by=staff_of(request)))


@needs(Permission.MANAGE_STAFF)
@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_staff(request, pk, lambda staff: commands.reactivate(staff, by=staff_of(request)))


@needs(Permission.MANAGE_STAFF)
@require_POST
def renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    staff = queries.get_staff(pk)
    try:
        token = commands.renew_enrolment(staff, by=staff_of(request))
    except Refused as no:
        return _file_page(request, staff, refused=no)
    return _link_page(request, staff, token)


@needs(Permission.MANAGE_STAFF)
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_staff(request, pk, lambda staff: commands.end_sessions(staff, by=staff_of(request)))


def _with_role(request: HttpRequest, pk: int, change: Callable[..., None]) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _file_page(request, queries.get_staff(pk), form=form)
    role: Role = form.cleaned_data["role"]
    return _with_staff(request, pk, lambda staff: change(staff, role, by=staff_of(request)))


def _with_staff(request: HttpRequest, pk: int, change: Callable[[Staff], None]) -> HttpResponse:
    staff = queries.get_staff(pk)
    try:
        change(staff)
    except Refused as no:
        return _file_page(request, staff, refused=no)
    return redirect("desk:staff_file", pk)


def _link_page(request: HttpRequest, staff: Staff, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("desk:enrol", args=[token]))
    shown = {"staff": staff, "link": link, "hours": commands.LINK_HOURS}
    return render(request, "desk/accounts/staff_link.html", shown)


def _file_page(
    request: HttpRequest,
    staff: Staff,
    *,
    form: RoleForm | None = None,
    refused: Refused | None = None,
    just_made: bool = False,
) -> HttpResponse:
    grants = queries.roles_of(staff)
    names = queries.names_of(grant.granted_by for grant in grants)
    shown: dict[str, Any] = {
        "staff": staff,
        "grants": [(grant, names.get(grant.granted_by, grant.granted_by)) for grant in grants],
        "second_factor": queries.has_second_factor(staff),
        "factors": second_factors_of(staff),
        "sessions": len(sessions_of(staff, idle=idle_time())),
        "form": form or RoleForm(),
        "refused": refused,
        "just_made": just_made,
        "own": staff == staff_of(request),
    }
    status = HTTPStatus.CONFLICT if refused else status_of(*([form] if form else []))
    return render(request, "desk/accounts/staff_file.html", shown, status=status)
