"""Where the family's way leads. Names are plain: the design's base page links to some of them."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from kinline.faces.portal.views import asking, hooks, later, pages, photographs

urlpatterns = [
    path("", pages.start, name="start"),
    path("begin/", asking.begin, name="begin"),
    path("ask/check/", asking.check, name="check"),
    path("ask/send/", asking.send, name="send"),
    path("ask/photo/", photographs.question, name="photo"),
    path("ask/photo/add/", photographs.add, name="photo_add"),
    path("ask/photo/<uuid:held>/", photographs.thumbnail, name="photo_thumbnail"),
    path("ask/photo/<uuid:held>/remove/", photographs.remove, name="photo_remove"),
    path("ask/<slug:slug>/", asking.question, name="question"),
    path("receipt/", asking.receipt, name="receipt"),
    path("receipt/pin/", asking.show_pin, name="show_pin"),
    path("receipt/kept/", asking.kept, name="kept"),
    path("sign-in/", later.sign_in, name="sign_in"),
    path("sign-in/<slug:reference>/", later.sign_in, name="sign_in_for"),
    path("status/", later.status, name="status"),
    path("status/add/", later.add, name="add"),
    path("status/photo/", photographs.add_later, name="add_photo"),
    path("status/reach/", later.change_reach, name="change_reach"),
    path("status/withdraw/", later.withdraw, name="withdraw"),
    path("status/erase/", later.erase, name="erase"),
    path("status/erase/cancel/", later.keep, name="keep"),
    path("sign-out/", later.sign_out, name="sign_out"),
    path("lists/", pages.lists, name="lists"),
    path("leave/", pages.leave, name="leave"),
    # Choosing a language changes nothing that another site could want changed, and must work on every page.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("about/", pages.about, name="about"),
    path("your-data/", pages.your_data, name="your_data"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("afterwards/", pages.afterwards, name="afterwards"),
    path("rights/", pages.rights, name="rights"),
    path("staying-safe/", pages.staying_safe, name="staying_safe"),
    path("hooks/sms/receipt/", hooks.sms_receipt, name="sms_receipt"),
    path("robots.txt", pages.robots, name="robots"),
]
