"""Forms of the door, of one's own account and of the staff."""

import struct
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kinline.accounts.choices import Language, Role
from kinline.accounts.commands import spend_code
from kinline.accounts.queries import Staff
from kinline.accounts.rules import check_demo
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.faces.desk.accounts import guessing
from kinline.faces.desk.accounts.adapters import CODE_USED

TOO_MANY = _("There were too many tries. Wait a quarter of an hour and try again.")
#: What the libraries raise where a browser's answer is not what the standard says, or nobody signed it.
UNREADABLE = (forms.ValidationError, TypeError, ValueError, LookupError, AttributeError, struct.error)
#: Characters. One with the longest certificate of its maker has some thousands.
MOST_OF_A_PASSKEY = 20_000

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
        if not guessing.may_try_code(context.request, self.user):
            raise forms.ValidationError(TOO_MANY)
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend_code(
            self.user, code, by=self.user
        ):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            audit.record("accounts:recovery_code:used", by=self.user, subject=self.user.actor_id)
            context.request.session[CODE_USED] = True
        return code

    def _emit_authentication_failed(self, _authenticator: Authenticator) -> None:
        audit.record("accounts:second_factor:failed", by=self.user, subject=self.user.actor_id)


class CredentialField(forms.JSONField):
    """What the browser's script put in: JSON of bounded length and depth."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > MOST_OF_A_PASSKEY:
            raise get_adapter().validation_error("incorrect_code")
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as beyond:  # too deep, or a number of thousands of digits
            raise get_adapter().validation_error("incorrect_code") from beyond


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey in place of the code, after the password."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except UNREADABLE as wrong:
            audit.record("accounts:second_factor:failed", by=self.user, subject=self.user.actor_id)
            raise get_adapter().validation_error("incorrect_code") from wrong


class PasskeyAloneForm(LoginWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey in place of name, password and code."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except UNREADABLE as wrong:
            raise get_adapter().validation_error("incorrect_code") from wrong


class NewPasskeyForm(forms.Form):
    """What the browser made, and what its owner calls it."""

    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("Such as: telephone, computer at the office, blue key."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = CredentialField()


class PasswordAgainForm(forms.Form):
    """Whoever sits at an open desk and means to change how it opens shows first that it is theirs."""

    password = _password(_("Current password"), autocomplete="current-password")

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_password(self) -> str:
        if not guessing.may_try_password_again(self.staff):
            raise forms.ValidationError(TOO_MANY)
        said: str = self.cleaned_data["password"]
        if not self.staff.check_password(said):
            audit.record("accounts:password:wrong", by=self.staff, subject=self.staff.actor_id)
            raise forms.ValidationError(_("The current password does not fit."))
        return said


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

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_old(self) -> str:
        if not guessing.may_try_password_again(self.staff):
            raise forms.ValidationError(TOO_MANY)
        old: str = self.cleaned_data["old"]
        return old


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


class VouchForm(forms.Form):
    """What one states when one vouches for an account."""

    states = forms.BooleanField(
        label=_(
            "I know this person by name, I have seen them in person, and I know that this account is theirs."
        ),
        error_messages={"required": _("Vouch only if all of this is so. Then tick it.")},
    )


class TakeBackForm(forms.Form):
    """Why one vouches no more."""

    reason = forms.CharField(
        label=_("Why do you take it back?"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why you take it back.")},
    )
