"""What a family does later, with its reference and PIN."""

from collections.abc import Callable
from functools import wraps

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.erasure import public as erasure
from kinline.faces.portal.later_forms import AddForm, ChangeReachForm, SignInForm
from kinline.faces.portal.throttling import limited
from kinline.inquiries import public

INQUIRY, LOCK = "inquiry", "lock"
READS_AND_SENDS = require_http_methods(["GET", "HEAD", "POST"])


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, were it nothing; None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def with_inquiry(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Hand the view the inquiry that this session opened. Without one, or once the PIN is new: to sign in."""

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        handle = request.session.get(INQUIRY)
        if handle is None or public.lock_of(handle) != request.session.get(LOCK):
            return redirect("sign_in")
        return view(request, handle)

    return opened


@READS_AND_SENDS
@limited("sign_in")
def sign_in(request: HttpRequest, reference: str = "") -> HttpResponse:
    """Unknown, wrong and locked get the same page, at the same cost."""
    form = SignInForm(_sent(request), initial={"reference": reference[:20]})
    if form.is_valid():
        handle = public.sign_in(form.cleaned_data["reference"], form.cleaned_data["pin"])
        if handle is not None:
            request.session.flush()
            request.session[INQUIRY], request.session[LOCK] = handle, public.lock_of(handle)
            return redirect("status")
        form.add_error(
            None,
            _(
                "These two numbers open no page. Please look at both again. After five wrong PINs the page stays "
                "closed for a while, even for the right one: a quarter of an hour, then an hour, then a day. "
                "If you cannot wait, call us."
            ),
        )
    return render(request, "portal/sign_in.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@with_inquiry
def status(request: HttpRequest, handle: int) -> HttpResponse:
    context = {
        "status": public.status(handle),
        "done": request.GET.get("done", ""),
        "wish": erasure.wish_of(handle),
        "kept_until": erasure.kept_until_of(handle),
    }
    return render(request, "portal/status.html", context)


@READS_AND_SENDS
@limited("add")
@with_inquiry
def add(request: HttpRequest, handle: int) -> HttpResponse:
    """Add what was remembered to what was said."""
    form = AddForm(_sent(request))
    if form.is_valid() and _done(form, lambda: public.add(handle, public.About(**form.answers()))):
        return redirect(reverse("status") + "?done=added")
    return render(request, "portal/add.html", {"form": form}, status=422 if form.errors else 200)


@READS_AND_SENDS
@limited("add")
@with_inquiry
def change_reach(request: HttpRequest, handle: int) -> HttpResponse:
    """Change how and when the family is reached."""
    status, reach = public.status(handle), public.reach_of(handle)
    form = ChangeReachForm(_sent(request), status=status, reach=reach)
    if form.is_valid() and _done(
        form, lambda: public.change_reach(handle, form.reach(), keep=form.kept_ways())
    ):
        return redirect(reverse("status") + "?done=changed")
    return render(request, "portal/change_reach.html", {"form": form}, status=422 if form.errors else 200)


def _done(form: Form, command: Callable[[], None]) -> bool:
    """Whether the command was carried out. If it was refused, the form says why."""
    try:
        command()
    except public.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _done_quietly(command: Callable[[], None]) -> bool:
    """Whether the command was carried out. If it was decided otherwise in this moment, the page shows how it stands."""
    try:
        command()
    except erasure.Refused:
        return False
    return True


@READS_AND_SENDS
@with_inquiry
def withdraw(request: HttpRequest, handle: int) -> HttpResponse:
    """Take the question back, after saying what that means."""
    if request.method == "POST":
        public.withdraw(handle)
        return redirect("status")
    return render(request, "portal/withdraw.html", {"status": public.status(handle)})


@READS_AND_SENDS
@limited("add")
@with_inquiry
def erase(request: HttpRequest, handle: int) -> HttpResponse:
    """Ask to be erased, after saying what that means. Contact stops at once; the rest waits until we asked them."""
    if request.method == "POST" and _done_quietly(lambda: erasure.ask(handle)):
        return redirect("status")
    context = {"status": public.status(handle), "wish": erasure.wish_of(handle)}
    return render(request, "portal/erase.html", context)


@require_POST
@with_inquiry
def keep(_request: HttpRequest, handle: int) -> HttpResponse:
    """Take the wish to be erased back."""
    _done_quietly(lambda: erasure.cancel(handle))
    return redirect("status")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return redirect("start")
