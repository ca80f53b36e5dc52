"""The audit, for auditors."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinline.accounts.choices import Permission
from kinline.accounts.queries import names_of, staff_named
from kinline.audit.queries import chain_faults, chain_state, find_events
from kinline.design.paging import Pages
from kinline.faces.desk.access import logs_access, needs, staff_of
from kinline.faces.desk.accounts.deeds import DEEDS, deeds_named, particulars, subject_words
from kinline.faces.desk.accounts.forms import AuditFilterForm
from kinline.faces.desk.answers import status_of
from kinline.suggestions.queries import blind_for

EVENTS_A_PAGE = 50
_VERDICT = "suggestions:suggestion:judged"


@needs(Permission.READ_AUDIT)
@logs_access("audit:events:viewed", subject="audit")
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    wanted: dict[str, Any] = dict(form.cleaned_data) if form.is_valid() else {}
    if named := staff_named(wanted.get("actor", "")):
        wanted["actor"] = named.actor_id
    if typed := wanted.get("action"):
        wanted["actions"] = deeds_named(typed)
    found = find_events(**wanted).exclude(action=_VERDICT, subject__in=_kept_blind(request))
    page = Pages(found, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    names = names_of(_spoken_of(page))
    shown = {
        "form": form,
        "page": page,
        "events": [
            {
                "event": event,
                "actor": names.get(event.actor, event.actor),
                "deed": DEEDS.get(event.action, event.action),
                "subject": subject_words(event.subject, names),
                "particulars": particulars(event.content, names),
            }
            for event in page
        ],
        "chain": chain_state(),
        "judges": staff_of(request).may(Permission.JUDGE),
    }
    return render(request, "desk/accounts/audit.html", shown, status=status_of(form))


def _kept_blind(request: HttpRequest) -> QuerySet[Any]:
    """Subjects of verdicts that whoever reads the audit must not know yet: of pairs on which they still decide."""
    subject = Concat(Value("suggestion:"), Cast("pk", CharField()))
    return blind_for(staff_of(request)).annotate(subject=subject).values("subject")


def _spoken_of(page: Iterable[Any]) -> Iterator[str]:
    """Whoever may stand in these events by a pseudonym: as actor, as subject, or beside."""
    for event in page:
        yield from (event.actor, event.subject, *map(str, event.content.values()))


@needs(Permission.READ_AUDIT)
@logs_access("audit:chain:checked", subject="audit")
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    faults = sum(1 for _fault in chain_faults())
    return render(request, "desk/accounts/audit_chain.html", {"faults": faults, "chain": chain_state()})
