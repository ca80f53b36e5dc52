"""Coming in, one's own account, staff for administrators, the audit for auditors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinline.faces.desk.access import open_to_all


@open_to_all("whoever has no second factor cannot use the desk, and reads here what to do")
@require_safe
def no_second_factor(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accounts/no_second_factor.html")
