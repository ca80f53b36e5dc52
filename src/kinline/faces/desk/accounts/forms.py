"""Forms of the door, of one's own account and of the staff."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kinline.accounts.choices import Language, Role
from kinline.accounts.commands import spend_code
from kinline.accounts.public import count_try
from kinline.accounts.rules import check_demo
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.faces.desk.accounts.adapters import QUARTER_OF_AN_HOUR

#: Codes that somebody who has the password may try in a quarter of an hour.
TRIES_A_CODE = 10

_WHAT_A_PASSWORD_NEEDS = lazy(lambda: " ".join(password_validators_help_texts()), str)()


def _password(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, help_text=help_text, strip=False, max_length=256)


def _code(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    )
    return forms.CharField(label=label, widget=widget, help_text=help_text, max_length=20)


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label=_("Name for signing in"), max_length=40, widget=forms.TextInput(attrs=attrs)
        )
        self.fields["password"] = _password(_("Password"), autocomplete="current-password")

    def clean(self) -> dict[str, Any] | None:
        said: dict[str, Any] | None = super().clean()
        if self.user is not None:
            try:
                check_demo(is_demo=self.user.is_demo)
            except Refused as no:
                raise forms.ValidationError(str(no)) from no
        return said


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(
            _("Code"), _("The six digits from your authenticator, or one of your recovery codes.")
        )

    def clean_code(self) -> str:
        key = f"second-factor:{self.user.pk}"
        if not count_try(key, limit=TRIES_A_CODE, window_seconds=QUARTER_OF_AN_HOUR):
            raise forms.ValidationError(
                _("There were too many tries. Wait a quarter of an hour and try again.")
            )
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend_code(
            self.user, code, by=self.user
        ):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        return code

    def _emit_authentication_failed(self, _authenticator: Authenticator) -> None:
        audit.record("accounts:second_factor:failed", by=self.user, subject=self.user.actor_id)


class EnrolForm(forms.Form):
    """A password of one's own, and the first code from the authenticator."""

    password = _password(_("Password"), autocomplete="new-password", help_text=_WHAT_A_PASSWORD_NEEDS)
    again = _password(_("The same password again"), autocomplete="new-password")
    code = _code(_("Code"), _("The six digits that your authenticator shows now."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        if "code" in said:
            said["code"] = "".join(said["code"].split())
        return said


class PasswordForm(forms.Form):
    old = _password(_("Current password"), autocomplete="current-password")
    new = _password(_("New password"), autocomplete="new-password", help_text=_WHAT_A_PASSWORD_NEEDS)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the desk"), choices=Language, widget=forms.RadioSelect)


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=Role, coerce=Role)


class StaffForm(forms.Form):
    username = forms.CharField(
        label=_("Name for signing in"),
        help_text=_("2 to 40 small Latin letters or digits, such as oleh.k. It stays."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    display_name = forms.CharField(
        label=_("Name that colleagues see"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"), choices=Role, coerce=Role, widget=forms.CheckboxSelectMultiple
    )
    language = forms.TypedChoiceField(
        label=_("Language of the desk"), choices=Language, coerce=Language, widget=forms.RadioSelect
    )
    tells_deaths = forms.BooleanField(label=_("Trained to tell a family of a death"), required=False)


class AuditFilterForm(forms.Form):
    """What to look for in the audit. Everything may stay empty."""

    actor = forms.CharField(label=_("Who"), required=False, max_length=64)
    action = forms.CharField(label=_("What was done"), required=False, max_length=64)
    subject = forms.CharField(label=_("To what"), required=False, max_length=80)
    since = forms.DateField(label=pgettext_lazy("day", "From"), required=False, widget=_day())
    until = forms.DateField(label=pgettext_lazy("day", "To"), required=False, widget=_day())
