"""What everybody may read, the question that everybody gets one answer to, and the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.erasure import public as erasure
from kinline.faces.portal.asking import Asking
from kinline.faces.portal.later_forms import ListsForm
from kinline.faces.portal.throttling import limited
from kinline.faces.portal.views.asking import forget_ticket


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    asking = Asking.in_session(request.session)
    resume = asking.first_unasked() if asking else None
    return render(request, "portal/start.html", {"asking": asking, "resume": resume})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("lists")
def lists(request: HttpRequest) -> HttpResponse:
    """Whether somebody is on our lists. One answer for everyone: what is typed is not read, looked up or kept.

    The answer carries no token, so that it is the same to the byte.
    """
    if request.method == "POST":
        return render(request, "portal/lists_answer.html", {"csrf_token": ""})
    return render(request, "portal/lists.html", {"form": ListsForm()})


@csrf_exempt  # the way out must open even when the page was open too long
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget everything of this browser and go somewhere harmless."""
    Asking.forget(request.session)
    exit_url: str = settings.EXIT_URL  # type: ignore[misc]  # the portal's settings alone have it
    answer = HttpResponseRedirect(exit_url)
    answer.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Strict")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    forget_ticket(answer)
    return answer


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/your_data.html", {"periods": erasure.periods()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@require_safe
def afterwards(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/afterwards.html")


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/rights.html")


@require_safe
def staying_safe(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/staying_safe.html")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
