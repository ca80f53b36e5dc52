"""Where a suggestion stands, and what people may say of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    SAME = "same", _("The same person")
    DIFFERENT = "different", _("Different people")
    NEED_FACTS = "need_facts", _("More facts are needed")


class SuggestionState(models.TextChoices):
    """Where a candidate pair stands."""

    OPEN = "open", _("Waits for a first decision")
    AWAITING_SECOND = "awaiting_second", _("Waits for a second, different person")
    SAME = "same", _("Judged the same by two people")
    DIFFERENT = "different", _("Judged different")
    NEED_FACTS = "need_facts", _("Waits for more facts")
    DISPUTED = "disputed", _("Two people disagree")


#: States that wait for somebody at the desk.
WAITING = (SuggestionState.OPEN, SuggestionState.AWAITING_SECOND, SuggestionState.DISPUTED)

#: States in which somebody may still decide, and does so without seeing what others decided.
BLIND = (SuggestionState.OPEN, SuggestionState.AWAITING_SECOND)

#: States that a person may turn into a new round.
ASKED_AGAIN = (SuggestionState.DISPUTED, SuggestionState.NEED_FACTS, SuggestionState.DIFFERENT)
