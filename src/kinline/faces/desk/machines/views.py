"""Keys of partners' machines: made by one person, approved by a second where files leave, ended by anybody here."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts import tokens
from kinline.accounts.choices import Permission
from kinline.accounts.queries import Token, names_of
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.answers import carry_out, say, status_of
from kinline.faces.desk.machines.forms import KeyForm, terms_in_words


def _token_or_404(request: HttpRequest, pk: int) -> Token:
    if token := tokens.get_token(pk, visible_to=staff_of(request)):
        return token
    raise Http404


@needs(Permission.SEE_TOKENS)
@require_safe
def machines(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    shown = {
        "keys": [(token, _state(token)) for token in tokens.list_tokens(visible_to=staff)],
        "makes": staff.may(Permission.MAKE_TOKENS),
    }
    return render(request, "desk/machines/machines.html", shown)


@needs(Permission.MAKE_TOKENS)
@require_http_methods(["GET", "HEAD", "POST"])
def machine_new(request: HttpRequest) -> HttpResponse:
    """The secret stands in the answer itself and nowhere else."""
    staff, form, made = staff_of(request), KeyForm(request.POST or None), []
    if carry_out(form, lambda **_said: made.append(tokens.make_token(**form.asked, by=staff))):
        token, secret = made[0]
        shown = {"token": token, "secret": secret, "waits": tokens.waits(token)}
        return render(request, "desk/machines/secret.html", shown)
    return render(request, "desk/machines/new.html", {"form": form}, status=status_of(form))


@needs(Permission.SEE_TOKENS)
@require_safe
def machine(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _token_or_404(request, pk))


@needs(Permission.APPROVE_EXPORT)
@require_POST
def machine_approve(request: HttpRequest, pk: int) -> HttpResponse:
    staff, token, form = staff_of(request), _token_or_404(request, pk), forms.Form(request.POST)
    if carry_out(form, lambda: tokens.approve_token(token, by=staff)):
        say(request, _("Approved. The machine can use its key from now on."))
        return redirect("desk:machine", pk)
    return _page(request, token, form)


@needs(Permission.SEE_TOKENS)
@require_POST
def machine_end(request: HttpRequest, pk: int) -> HttpResponse:
    staff, token, form = staff_of(request), _token_or_404(request, pk), forms.Form(request.POST)
    if carry_out(form, lambda: tokens.end_token(token, by=staff)):
        say(request, _("Ended. Nobody comes in by this key any more."))
        return redirect("desk:machine", pk)
    return _page(request, token, form)


def _page(request: HttpRequest, token: Token, form: forms.Form | None = None) -> HttpResponse:
    staff = staff_of(request)
    shown = {
        "token": token,
        "state": _state(token),
        "form": form,
        "terms": terms_in_words(token.terms),
        "can_approve": tokens.waits(token)
        and staff != token.made_by
        and staff.may(Permission.APPROVE_EXPORT),
        "waits_for_another": tokens.waits(token) and staff == token.made_by,
        "can_end": token.ended_at is None,
        "ended_by": names_of([token.ended_by]).get(token.ended_by, token.ended_by),
    }
    return render(request, "desk/machines/machine.html", shown, status=status_of(*([form] if form else [])))


def _state(token: Token) -> str:
    """Where it stands, in a few words."""
    if token.ended_at:
        return _("ended")
    if token.is_over:
        return _("its day is over")
    if tokens.waits(token):
        return _("waits for a second person")
    return (
        _("works") if tokens.works(token) else _("does not work: whoever made it may no longer do all that")
    )
