"""The questions in their order, as a table, and the way a family walks through them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinline.faces.portal import forms

Words = str | Promise
Answers = Mapping[str, Mapping[str, list[str]]]

THEM = _("The person you look for")
YOU = _("You")
SHARING = _("What we may share")
PHOTO = "photo"
GO_ON = _("I do not know, continue")
UNSAID = _("I do not know")


def can_be_reached(answers: Answers) -> bool:
    """Whether a telephone or an e-mail was given: only then does it matter when and how it is safe."""
    return any(value for values in answers.get("reach", {}).values() for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the walk. `title` is its heading where the form does not bring one."""

    slug: str
    part: Words
    form: type[forms.StepForm]
    short: Words
    why: Words
    title: Words = ""
    lead: Words = ""
    skip: Words = GO_ON
    unsaid: Words = UNSAID
    #: Whether somebody can be found by this answer alone. The others only tell found people apart.
    finds: bool = False
    #: Whether "I do not know" can mean the rest of the fields: what was typed is kept then.
    partly: bool = False
    applies: Callable[[Answers], bool] = lambda _answers: True
    template: str = "portal/step.html"


STEPS = (
    Step(
        slug="name",
        part=THEM,
        form=forms.NameForm,
        short=_("Name"),
        title=_("Who are you looking for?"),
        lead=_("Write the name as you would, in any alphabet. Part of it is enough."),
        why=_("Why we ask: lists spell one name in many ways. We search for all of them."),
        finds=True,
        partly=True,
    ),
    Step(
        slug="sex",
        part=THEM,
        form=forms.SexForm,
        short=_("Man or woman"),
        why=_("Why we ask: some lists hold only initials. This then helps to tell people apart."),
    ),
    Step(
        slug="birth",
        part=THEM,
        form=forms.BirthForm,
        short=_("Date of birth"),
        why=_("Why we ask: many people share a name. The date of birth tells them apart."),
        partly=True,
    ),
    Step(
        slug="home",
        part=THEM,
        form=forms.HomeForm,
        short=_("From where"),
        title=_("Where is this person from?"),
        why=_("Why we ask: it tells apart people who share a name and an age."),
        partly=True,
    ),
    Step(
        slug="last-contact",
        part=THEM,
        form=forms.LastContactForm,
        short=_("Last contact"),
        title=_("When did you last hear from this person?"),
        why=_("Why we ask: lists that are older than that day cannot hold the answer."),
        template="portal/step_contact.html",
        partly=True,
    ),
    Step(
        slug="marks",
        part=THEM,
        form=forms.MarksForm,
        short=_("Marks on the body"),
        title=_("Are there tattoos, scars or other marks?"),
        why=_("Why we ask: by a mark we can know somebody whose name nobody could write down."),
        template="portal/step_marks.html",
        finds=True,
        partly=True,
    ),
    Step(
        slug="looks",
        part=THEM,
        form=forms.LooksForm,
        short=_("Looks"),
        title=_("How would we know this person?"),
        why=_("Why we ask: it helps where a list has no name."),
        finds=True,
        partly=True,
    ),
    Step(
        slug=PHOTO,
        part=THEM,
        form=forms.PhotoForm,
        short=_("Photograph"),
        title=_("Do you have a photograph?"),
        lead=_("From life, with the face to be seen well. One is enough; three at most."),
        why=_(
            "Why we ask: a name can be written in many ways, a face is known again. Only our staff see it. It is "
            "published nowhere unless you allow it."
        ),
        skip=_("I do not have one, continue"),
        unsaid=_("No photograph"),
        template="portal/step_photo.html",
    ),
    Step(
        slug="unit",
        part=THEM,
        form=forms.UnitForm,
        short=_("Unit"),
        why=_("Why we ask: it can tell people of one name apart. We ask nothing more about it."),
        skip=_("I do not know or would rather not say, continue"),
        unsaid=_("Not said"),
        template="portal/step_unit.html",
    ),
    Step(
        slug="you",
        part=YOU,
        form=forms.WhoForm,
        short=_("You"),
        title=_("Who is asking?"),
        why=_("Why we ask: to know whom we speak to, and who has the right to hear news."),
        skip=_("I would rather not say, continue"),
        unsaid=_("Not said"),
    ),
    Step(
        slug="reach",
        part=YOU,
        form=forms.ReachForm,
        short=_("How to reach you"),
        title=_("How can we reach you?"),
        lead=_("One way is enough. Give only what is safe."),
        why=_("Why we ask: news is told in a talk, never on a page."),
        skip=_("I would rather come back myself, continue"),
        unsaid=_("You come back yourself"),
    ),
    Step(
        slug="hours",
        part=YOU,
        form=forms.HoursForm,
        short=_("When it is safe"),
        title=_("When is it safe to reach you?"),
        why=_("Why we ask: we reach you only in these hours."),
        skip=_("At any hour, continue"),
        unsaid=_("At any hour"),
        applies=can_be_reached,
        template="portal/step_hours.html",
    ),
    Step(
        slug="safety",
        part=YOU,
        form=forms.SafetyForm,
        short=_("If somebody else answers"),
        title=_("What if somebody else answers?"),
        why=_("Why we ask: a call from us must not put you in danger."),
        unsaid=_("We leave no message and do not say who is calling"),
        applies=can_be_reached,
    ),
    Step(
        slug="word",
        part=YOU,
        form=forms.WordForm,
        short=_("The word our caller says"),
        why=_("Why we ask: swindlers call families too. If a caller does not know the word, hang up."),
        skip=_("No word, continue"),
        unsaid=_("No word"),
        applies=can_be_reached,
    ),
    Step(
        slug="sharing",
        part=SHARING,
        form=forms.SharingForm,
        short=_("Shared with"),
        title=_("What may we share, and with whom?"),
        lead=_("Tick only what you allow. Without a tick the answer is no, and we search all the same."),
        why=_(
            "Why we ask: others may know what we do not. You can change your mind at any time with a call."
        ),
        skip=_("Share nothing, continue"),
        unsaid=_("Shared with nobody"),
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}


def walk(answers: Answers) -> list[Step]:
    """The questions that are asked of this family."""
    return [step for step in STEPS if step.applies(answers)]


def place_in_part(step: Step) -> dict[str, Any]:
    """Which question of how many in its part this is.

    Those that an answer may spare are counted: the way gets shorter, and never longer than was said.
    """
    part = [other for other in STEPS if other.part == step.part]
    return {"part": step.part, "number": part.index(step) + 1, "of": len(part)}
