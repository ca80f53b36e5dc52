"""The blank capture card, in the words of whoever writes it."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kinline.accounts.public import installation


def capture_card(language: str) -> dict[str, Any]:
    """A blank card after the model in Annex IV B of the Third Geneva Convention, in our own words."""
    with translation.override(language):
        bureau = installation()
        return {
            "lang": language,
            "demo": _("Invented demonstration") if bureau.is_demo or settings.MODE == "demo" else "",
            "bureau": bureau.operator_name,
            "title": _("Capture card"),
            "free": _("Prisoner-of-war mail: postage free"),
            "by_right": _("Third Geneva Convention, article 70 and annex IV B"),
            "to": _("Central Tracing Agency"),
            "to_address": _("International Committee of the Red Cross, Geneva, Switzerland"),
            "tells": [
                _("You write this card yourself. It is not a form of questioning."),
                _("You may decline, and you may leave out anything."),
                _(
                    "It is offered within a week of arrival at any camp, and again if you fall ill "
                    "or are moved to a hospital or another camp."
                ),
                _(
                    "It goes at once to the Agency, and another one to your family. It does not replace your letters."
                ),
            ],
            "sender": [_("Camp or hospital"), _("Date")],
            "write": _("Please write clearly, in block letters."),
            "fields": [
                _("Power on which you depend"),
                _("Surname"),
                _("Given names (in full)"),
                _("First name of your father"),
                _("Date of birth"),
                _("Place of birth"),
                _("Rank"),
                _("Service number"),
                _("Address of your next of kin"),
                _("Captured on; or coming from camp or hospital"),
            ],
            "health_label": _("Health"),
            "health": [
                _("in good health"),
                _("not wounded"),
                _("slightly wounded"),
                _("seriously wounded"),
                _("ill"),
                _("recovering"),
                _("recovered"),
            ],
            "signs": [_("Present address: prisoner number, name of the camp"), _("Date and signature")],
            "only": _("Do not add other remarks here. Letters and cards are for them."),
            "foot": bureau.operator_name,
            "page": _("Page"),
        }
