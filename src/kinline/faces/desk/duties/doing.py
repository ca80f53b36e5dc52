"""What ends a duty: paper, sending, receipt, telling, and waiving by two."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinline.accounts.choices import Permission
from kinline.duties import commands, queries
from kinline.duties.choices import ON_PAPER
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.answers import carry_out, say
from kinline.faces.desk.duties.forms import (
    InformedForm,
    PaperForm,
    ReceiptForm,
    SentForm,
    SentPaperForm,
    WaiverAnswerForm,
    WaiverForm,
)
from kinline.faces.desk.duties.views import duty_page


def _duty(request: HttpRequest, pk: int) -> queries.Duty:
    return get_object_or_404(queries.duties(visible_to=staff_of(request)), pk=pk)


def _answer(
    request: HttpRequest, pk: int, name: str, form: BaseForm, deed: Callable[..., Any], *, done: str
) -> HttpResponse:
    """Carried out and back to the duty, or its page with what was typed in the form of this name."""
    if not carry_out(form, deed):
        return duty_page(request, pk, **{name: form})
    say(request, done)
    return redirect("desk:duty", pk)


@needs(Permission.DO_DUTIES)
@require_POST
def make_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _duty(request, pk), staff_of(request)
    return _answer(
        request,
        pk,
        "paper_form",
        PaperForm(request.POST, duty=found),
        lambda **typed: commands.make_paper(found, by=by, **typed),
        done=_("The paper is made. Print it, sign or seal it, send it."),
    )


@needs(Permission.DO_DUTIES)
@require_POST
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _duty(request, pk), staff_of(request)
    kind: Any = SentPaperForm if found.kind in ON_PAPER else SentForm
    return _answer(
        request,
        pk,
        "sent_form",
        kind(request.POST, duty=found),
        lambda **typed: commands.record_sent(found, by=by, **typed),
        done=_("Written: it went out."),
    )


@needs(Permission.DO_DUTIES)
@require_POST
def informed(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _duty(request, pk), staff_of(request)
    return _answer(
        request,
        pk,
        "informed_form",
        InformedForm(request.POST),
        lambda **typed: commands.record_informed(found, by=by, **typed),
        done=_("Written: this person was informed."),
    )


@needs(Permission.DO_DUTIES)
@require_POST
def ask_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _duty(request, pk), staff_of(request)
    return _answer(
        request,
        pk,
        "waiver_form",
        WaiverForm(request.POST),
        lambda reason: commands.ask_waiver(found, reason=reason, by=by),
        done=_("Asked. A second person decides."),
    )


@needs(Permission.DO_DUTIES)
@require_POST
def answer_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _duty(request, pk), staff_of(request)
    return _answer(
        request,
        pk,
        "answer_form",
        WaiverAnswerForm(request.POST),
        lambda agrees: commands.answer_waiver(found, agrees=agrees, by=by),
        done=_("Written."),
    )


@needs(Permission.DO_DUTIES)
@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    by = staff_of(request)
    found = get_object_or_404(queries.transmissions(visible_to=by), pk=pk)
    form, done = ReceiptForm(request.POST), _("Written: they have it.")

    def record(**typed: Any) -> None:
        commands.record_receipt(found, by=by, **typed)

    if found.duty_id is not None:
        return _answer(request, found.duty_id, "receipt_form", form, record, done=done)
    person = found.paper.description.person_id if found.paper and found.paper.description else None
    say(request, done if carry_out(form, record) else _("Not written. Give the day on which they had it."))
    return redirect("desk:person_duties", person) if person else redirect("desk:duties")
