"""One photograph: its page, its files, what is said of it."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.evidence import commands as evidence
from kinline.evidence.choices import OriginalReason, Part, Sensitivity
from kinline.evidence.queries import content_of
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, status_of
from kinline.faces.desk.photographs.forms import OriginalForm, RemoveForm, WeighForm
from kinline.faces.desk.photographs.shown import words_for
from kinline.faces.images import download_answer, image_answer
from kinline.registry import queries
from kinline.registry.commands.photographs import remove_photograph
from kinline.registry.queries import Depiction
from kinline.vault.keys import Locked

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


def _found(request: HttpRequest, photograph: UUID) -> Depiction:
    """The photograph as far as this member of staff may see it: who may is asked in the fetch."""
    if depiction := queries.depiction_of(photograph, visible_to=staff_of(request)):
        return depiction
    raise Http404


@needs(Permission.USE_DESK)
@require_safe
def photograph(request: HttpRequest, photograph: UUID) -> HttpResponse:
    return _page(request, _found(request, photograph))


def _page(
    request: HttpRequest,
    depiction: Depiction,
    *,
    weigh_form: WeighForm | None = None,
    original_form: OriginalForm | None = None,
    remove_form: RemoveForm | None = None,
    lost: bool = False,
) -> HttpResponse:
    """Its page. A hard one stays covered until it is asked for; the look is noted where the picture itself leaves."""
    staff, kept = staff_of(request), depiction.photograph
    asked = [form for form in (weigh_form, original_form, remove_form) if form is not None]
    shown = {
        "depiction": depiction,
        "photograph": kept,
        "words": words_for(depiction, 1, 1),
        "is_shown": not depiction.is_covered or "show" in request.GET,
        "is_graphic": kept.sensitivity == Sensitivity.GRAPHIC,
        "reads_registry": staff.may(Permission.SEARCH_REGISTRY),
        "may_remove": staff.may(Permission.DESCRIBE),
        "weigh_form": weigh_form or WeighForm(initial={"sensitivity": kept.sensitivity}),
        "original_form": original_form or OriginalForm(),
        "remove_form": remove_form or RemoveForm(auto_id="remove_%s"),
        "form": next((form for form in asked if form.errors), WeighForm()),
        "lost": lost,
    }
    status = HTTPStatus.GONE if lost else status_of(*asked)
    return render(request, "desk/photographs/photograph.html", shown, status=status)


@needs(Permission.USE_DESK)
@require_safe
def thumbnail(request: HttpRequest, photograph: UUID) -> HttpResponse:
    """Small, for a page whose own look is noted. Of a covered one nothing leaves."""
    depiction = _found(request, photograph)
    if depiction.is_covered:
        raise Http404
    return _file(depiction, Part.THUMBNAIL)


@needs(Permission.USE_DESK)
@require_safe
def picture(request: HttpRequest, photograph: UUID) -> HttpResponse:
    """The safe copy in full. Each look is in the audit before it leaves; one at a covered one has a name of its own."""
    depiction = _found(request, photograph)
    deed = "evidence:photograph:uncovered" if depiction.is_covered else "evidence:photograph:viewed"
    note_view(request, deed, subject=f"photograph:{depiction.photograph_id}")
    return _file(depiction, Part.PICTURE)


def _file(depiction: Depiction, part: Part) -> HttpResponse:
    try:
        return image_answer(content_of(depiction.photograph, part))
    except (FileNotFoundError, Locked) as lost:
        raise Http404 from lost


@needs(Permission.USE_DESK)
@require_POST
def original(request: HttpRequest, photograph: UUID) -> HttpResponse:
    """The file as it was sent, to be kept, for a reason that stands in the audit."""
    depiction, form = _found(request, photograph), OriginalForm(request.POST)
    if not form.is_valid():
        return _page(request, depiction, original_form=form)
    kept, reason = depiction.photograph, OriginalReason(form.cleaned_data["reason"])
    try:
        content = evidence.open_original(kept, reason=reason, by=staff_of(request))
    except (FileNotFoundError, Locked):
        return _page(request, depiction, lost=True)
    return download_answer(content, name=f"original-{kept.pk}.{_ENDINGS.get(kept.media_type, 'bin')}")


@needs(Permission.USE_DESK)
@require_POST
def weigh(request: HttpRequest, photograph: UUID) -> HttpResponse:
    depiction, form = _found(request, photograph), WeighForm(request.POST)
    kept = depiction.photograph
    if carry_out(form, lambda sensitivity: evidence.say_how_hard(kept, sensitivity, by=staff_of(request))):
        say(request, _("Written down."))
        return redirect("desk:photograph", photograph)
    return _page(request, depiction, weigh_form=form)


@needs(Permission.DESCRIBE)
@require_http_methods(["POST"])
def remove(request: HttpRequest, photograph: UUID) -> HttpResponse:
    depiction, form = _found(request, photograph), RemoveForm(request.POST)
    if carry_out(form, lambda reason: remove_photograph(depiction, reason=reason, by=staff_of(request))):
        say(request, _("Taken away. It is on no page any more."))
        if staff_of(request).may(Permission.SEARCH_REGISTRY):
            return redirect("desk:description", depiction.description_id)
        return redirect("desk:home")
    return _page(request, depiction, remove_form=form)
