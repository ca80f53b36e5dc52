"""Intake: one form, filled in while somebody talks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kinline.accounts.choices import Permission
from kinline.calls import commands
from kinline.calls.choices import CallState
from kinline.calls.queries import Call
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.answers import carry_out, status_of
from kinline.faces.desk.calls.forms import IntakeForm
from kinline.faces.desk.calls.views import get_call
from kinline.inquiries.queries import Alike, alike_inquiries


@needs(Permission.TAKE_CALLS)
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Open an inquiry from a talk. The PIN stands on the answer to the POST and nowhere else."""
    call = get_call(request, pk) if pk else None
    if call and (call.state != CallState.TAKEN or call.taken_by_id != staff_of(request).pk):
        return redirect("desk:call", pk=call.pk)
    if request.method != "POST":
        return _form(request, IntakeForm(initial=_known(call)), call)
    form = IntakeForm(request.POST)
    if "look" in request.POST:  # The button that stands in for the script.
        form.without_errors()
        return _form(request, form, call, alike=_alike(request, form))
    done = carry_out(
        form,
        lambda *, topic, once_key, **_said: commands.record_call(
            form.facts(),
            who=form.who(),
            ways=form.ways(),
            sharings=form.allowed(),
            topic=topic,
            once_key=once_key,
            call=call,
            by=staff_of(request),
        ),
    )
    if done is None:
        return _form(request, form, call)
    shown = {"opened": done.made, "call_word": form.cleaned_data["call_word"]}
    return render(request, "desk/calls/opened.html", shown)


@needs(Permission.OPEN_INQUIRIES)
@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """The part of the form that shows earlier inquiries about a man so named. A POST, so that no name is in a URL."""
    form = IntakeForm(request.POST)
    return render(request, "desk/calls/_alike.html", {"alike": _alike(request, form)})


def _alike(request: HttpRequest, form: IntakeForm) -> list[Alike] | None:
    """Earlier inquiries; None while too little is written to look."""
    if not form.name_so_far:
        return None
    return alike_inquiries(form.name_so_far, birth=form.birth_so_far, visible_to=staff_of(request))


def _known(call: Call | None) -> dict[str, str]:
    return {"phone": call.number, "language": call.language} if call else {}


def _form(
    request: HttpRequest,
    form: IntakeForm,
    call: Call | None,
    *,
    alike: list[Alike] | None = None,
) -> HttpResponse:
    shown = {"form": form, "call": call, "alike": alike}
    return render(request, "desk/calls/intake.html", shown, status=status_of(form))
