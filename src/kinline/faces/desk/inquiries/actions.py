"""What is done with a family's file: each a POST that leads back to it, or says why not."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kinline.accounts.choices import Permission
from kinline.audit.rules import Refused
from kinline.faces.desk.access import View, fetch, needs, staff_of
from kinline.faces.desk.answers import carry_out, say, sent
from kinline.faces.desk.inquiries.forms import AssignForm, CloseForm, RenewPinForm, WithdrawForm
from kinline.faces.desk.inquiries.page import file_page, form_page, get_file, post_or_file
from kinline.faces.desk.inquiries.sought import SoughtForm
from kinline.inquiries import commands, queries
from kinline.inquiries.queries import Inquiry


def _on_file(request: HttpRequest, found: Inquiry, act: Callable[[], object], done: str = "") -> HttpResponse:
    """Do it and lead back to the file, with `done` on top; if a rule says no, the file says why."""
    try:
        act()
    except Refused as refusal:
        fresh = get_file(request, found.pk)
        return file_page(request, fresh, refusal=str(refusal), status=HTTPStatus.CONFLICT)
    if done:
        say(request, done)
    return redirect("desk:inquiry", pk=found.pk)


def _plain(command: Callable[..., object], permission: Permission, done: Promise) -> View:
    """A view for a command that asks for nothing but the file and who acts."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_file(request, pk)
        return _on_file(request, found, lambda: command(found, by=staff_of(request)), str(done))

    return needs(permission)(post_or_file(view))


read = _plain(commands.read_inquiry, Permission.READ_INQUIRIES, gettext_lazy("Marked as read."))
notify = _plain(commands.notify_family, Permission.TELL, gettext_lazy("The family is asked for a talk."))
word = _plain(commands.offer_word, Permission.TELL, gettext_lazy("The family is offered a talk."))


@needs(Permission.TELL)
@post_or_file
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = get_file(request, pk), AssignForm(request.POST)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return file_page(request, found, assign_form=form, refusal=_("Choose a caseworker."), status=status)
    to = form.cleaned_data["caseworker"]
    return _on_file(request, found, lambda: commands.assign_inquiry(found, to, by=staff_of(request)))


@needs(Permission.JUDGE)
@post_or_file
def confirm(request: HttpRequest, pk: int, match: int) -> HttpResponse:
    """Take a pair that two people judged the same as the answer to this inquiry."""
    found, staff = get_file(request, pk), staff_of(request)
    pair = fetch(request, queries.get_match, found, match)
    return _on_file(
        request,
        found,
        lambda: commands.confirm_match(found, pair, by=staff),
        _("Confirmed. Nobody is told yet."),
    )


@needs(Permission.READ_INQUIRIES)
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    task = fetch(request, queries.get_task, pk)
    return _on_file(request, task.inquiry, lambda: commands.claim_task(task, by=staff_of(request)))


@needs(Permission.READ_INQUIRIES)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    task = fetch(request, queries.get_task, pk)
    return _on_file(request, task.inquiry, lambda: commands.release_task(task, by=staff_of(request)))


@needs(Permission.OPEN_INQUIRIES)
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """A later word: the form opens with what the family said last."""
    found = get_file(request, pk)
    before = queries.last_words(found).facts
    form = SoughtForm(sent(request), initial=SoughtForm.initial_of(before))
    if carry_out(
        form, lambda **_said: commands.add_facts(found, form.facts_after(before), by=staff_of(request))
    ):
        return redirect("desk:inquiry", pk=pk)
    return form_page(request, "desk/inquiries/facts.html", form, inquiry=found)


@needs(Permission.READ_CONTACTS)
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """A new PIN, told by voice. It stands on the answer to the POST and nowhere else."""
    found = get_file(request, pk)
    form = RenewPinForm(sent(request), seeker=found.seeker)
    if done := carry_out(
        form, lambda reached, **_said: commands.renew_pin(found, reached=reached, by=staff_of(request))
    ):
        return render(request, "desk/inquiries/pin_renewed.html", {"inquiry": found, "pin": done.made})
    return form_page(request, "desk/inquiries/pin.html", form, inquiry=found)


@needs(Permission.TELL)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = get_file(request, pk), CloseForm(sent(request))
    if carry_out(form, lambda because: commands.close_inquiry(found, because=because, by=staff_of(request))):
        return redirect("desk:inquiry", pk=pk)
    return form_page(request, "desk/inquiries/close.html", form, inquiry=found)


@needs(Permission.READ_CONTACTS)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The family takes its question back: contact stops at once."""
    found, form = get_file(request, pk), WithdrawForm(sent(request))
    if carry_out(form, lambda **_said: commands.withdraw(found, by=staff_of(request))):
        return redirect("desk:inquiry", pk=pk)
    return form_page(request, "desk/inquiries/withdraw.html", form, inquiry=found)
