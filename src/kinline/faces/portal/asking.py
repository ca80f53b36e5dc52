"""A family's half-finished answers: they lie in its sealed session and nowhere else until it sends them."""

import secrets
from dataclasses import dataclass, fields
from typing import Any, Self

from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from kinline.evidence.public import drop
from kinline.faces.portal.forms import StepForm, kept
from kinline.faces.portal.steps import PHOTO, Step, walk
from kinline.inquiries.public import About, Reach, Receipt, Relation, Sex, submit

ASKING, RECEIPT = "asking", "receipt"
#: Seconds after sending in which the PIN can be shown once more: a telephone may load the page anew by itself.
AGAIN_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Asking:
    """The answers so far. `once_key` lets the same form, sent twice, open one inquiry; `ticket` shows the PIN once.

    `photographs` are the ids of those that were added; the files lie sealed where all photographs lie. `drafts` are
    what was typed on a page before its language was changed.
    """

    session: SessionBase
    answers: dict[str, dict[str, list[str]]]
    once_key: str
    ticket: str
    photographs: list[str]
    drafts: dict[str, dict[str, list[str]]]

    @classmethod
    def begin(cls, session: SessionBase) -> None:
        """Begin with nothing: what an earlier reader of this browser wrote is gone."""
        cls.forget(session)
        session[ASKING] = {
            "answers": {},
            "once_key": secrets.token_urlsafe(32),
            "ticket": secrets.token_urlsafe(16),
            "photographs": [],
            "drafts": {},
        }

    @classmethod
    def forget(cls, session: SessionBase) -> None:
        """End the session, and let go of photographs that were not sent."""
        if asking := cls.in_session(session):
            drop(asking.photographs)
        session.flush()

    @classmethod
    def in_session(cls, session: SessionBase) -> Self | None:
        """The walk that this session is on, if it is on one."""
        found = session.get(ASKING)
        if found is None:
            return None
        # A walk begun before there were any.
        found.setdefault("photographs", [])
        found.setdefault("drafts", {})
        return cls(session, **found)

    def form(self, step: Step) -> StepForm:
        """The question with what was typed or answered before, or unanswered."""
        said = self.drafts.get(step.slug) or self.answers.get(step.slug)
        return step.form(kept(said)) if said else step.form()

    def keep(self, step: Step, form: StepForm | None) -> None:
        """Keep an answer as it was written; None is "I do not know"."""
        self.answers[step.slug] = form.posted() if form else {}
        self.drafts.pop(step.slug, None)
        self.session.modified = True

    def keep_draft(self, step: Step, form: StepForm) -> None:
        """Keep what stands on a page that is about to be shown in another language."""
        self.drafts[step.slug] = form.posted()
        self.session.modified = True

    def is_partly_known(self, step: Step, form: StepForm) -> bool:
        """Whether "I do not know" is said of the rest: something was typed, and nothing was answered before.

        Whoever comes back to an answer and then does not know takes it back.
        """
        return step.partly and step.slug not in self.answers and form.is_valid() and bool(form.told())

    def add_photograph(self, held: str) -> None:
        """Remember one that was taken in; the same one again is one."""
        if held not in self.photographs:
            self.photographs.append(held)
        self.session.modified = True

    def drop_photograph(self, held: str) -> None:
        """Take one back."""
        if held in self.photographs:
            self.photographs.remove(held)
            self.session.modified = True
            drop([held])

    def after(self, step: Step) -> Step | None:
        """The next question, or None when all were asked."""
        steps = walk(self.answers)
        return next(iter(steps[steps.index(step) + 1 :]), None)

    def before(self, step: Step) -> Step | None:
        steps = walk(self.answers)
        return steps[steps.index(step) - 1] if steps.index(step) else None

    def first_unasked(self) -> Step | None:
        return next((step for step in walk(self.answers) if step.slug not in self.answers), None)

    def told(self, step: Step) -> list[str]:
        """An answer as lines of words; empty for "I do not know"."""
        if step.slug == PHOTO:
            return self._photographs_told()
        said = self.answers.get(step.slug)
        if not said:
            return []
        form = step.form(kept(said))
        form.full_clean()
        return form.told()

    def _photographs_told(self) -> list[str]:
        number = len(self.photographs)
        if not number:
            return []
        words = ngettext(
            "%(number)d photograph is with your answers.",
            "%(number)d photographs are with your answers.",
            number,
        )
        return [words % {"number": number}]

    def can_be_searched(self) -> bool:
        """Whether anything was said by which somebody can be found."""
        return any(self.told(step) for step in walk(self.answers) if step.finds)

    def collected(self) -> dict[str, Any]:
        """All answers by the names of the public door."""
        said: dict[str, Any] = {}
        for step in walk(self.answers):
            form = step.form(kept(self.answers.get(step.slug, {})))
            form.full_clean()
            said |= form.answers()
        return said

    def send(self) -> Receipt:
        """Send it. The session then holds the receipt instead of the answers; a second sending changes nothing.

        Both are kept in one transaction: were we killed between them, the family would never learn its number. Raises
        SessionInterrupted, and nothing is kept, if the session was ended meanwhile.
        """
        said = self.collected()
        said["sex"] = Sex(said.get("sex") or Sex.UNKNOWN)
        with transaction.atomic():
            receipt = submit(
                About(**_only(About, said)),
                who_name=said.get("who_name", ""),
                relation=Relation(said.get("relation") or Relation.UNKNOWN),
                language=get_language() or "uk",
                call_word=said.get("call_word", ""),
                who_else_answers=said.get("who_else_answers", ""),
                reach=Reach(**_only(Reach, said)),
                sharings=said.get("sharings", ()),
                once_key=self.once_key,
                photographs=self.photographs,
            )
            if receipt.pin:
                self._hold(receipt)
        return receipt

    def _hold(self, receipt: Receipt) -> None:
        del self.session[ASKING]
        self.session[RECEIPT] = {
            "reference": receipt.reference,
            "pin": receipt.pin,
            "ticket": self.ticket,
            "until": timezone.now().timestamp() + AGAIN_SECONDS,
        }
        try:
            self.session.save()
        except UpdateError as ended:
            raise SessionInterrupted from ended
        self.session.modified = False  # or it would be written a second time with the answer


def _only(door: type[About] | type[Reach], said: dict[str, Any]) -> dict[str, Any]:
    return {field.name: said[field.name] for field in fields(door) if field.name in said}
