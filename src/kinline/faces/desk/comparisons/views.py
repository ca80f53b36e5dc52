"""Pairs that wait for a decision, and the page on which one decides."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff
from kinline.design.paging import Pages, some
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.comparisons import reasons, sides
from kinline.faces.desk.comparisons.forms import ByHandForm, PairsForm, ReopenForm, UndoForm, VerdictForm
from kinline.faces.desk.photographs.shown import Shown, photographs_of
from kinline.faces.desk.registry.particulars import name_of, written
from kinline.inquiries import commands as inquiries
from kinline.registry import queries as registry
from kinline.suggestions import commands, queries
from kinline.suggestions.choices import ASKED_AGAIN, BLIND, SuggestionState, Verdict
from kinline.suggestions.queries import Suggestion

PAIRS_A_PAGE = 25
_SORTS = {
    "probability": ("probability", "pk"),
    "-probability": ("-probability", "pk"),
    "waits": ("-found_at", "pk"),
    "-waits": ("found_at", "pk"),
}
_COLUMNS = [
    {"label": gettext_lazy("Pair")},
    {"label": gettext_lazy("Of pairs this alike, one person"), "sort": "probability"},
    {"label": gettext_lazy("Speaks for and against")},
    {"label": gettext_lazy("Of note")},
    {"label": gettext_lazy("Waits since"), "sort": "waits"},
]


@needs(Permission.JUDGE)
@require_safe
def comparisons(request: HttpRequest) -> HttpResponse:
    staff, tab = staff_of(request), request.GET.get("tab", "")
    waiting, disputed = queries.waiting_for(staff), queries.disputed(visible_to=staff)
    form = PairsForm(request.GET)
    pairs = {"disputed": disputed, "mine": queries.judged_by(staff)}.get(tab)
    if pairs is None:
        tab = ""
        narrowed = queries.narrowed(waiting, **form.cleaned_data) if form.is_valid() else waiting
        pairs = narrowed.order_by(*_SORTS.get(request.GET.get("sort", ""), _SORTS["-probability"]))
    page = Pages(pairs, PAIRS_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "tab": tab,
        "form": form,
        "page": page,
        "rows": [_listed(pair) for pair in page],
        "columns": _COLUMNS,
        "waiting": some(waiting),
        "disputed": some(disputed),
    }
    return render(request, "desk/comparisons/list.html", shown, status=status_of(form))


def _listed(pair: Suggestion) -> dict[str, Any]:
    speaks_for, against = sides.summary(pair.reasons)
    return {
        "pair": pair,
        "left": written(name_of(pair.left)),
        "right": written(name_of(pair.right)),
        "often": reasons.frequency_short(pair.probability),
        "for": speaks_for,
        "against": against,
        "death": sides.speaks_of_death(pair.left, pair.right),
        "family": sides.asks_family(pair.left, pair.right),
        "verdict": Verdict(pair.my_verdict).label if hasattr(pair, "my_verdict") else "",
    }


@needs(Permission.JUDGE)
@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    pair = get_object_or_404(queries.reviews(visible_to=staff), pk=pk)
    form = VerdictForm(sent(request))
    if carry_out(
        form,
        lambda verdict, reason: commands.judge(pair, Verdict(verdict), reason=reason, by=staff),
    ):
        pair.refresh_from_db(fields=["state"])
        words = _("Written: %(verdict)s.") % {"verdict": Verdict(form.cleaned_data["verdict"]).label}
        if pair.state == SuggestionState.SAME:
            words = _("Written: the same person. Two people say so, and the two are one now.")
        say(request, words, where=reverse("desk:comparison", args=[pk]))
        following = queries.next_for(staff, after=pair)
        return redirect("desk:comparison", following.pk) if following else redirect("desk:comparisons")
    return _review_page(request, pair, form=form)


@needs(Permission.JUDGE)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    pair = get_object_or_404(queries.reviews(visible_to=staff), pk=pk)
    form = UndoForm(request.POST)
    if carry_out(form, lambda reason: inquiries.undo_match(pair, reason=reason, by=staff)):
        say(request, _("Undone. The pair waits for decisions again."))
        return redirect("desk:comparison", pk)
    return _review_page(request, pair, undo_form=form)


@needs(Permission.JUDGE)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    pair = get_object_or_404(queries.reviews(visible_to=staff), pk=pk)
    form = ReopenForm(request.POST)
    if carry_out(form, lambda reason: commands.reopen(pair, reason=reason, by=staff)):
        say(request, _("A new round has begun. Everybody decides anew, alone."))
        return redirect("desk:comparison", pk)
    return _review_page(request, pair, reopen_form=form)


@needs(Permission.JUDGE)
@require_POST
def by_hand(request: HttpRequest) -> HttpResponse:
    staff, form = staff_of(request), ByHandForm(request.POST)
    words = registry.descriptions(visible_to=staff)

    def suggest(left: int, right: int) -> Suggestion:
        return commands.suggest_by_hand(
            get_object_or_404(words, pk=left), get_object_or_404(words, pk=right), by=staff
        )

    if done := carry_out(form, suggest):
        return redirect("desk:comparison", done.made.pk)
    return render(request, "desk/comparisons/by_hand.html", {"form": form}, status=status_of(form))


def _photographs(pair: Suggestion, staff: Staff) -> list[tuple[str, list[Shown]]]:
    """Both sides' photographs, each with where it is from; nothing where neither has one."""
    found = photographs_of([pair.left, pair.right], staff)
    both = [(sides.heading_of(word), found[word.pk]) for word in (pair.left, pair.right)]
    return both if any(shown for _heading, shown in both) else []


