"""After false news: who has to hear of it, and the talk in which a family does."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.accounts.public import installation
from kinline.design import zones
from kinline.exchange.forwarding import queries as forwarding
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.inquiries.forms import ContactsForm, CorrectionForm, GiveUpForm
from kinline.faces.desk.inquiries.page import get_file, ways_of
from kinline.faces.desk.inquiries.script import script_of_correction
from kinline.faces.desk.inquiries.talks import WRITTEN_DOWN
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import ContactReason, NewsKind
from kinline.inquiries.queries import Correction, Inquiry, Seeker
from kinline.registry import queries as registry

#: How many of those that are done the list shows.
LATELY = 20


@needs(Permission.TELL)
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What is false or in doubt: corrections that families wait for, and what is suspended."""
    staff = staff_of(request)
    found = queries.corrections(visible_to=staff)
    shown = {
        "open": [(one, what_of(one)) for one in found.open()],
        "done": [
            (one, what_of(one))
            for one in found.filter(closed_at__isnull=False).order_by("-closed_at")[:LATELY]
        ],
        "suspensions": registry.suspensions(visible_to=staff).open().order_by("suspended_at"),
        "finding_suspensions": queries.finding_suspensions(visible_to=staff).open().order_by("suspended_at"),
    }
    return render(request, "desk/inquiries/corrections.html", shown)


def what_of(correction: Correction) -> str:
    """What was false or is in doubt, in a few words without a name."""
    if correction.report is not None:
        return str(correction.report.get_value_display())
    if correction.join is not None:
        return _("the joining of two persons")
    return _("a match confirmed for a family")


@needs(Permission.TELL)
@require_safe
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _get(request, pk))


@needs(Permission.TELL)
@require_POST
def give_up(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """End a line without a talk: the family took its question back."""
    found, form = _get(request, pk), GiveUpForm(request.POST)
    chosen = next((one for one in found.lines.all() if one.pk == line), None)
    if chosen is None:
        raise Http404
    if carry_out(form, lambda note: commands.give_up_line(chosen, note=note, by=staff_of(request))):
        say(request, _("Written down."))
        return redirect("desk:correction", pk)
    return _page(request, found, form=form)


def _get(request: HttpRequest, pk: int) -> Correction:
    return get_object_or_404(queries.corrections(visible_to=staff_of(request)), pk=pk)


def _page(request: HttpRequest, found: Correction, *, form: GiveUpForm | None = None) -> HttpResponse:
    note_view(request, "inquiries:correction:viewed", subject=f"correction:{found.pk}")
    staff = staff_of(request)
    recalls = forwarding.recalls_in(found, visible_to=staff)
    shown = {
        "correction": found,
        "what": what_of(found),
        "families": [line for line in found.lines.all() if line.inquiry is not None],
        "recipients": [(line, recalls[line.pk]) for line in found.lines.all() if line.pk in recalls],
        "reads_log": staff.may(Permission.READ_FORWARDING),
        "records": staff.may(Permission.RECORD_FORWARDING),
        "give_up_form": form or GiveUpForm(),
    }
    return render(
        request, "desk/inquiries/correction.html", shown, status=status_of(*([form] if form else []))
    )


@needs(Permission.TELL)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The script of the talk in which a family hears that what it was told is in doubt, and what came of it."""
    found, staff = get_file(request, pk), staff_of(request)
    form = CorrectionForm(sent(request), staff=staff)
    if carry_out(form, lambda **said: commands.record_correction(found, by=staff, **said)):
        say(request, str(WRITTEN_DOWN[form.cleaned_data["outcome"]]))
        return redirect("desk:inquiry", pk)
    return correct_page(request, found, form=form, status=status_of(form))


def correct_page(
    request: HttpRequest,
    found: Inquiry,
    *,
    seeker: Seeker | None = None,
    form: CorrectionForm | None = None,
    contacts_form: ContactsForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The script. `seeker` is given only where the contacts were opened for a reason."""
    staff = staff_of(request)
    owed = queries.lines_owed(found, visible_to=staff)
    if not owed:
        return redirect("desk:inquiry", found.pk)
    note_view(request, "inquiries:talk:viewed", subject=f"inquiry:{found.pk}")
    telling = owed[0].telling
    assert telling is not None
    was_death = any(line.telling and line.telling.news == NewsKind.DEATH for line in owed)
    shown = {
        "inquiry": found,
        "owed": owed,
        "for_sure": owed[0].correction.is_for_sure,
        "was_death": was_death,
        "may_hold_it": not was_death or staff.tells_deaths,
        "ways": ways_of(found),
        "seeker": seeker,
        "clock": zones.now_in(found.seeker.zone),
        "contacts_form": contacts_form or ContactsForm(initial={"reason": ContactReason.CORRECT}),
        "opens_contacts": staff.may(Permission.READ_CONTACTS),
        "on_correction": True,
        "form": form or CorrectionForm(staff=staff),
        "script": script_of_correction(
            found,
            telling,
            for_sure=owed[0].correction.is_for_sure,
            caller=staff.display_name,
            operator=installation().operator_name,
        ),
    }
    return render(request, "desk/inquiries/correct.html", shown, status=status)
