"""After false news: which files carried it, to whom they went, and how the recipients heard that it is false."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.exchange.choices import ExportState, Removal
from kinline.exchange.forwarding import rules, selection
from kinline.exchange.forwarding.commands.taking import end_file
from kinline.exchange.models import Export, ExportedWord, Forwarding, Recall
from kinline.inquiries import commands as inquiries


def review_files(upset: inquiries.Upset, *, by: Staff) -> None:
    """Put whoever took a file with what now holds no more on the correction, and delete such files that wait here.

    Lines of files in which everything holds again end, where nobody was told yet.
    """
    words = ExportedWord.objects.filter(description__person__in=upset.persons).exclude(status="")
    words = words.select_related("export", "description")
    _spare(upset, by)
    if upset.correction is None:
        return
    if upset.report is not None:
        words = words.filter(status=selection.said_by(upset.report) or "")
    if upset.join is not None:
        words = words.filter(export__written_at__gte=upset.join.joined_at)
    false: dict[int, list[ExportedWord]] = defaultdict(list)
    for word in selection.without_ground(words.order_by("pk")):
        false[word.export_id].append(word)
    # Held, so that a file that is being taken at this moment stands in the log before we read it, or is taken no more.
    waiting = Export.objects.select_for_update(of=("self",)).filter(pk__in=false, state=ExportState.READY)
    for export in waiting.order_by("pk"):
        end_file(export, Removal.NO_LONGER_ALLOWED, by=by)
    for export_id, words_of_it in sorted(false.items()):
        for forwarding in Forwarding.objects.filter(export=export_id):
            _list(forwarding, {word.pk for word in words_of_it}, upset, by)


def _list(forwarding: Forwarding, words: set[int], upset: inquiries.Upset, by: Staff) -> None:
    """A line for what the recipient neither knows to be wrong nor stands on a list for already."""
    earlier = list(forwarding.recalls.select_related("line"))
    for recall in earlier:
        if recall.said_wrong or recall.line.ended_at is None:
            words = words - set(recall.words)
    if not words or upset.correction is None:
        return
    line = inquiries.list_forwarding(
        upset.correction(),
        recipient=forwarding.recipient_name,
        forwarded_at=forwarding.recorded_at,
        once_key=f"{forwarding.pk}:{len(earlier)}",
        by=by,
    )
    Recall.objects.create(line=line, forwarding=forwarding, words=sorted(words))


def _spare(upset: inquiries.Upset, by: Staff) -> None:
    about = ExportedWord.objects.filter(description__person__in=upset.persons)
    recalls = Recall.objects.open().filter(forwarding__export__in=about.values("export"))
    for recall in (
        recalls.select_for_update(of=("self", "line")).select_related("line__correction").order_by("pk")
    ):
        words = list(about.filter(pk__in=recall.words).select_related("export", "description"))
        if len(words) == len(recall.words) and not selection.without_ground(words):
            inquiries.spare_forwarding(recall.line, by=by)


@transaction.atomic
def tell_recipient(recall: Recall, *, on: dt.date, way: str, note: str, by: Staff) -> int:
    """Write down that a recipient heard of a correction, or that it is over, and how: of all its files on this
    correction at once.

    Returns of how many files. `note` names the transmission, such as a letter and its number.
    """
    require(by, Permission.RECORD_FORWARDING)
    holds_again = Recall.objects.holding_again().filter(pk=recall.pk).exists()
    owed = Recall.objects.holding_again() if holds_again else Recall.objects.open()
    recalls = owed.filter(line__correction=recall.line.correction_id)
    told = [
        one
        for one in recalls.select_for_update(of=("self", "line"))
        .select_related(
            "forwarding", "line__correction__report", "line__correction__join", "line__correction__finding"
        )
        .order_by("pk")
        if rules.same_recipient(one.forwarding, recall.forwarding)
    ]
    if not any(one.pk == recall.pk for one in told):
        raise Refused(_("This is done already."))
    correction = told[0].line.correction
    rules.check_told(correction, on, note)
    for one in told:
        if holds_again:
            one.holds_told_on = on
            inquiries.note_forwarding(one.line, note=note.strip(), by=by)
        else:
            one.told_on, one.way, one.said_wrong = on, way, correction.is_for_sure
            inquiries.end_forwarding(one.line, note=note.strip(), by=by)
        one.save(update_fields=["told_on", "way", "said_wrong", "holds_told_on"])
        audit.record(
            "exchange:recipient:told",
            by=by,
            subject=f"forwarding:{one.forwarding_id}",
            correction=correction.pk,
            way=way,
            holds=holds_again,
        )
    return len(told)
