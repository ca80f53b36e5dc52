"""A family's half-finished answers: they lie in its sealed session and nowhere else until it sends them."""

import secrets
from dataclasses import dataclass, fields
from typing import Any, Self

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import get_language

from kinline.faces.portal.forms import StepForm, kept
from kinline.faces.portal.steps import Step, walk
from kinline.inquiries.public import About, Reach, Receipt, Relation, Sex, submit

ASKING, RECEIPT = "asking", "receipt"


@dataclass(frozen=True, slots=True)
class Asking:
    """The answers so far. `once_key` lets the same form, sent twice, open one inquiry; `ticket` shows the PIN once."""

    session: SessionBase
    answers: dict[str, dict[str, list[str]]]
    once_key: str
    ticket: str

    @classmethod
    def begin(cls, session: SessionBase) -> None:
        """Begin with nothing: what an earlier reader of this browser wrote is gone."""
        session.flush()
        session[ASKING] = {
            "answers": {},
            "once_key": secrets.token_urlsafe(32),
            "ticket": secrets.token_urlsafe(16),
        }

    @classmethod
    def in_session(cls, session: SessionBase) -> Self | None:
        """The walk that this session is on, if it is on one."""
        found = session.get(ASKING)
        return cls(session, **found) if found else None

    def form(self, step: Step) -> StepForm:
        """The question with the answer that was given before, or unanswered."""
        said = self.answers.get(step.slug)
        return step.form(kept(said)) if said else step.form()

    def keep(self, step: Step, form: StepForm | None) -> None:
        """Keep an answer as it was written; None is "I do not know"."""
        self.answers[step.slug] = form.posted() if form else {}
        self.session.modified = True

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
        said = self.answers.get(step.slug)
        if not said:
            return []
        form = step.form(kept(said))
        form.full_clean()
        return form.told()

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
        """Send it. The session then holds the receipt instead of the answers; a second sending changes nothing."""
        said = self.collected()
        said["sex"] = Sex(said.get("sex") or Sex.UNKNOWN)
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
        )
        if receipt.pin:
            del self.session[ASKING]
            self.session[RECEIPT] = {
                "reference": receipt.reference,
                "pin": receipt.pin,
                "ticket": self.ticket,
            }
        return receipt


def _only(door: type[About] | type[Reach], said: dict[str, Any]) -> dict[str, Any]:
    return {field.name: said[field.name] for field in fields(door) if field.name in said}
