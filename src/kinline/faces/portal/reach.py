"""How a family that has signed in changes how it is reached. Addresses it gave before are not shown again."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinline.faces.portal.forms import HoursForm, ReachForm
from kinline.inquiries.public import Reach, Status, Way


class ChangeReachForm(ReachForm, HoursForm):
    """All about reaching the family on one page. An empty field keeps what was said before."""

    no_phone = forms.BooleanField(label=gettext_lazy("Do not call me any more"), required=False)
    no_email = forms.BooleanField(label=gettext_lazy("Do not write to me any more"), required=False)
    may_leave_message = forms.BooleanField(label=gettext_lazy("You may leave a message"), required=False)
    may_say_who = forms.BooleanField(
        label=gettext_lazy("If somebody else answers, you may say who is calling"), required=False
    )
    field_order = ("phone", "no_phone", "email", "no_email", "hour_from", "hour_to", "zone")

    def __init__(self, data: QueryDict | None, *, status: Status, reach: Reach) -> None:
        first, last = (f"{hour:%H:00}" for hour in reach.hours) if reach.hours else ("", "")
        initial = {
            "hour_from": first,
            "hour_to": last,
            "zone": reach.zone,
            "may_leave_message": reach.may_leave_message,
            "may_say_who": reach.may_say_who,
        }
        super().__init__(data, initial=initial)
        known = {"phone": status.phone_ending, "email": status.email_hint}
        if known["phone"]:
            self.fields["phone"].help_text = _(
                "We have a number that ends in %(ending)s. Leave this empty to keep it."
            ) % {"ending": known["phone"]}
        if known["email"]:
            self.fields["email"].help_text = _("We have %(hint)s. Leave this empty to keep it.") % {
                "hint": known["email"]
            }
        for name, has in known.items():
            if not has:
                del self.fields[f"no_{name}"]
        self.fields["never"].help_text = _("What you told us before stays. What you write here replaces it.")

    def reach(self) -> Reach:
        said = self.cleaned_data
        names = ("phone", "email", "may_leave_message", "may_say_who")
        return Reach(**{name: said[name] for name in names}, **HoursForm.answers(self))

    def kept_ways(self) -> frozenset[Way]:
        """The ways that stay as they are."""
        said = self.cleaned_data
        kept = {Way.PHONE: "phone", Way.EMAIL: "email"}
        return frozenset(way for way, name in kept.items() if not said[name] and not said.get(f"no_{name}"))