def _review_page(
    request: HttpRequest,
    pair: Suggestion,
    *,
    form: VerdictForm | None = None,
    undo_form: UndoForm | None = None,
    reopen_form: ReopenForm | None = None,
) -> HttpResponse:
    staff = staff_of(request)
    review = queries.review_of(pair, visible_to=staff)
    for person in sorted({pair.left.person_id, pair.right.person_id}):
        note_view(request, "registry:person:viewed", subject=f"person:{person}")
    speaks_for, against = sides.summary(pair.reasons)
    rows = sides.rows_of(pair.left, pair.right, pair.reasons)
    asked = [one for one in (form, undo_form, reopen_form) if one is not None]
    shown = {
        "review": review,
        "pair": pair,
        "left_from": sides.heading_of(pair.left),
        "right_from": sides.heading_of(pair.right),
        "left_name": written(name_of(pair.left)),
        "right_name": written(name_of(pair.right)),
        "rows": [row for row in rows if not row.is_one_sided],
        "one_sided": [row for row in rows if row.is_one_sided],
        "photographs": _photographs(pair, staff),
        "narratives": [
            (word.narrative, sides.heading_of(word)) for word in (pair.left, pair.right) if word.narrative
        ],
        "verdict_words": reasons.verdict_words(pair.probability),
        "frequency": reasons.frequency(pair.probability),
        "for": speaks_for,
        "against": against,
        "death": sides.speaks_of_death(pair.left, pair.right),
        "family": sides.asks_family(pair.left, pair.right),
        "questions": sides.questions_for(pair.left, pair.right, pair.reasons),
        "one_person": pair.left.person_id == pair.right.person_id,
        "form": next((one for one in asked if one.errors), form or VerdictForm()),
        "verdict_form": form or VerdictForm(),
        "undo_form": undo_form or UndoForm(auto_id="undo_%s"),
        "reopen_form": reopen_form or ReopenForm(auto_id="reopen_%s"),
        "may_undo": review.mine is not None or pair.state not in BLIND,
        "may_reopen": pair.state in ASKED_AGAIN,
        "waiting": queries.waiting_for(staff).count(),
    }
    return render(request, "desk/comparisons/review.html", shown, status=status_of(*asked))
