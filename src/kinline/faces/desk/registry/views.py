"""Searching the registry, a person's whole file, entering and correcting descriptions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.design.paging import Pages
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.comparisons.reasons import weights_of_comparison
from kinline.faces.desk.photographs.forms import PhotographsForm
from kinline.faces.desk.registry import files
from kinline.faces.desk.registry.forms import (
    CorrectionForm,
    DescriptionForm,
    SearchForm,
    SplitForm,
    WithdrawForm,
)
from kinline.faces.desk.registry.particulars import date_text, name_of, written
from kinline.inquiries import commands as inquiries
from kinline.registry import commands, queries
from kinline.registry.queries import Description
from kinline.registry.words import Word
from kinline.suggestions import queries as matching
from kinline.suggestions.queries import Narrowing

HITS_A_PAGE = 25
MOST_HITS = 200
_MOST_REASONS = 3


@needs(Permission.SEARCH_REGISTRY)
@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    staff, form = staff_of(request), SearchForm(request.GET)
    found: Any = []
    asked = form.is_valid() and any(form.cleaned_data[name] for name in form.cleaned_data if name != "beside")
    beside = None
    if form.is_valid():
        typed = dict(form.cleaned_data)
        text, born, chosen = typed.pop("q"), typed.pop("born"), typed.pop("beside")
        beside = queries.descriptions(visible_to=staff).filter(pk=chosen).first() if chosen else None
        narrowing = Narrowing(**typed)
        if text:
            found = matching.search(
                text, birth=str(born or ""), narrowing=narrowing, by=staff, most=MOST_HITS
            )
        else:
            found = matching.browse(narrowing=narrowing, birth_year=born, by=staff)
    page = Pages(found, HITS_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [_hit(one) for one in page],
        "beside": beside,
        "beside_name": written(name_of(beside)) if beside else None,
        "may_describe": staff.may(Permission.DESCRIBE),
        "may_judge": staff.may(Permission.JUDGE),
        "may_second": staff.may(Permission.REPORT_STATUS),
    }
    return render(request, "desk/registry/search.html", shown, status=status_of(form))


def _hit(found: matching.Hit | Description) -> dict[str, Any]:
    row = found if isinstance(found, Description) else found.description
    told = [] if isinstance(found, Description) else weights_of_comparison(found.comparison)
    return {
        "row": row,
        "name": written(name_of(row)),
        "born": date_text(row.birth),
        "reasons": "; ".join(one.brief for one in told[:_MOST_REASONS] if one.steps),
    }


@needs(Permission.SEARCH_REGISTRY)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return person_page(request, pk)


def person_page(request: HttpRequest, pk: int, *, withdraw_form: WithdrawForm | None = None) -> HttpResponse:
    """The whole file; the look at it is in the audit before it is shown."""
    staff = staff_of(request)
    file = queries.open_person(get_object_or_404(queries.persons(visible_to=staff), pk=pk), visible_to=staff)
    note_view(request, "registry:person:viewed", subject=f"person:{pk}")
    shown = files.person_shown(file, staff) | {"withdraw_form": withdraw_form or WithdrawForm()}
    forms = [withdraw_form] if withdraw_form else []
    return render(request, "desk/registry/person.html", shown, status=status_of(*forms))


@needs(Permission.SEARCH_REGISTRY)
@require_safe
def description(request: HttpRequest, pk: int) -> HttpResponse:
    return _description_page(request, pk)


def _description_page(request: HttpRequest, pk: int, *, split_form: SplitForm | None = None) -> HttpResponse:
    staff = staff_of(request)
    words = queries.descriptions(visible_to=staff)
    word = get_object_or_404(words, pk=pk)
    note_view(request, "registry:description:viewed", subject=f"description:{pk}")
    before = words.get(pk=word.follows_id) if word.follows_id else None
    shown = {
        **files.word_shown(word, before, staff),
        "split_form": split_form or SplitForm(),
        "later": words.filter(follows=word).first(),
        "joined": queries.has_other_sources(word),
    }
    forms = [split_form] if split_form else []
    return render(request, "desk/registry/description.html", shown, status=status_of(*forms))


@needs(Permission.DESCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest) -> HttpResponse:
    form = DescriptionForm(sent(request))
    photographs = PhotographsForm.of(request, required=False)

    def write(**word: Any) -> Description:
        return commands.describe(Word(**word), by=staff_of(request), photographs=photographs.ids)

    if photographs.take() and (done := carry_out(form, write)):
        say(request, _("Entered. It will be compared with the others within seconds."))
        return redirect("desk:person", done.made.person_id)
    shown = {"form": form, "photographs_form": photographs}
    return render(request, "desk/registry/describe.html", shown, status=status_of(form, photographs))


@needs(Permission.DESCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    word = get_object_or_404(queries.descriptions(visible_to=staff), pk=pk)
    note_view(request, "registry:description:viewed", subject=f"description:{pk}")
    form = CorrectionForm(sent(request), before=files.facts_for(word, staff))
    photographs = PhotographsForm.of(request, required=False)

    def write(**typed: Any) -> Description:
        typed["facts"] = files.with_what_was_hidden(typed["facts"], word, staff)
        return commands.correct(word, **typed, by=staff, photographs=photographs.ids)

    if photographs.take() and (done := carry_out(form, write)):
        say(request, _("Corrected. The earlier word stays readable."))
        return redirect("desk:description", done.made.pk)
    shown = {
        "form": form,
        "photographs_form": photographs,
        "word": word,
        "name": written(name_of(word)),
        "hides": files.hides_family(staff),
    }
    return render(request, "desk/registry/correct.html", shown, status=status_of(form, photographs))


@needs(Permission.JUDGE)
@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    word = get_object_or_404(queries.descriptions(visible_to=staff), pk=pk)
    form = SplitForm(request.POST)
    if carry_out(form, lambda reason: inquiries.split_match(word, reason=reason, by=staff)):
        word.refresh_from_db()
        say(request, _("Apart. These words have a file of their own again."))
        return redirect("desk:person", word.person_id)
    return _description_page(request, pk, split_form=form)
