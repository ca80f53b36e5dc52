"""The words of a talk, in the family's language."""

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinline.inquiries.choices import NewsKind, Way
from kinline.inquiries.queries import Inquiry, Telling


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, line by line, in the family's language."""

    language: str
    opening: list[str]
    news: list[str]
    #: After the silence that a death asks for.
    beside: list[str]
    closing: list[str]


def script_for(inquiry: Inquiry, news: NewsKind, *, caller: str, operator: str) -> Script:
    """The words to say. The opening is the same for all news."""
    language = inquiry.seeker.language
    they_call = not can_be_called(inquiry)
    with translation.override(language):
        return Script(
            language=language,
            opening=[
                _("Good day. I am %(caller)s, from %(operator)s.") % {"caller": caller, "operator": operator},
                _("Can you talk now, and is it safe? Is somebody with you?"),
            ],
            news=_news(news, inquiry.description.name, they_call=they_call),
            beside=_beside(they_call=they_call) if news == NewsKind.DEATH else [],
            closing=_closing(news, they_call=they_call),
        )


def can_be_called(inquiry: Inquiry) -> bool:
    """Whether the family named a telephone. If not, it is they who call."""
    return any(way.way == Way.PHONE for way in inquiry.seeker.ways.all())


def _news(news: NewsKind, name: str, *, they_call: bool) -> list[str]:
    about = (
        _("You called us about the person you look for: %(name)s.")
        if they_call
        else _("I am calling about the person you look for: %(name)s.")
    ) % {"name": name}
    match news:
        case NewsKind.NOTHING_NEW:
            said = [
                _("The search goes on. There is nothing new today."),
                _("This is neither good nor bad news. We say so to everyone when there is nothing new.")
                if they_call
                else _("This is neither good nor bad news. We call even when there is nothing new."),
            ]
        case NewsKind.ALIVE:
            said = [_("There is word: he is alive."), _("Two people here have checked this.")]
        case NewsKind.HELD:
            said = [_("There is word: he is held as a prisoner."), _("Two people here have checked this.")]
        case NewsKind.WOUNDED:
            said = [
                _("There is word: he is alive, and wounded or ill."),
                _("Two people here have checked this."),
            ]
        case NewsKind.RELEASED:
            said = [_("There is word: he is free."), _("Two people here have checked this.")]
        case NewsKind.DEATH:
            said = [_("I have hard news. He died.")]
        case NewsKind.CORRECTION:
            said = []  # It has a script of its own.
    return [about, *said]


def _beside(*, they_call: bool) -> list[str]:
    return [
        _("I am here. We can be silent, I can answer, or you can call at another time. You choose.")
        if they_call
        else _("I am here. We can be silent, I can answer, or I can call at another time. You choose."),
        _("Is there somebody who can be with you now? May we call that person?"),
    ]


def _closing(news: NewsKind, *, they_call: bool) -> list[str]:
    said = [_("What would you like to ask? What I do not know, I will say so.")]
    if they_call:
        said.append(_("You can call us about this at any time."))
    elif news == NewsKind.NOTHING_NEW:
        said.append(_("You hear from us again within 30 days, even if nothing changes."))
    else:
        said.append(_("You can call us about this at any time. We will call you again when it suits you."))
    said.append(_("We never ask for money. If somebody does so in our name, it is not us."))
    return said


def script_of_correction(
    inquiry: Inquiry, told: Telling, *, for_sure: bool, caller: str, operator: str
) -> Script:
    """The words for a family that was told what is in doubt or, `for_sure`, was wrong. They promise a call, no news."""
    language = inquiry.seeker.language
    they_call = not can_be_called(inquiry)
    with translation.override(language):
        about = (
            _("This is about the person you look for: %(name)s.")
            if they_call
            else _("I am calling about the person you look for: %(name)s.")
        ) % {"name": inquiry.description.name}
        day = date_format(timezone.localtime(told.told_at), "j E Y")
        return Script(
            language=language,
            opening=[
                _("Good day. I am %(caller)s, from %(operator)s.") % {"caller": caller, "operator": operator},
                _("Can you talk now, and is it safe? Is somebody with you?"),
            ],
            news=[about, _told(NewsKind(told.news), day), *_in_doubt(NewsKind(told.news), for_sure=for_sure)],
            beside=_beside(they_call=they_call),
            closing=[
                _("What we do now: two people here check everything anew, from the beginning.")
                if not for_sure
                else _("What we do now: we go on searching for him."),
                _("Please call us in seven days. We will say where we are, even if we know no more by then.")
                if they_call
                else _("We will call you within seven days, even if we know no more by then."),
                _("What would you like to ask? What I do not know, I will say so."),
                _("You can call us about this at any time."),
                _("We never ask for money. If somebody does so in our name, it is not us."),
            ],
        )


def _told(news: NewsKind, day: str) -> str:
    match news:
        case NewsKind.DEATH:
            said = _("On %(day)s we told you that he died.")
        case NewsKind.ALIVE:
            said = _("On %(day)s we told you that he is alive.")
        case NewsKind.HELD:
            said = _("On %(day)s we told you that he is held as a prisoner.")
        case NewsKind.WOUNDED:
            said = _("On %(day)s we told you that he is alive, and wounded or ill.")
        case NewsKind.RELEASED:
            said = _("On %(day)s we told you that he is free.")
        case _:
            said = _("On %(day)s we told you something about him.")
    return said % {"day": day}


def _in_doubt(news: NewsKind, *, for_sure: bool) -> list[str]:
    """That it is wrong or unsure, that the mistake is ours, and what follows from it: nothing."""
    said = [
        _("That was wrong. Please do not rely on it any more.")
        if for_sure
        else _("We are not sure of it any more. Please do not rely on it until we know."),
        _("The mistake is ours. We are sorry for what it has done to you."),
    ]
    if news == NewsKind.DEATH:
        said.append(
            _("I cannot tell you that he is alive, and I cannot tell you that he died. We do not know.")
        )
    else:
        said.append(_("What became of him, we do not know today."))
    return said
