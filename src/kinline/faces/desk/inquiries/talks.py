"""What may be told, and the talk in which it is."""

from http import HTTPStatus

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kinline.accounts.choices import Permission
from kinline.accounts.public import installation
from kinline.audit.rules import Refused
from kinline.design import zones
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import say
from kinline.faces.desk.inquiries.forms import ClearForm, ContactsForm, TalkForm
from kinline.faces.desk.inquiries.page import asked, get_file, other_side, sent, ways_of
from kinline.faces.desk.inquiries.script import script_for
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import ContactReason, NewsKind, TellingOutcome, TellingWay
from kinline.inquiries.queries import Inquiry, Seeker
from kinline.registry.choices import StatusValue


@needs(Permission.TELL)
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The script of a talk, and the form that says what came of it."""
    found = get_file(request, pk)
    if request.method != "POST":
        return talk_page(request, found)
    staff = staff_of(request)
    news = queries.news_for(found, visible_to=staff)
    form = TalkForm(request.POST, staff=staff, news=news)
    if not form.is_valid():
        return talk_page(request, found, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    try:
        commands.record_telling(
            found,
            news=news,
            way=TellingWay(said["way"]),
            outcome=TellingOutcome(said["outcome"]),
            second_present=said["second_present"],
            note=said["note"],
            by=staff,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return talk_page(request, found, form=form, status=HTTPStatus.CONFLICT)
    say(request, _("The talk is written down."))
    return redirect("desk:inquiry", pk=pk)


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
    try:
        finding = queries.get_finding(pk, visible_to=staff_of(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    form = ClearForm(sent(request))

    def record() -> HttpResponse:
        said = form.cleaned_data
        commands.clear_finding(
            finding,
            wish=StatusValue(said["wish"]),
            danger=StatusValue(said["danger"]),
            news=NewsKind(said["news"]),
            source_name=said["source_name"],
            to_be_informed=said["to_be_informed"],
            note=said["note"],
            by=staff_of(request),
        )
        say(request, _("What may be told is written down."))
        return redirect("desk:inquiry", pk=finding.inquiry_id)

    return asked(
        request,
        "desk/inquiries/clear.html",
        form,
        record,
        inquiry=finding.inquiry,
        finding=finding,
        other=other_side(finding.suggestion),
    )
