"""What may be told, and the talk in which it is."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kinline.accounts.choices import Permission
from kinline.accounts.public import installation
from kinline.design import zones
from kinline.faces.desk.access import fetch, needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.inquiries.forms import ClearForm, ContactsForm, TalkForm
from kinline.faces.desk.inquiries.page import form_page, get_file, other_side, ways_of
from kinline.faces.desk.inquiries.script import script_for
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import ContactReason, NewsKind, TellingOutcome
from kinline.inquiries.queries import Inquiry, Seeker

#: What the next page says after a talk: whoever reached nobody must not read that all is done.
WRITTEN_DOWN = {
    TellingOutcome.REACHED: gettext_lazy("The talk is written down: the family was told."),
    TellingOutcome.NOT_REACHED: gettext_lazy("Written down: nobody answered. The talk is still to come."),
    TellingOutcome.NOT_NOW: gettext_lazy(
        "Written down: the family asked for another time. The talk is still to come."
    ),
    TellingOutcome.NOT_SAFE: gettext_lazy(
        "Written down: it was not safe to talk. The talk is still to come."
    ),
}


@needs(Permission.TELL)
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The script of a talk, and the form that says what came of it."""
    found = get_file(request, pk)
    staff = staff_of(request)
    news = queries.news_for(found, visible_to=staff)
    form = TalkForm(sent(request), staff=staff, news=news)
    if carry_out(form, lambda **said: commands.record_telling(found, news=news, **said, by=staff)):
        say(request, str(WRITTEN_DOWN[form.cleaned_data["outcome"]]))
        return redirect("desk:inquiry", pk=pk)
    return talk_page(request, found, form=form, status=status_of(form))


def talk_page(
    request: HttpRequest,
    found: Inquiry,
    *,
    seeker: Seeker | None = None,
    form: TalkForm | None = None,
    contacts_form: ContactsForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The script. `seeker` is given only where the contacts were opened for a reason."""
    note_view(request, "inquiries:talk:viewed", subject=f"inquiry:{found.pk}")
    staff = staff_of(request)
    news = queries.news_for(found, visible_to=staff)
    shown = {
        "inquiry": found,
        "news": news,
        "is_death": news == NewsKind.DEATH,
        "may_hold_it": news != NewsKind.DEATH or staff.tells_deaths,
        "ways": ways_of(found),
        "seeker": seeker,
        "clock": zones.now_in(found.seeker.zone),
        "contacts_form": contacts_form or ContactsForm(initial={"reason": ContactReason.TALK}),
        "opens_contacts": staff.may(Permission.READ_CONTACTS),
        "form": form or TalkForm(staff=staff, news=news),
        "script": script_for(found, news, caller=staff.display_name, operator=installation().operator_name),
    }
    return render(request, "desk/inquiries/talk.html", shown, status=status)


@needs(Permission.CLEAR)
@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """His own wish, whom he named, the danger: from these follows whether the family may be told."""
    finding = fetch(request, queries.get_finding, pk)
    form = ClearForm(sent(request))
    if carry_out(form, lambda **said: commands.clear_finding(finding, **said, by=staff_of(request))):
        say(request, _("What may be told is written down."))
        return redirect("desk:inquiry", pk=finding.inquiry_id)
    return form_page(
        request,
        "desk/inquiries/clear.html",
        form,
        inquiry=finding.inquiry,
        finding=finding,
        other=other_side(finding.suggestion),
    )
