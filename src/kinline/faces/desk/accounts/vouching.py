"""Colleagues, and who vouches for whose account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinline.accounts import queries, rules, vouching
from kinline.accounts.choices import Permission
from kinline.audit.rules import Refused
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.accounts.forms import TakeBackForm, VouchForm
from kinline.faces.desk.answers import carry_out, say, status_of
from kinline.registry.queries import decided_by


@needs(Permission.USE_DESK)
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """Everybody at the desk, and for whose account somebody vouches."""
    people = queries.colleagues()
    shown = {"people": people, "too_few": queries.too_few_decide(people)}
    return render(request, "desk/accounts/colleagues.html", shown)


@needs(Permission.USE_DESK)
@require_safe
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, queries.get_staff(pk))


@needs(Permission.USE_DESK)
@require_POST
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    staff, form = queries.get_staff(pk), VouchForm(request.POST)
    if carry_out(form, lambda states: vouching.vouch(staff, by=staff_of(request))):  # noqa: ARG005  # ticked
        say(request, _("Written. You vouch for this account."))
        return redirect("desk:colleague", pk)
    return _page(request, staff, vouch_form=form)


@needs(Permission.USE_DESK)
@require_POST
def take_back(request: HttpRequest, pk: int, word: int) -> HttpResponse:
    staff, form = queries.get_staff(pk), TakeBackForm(request.POST)
    found = next((one for one in queries.words_about(staff) if one.pk == word), None)
    if found is None:
        raise Http404
    if carry_out(form, lambda reason: vouching.take_back(found, reason=reason, by=staff_of(request))):
        say(request, _("Taken back. Decisions that wait for a second person no longer count this account."))
        return redirect("desk:colleague", pk)
    return _page(request, staff, take_back_form=form)


def _page(
    request: HttpRequest,
    staff: queries.Staff,
    *,
    vouch_form: VouchForm | None = None,
    take_back_form: TakeBackForm | None = None,
) -> HttpResponse:
    reader = staff_of(request)
    words = queries.words_about(staff)
    vouched = queries.is_vouched(staff)
    names = queries.names_of(word.ended_by for word in words if word.ended_by)
    try:
        rules.check_can_vouch(staff, reader)
        refused = ""
    except Refused as no:
        refused = str(no)
    shown: dict[str, Any] = {
        "staff": staff,
        "words": [(word, names.get(word.ended_by, word.ended_by)) for word in words],
        "vouched": vouched,
        "founding": rules.can_found(staff, reader),
        "refused": refused,
        "form": vouch_form or VouchForm(),
        "take_back_form": take_back_form or TakeBackForm(),
        "manages": reader.may(Permission.MANAGE_STAFF),
    }
    if reader.may(Permission.REPORT_STATUS) and reader.may(Permission.JUDGE) and not vouched:
        shown["deaths"], shown["joins"] = decided_by(staff, visible_to=reader)
    asked = [form for form in (vouch_form, take_back_form) if form is not None]
    return render(request, "desk/accounts/colleague.html", shown, status=status_of(*asked))
