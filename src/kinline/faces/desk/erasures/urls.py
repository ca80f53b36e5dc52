"""URLs of erasures."""

from django.urls import path

from kinline.faces.desk.erasures import views

urlpatterns = [
    path("erasures/", views.erasures, name="erasures"),
    path("erasures/due/", views.due, name="erasures_due"),
    path("erasures/<int:pk>/", views.erasure, name="erasure"),
    path("erasures/<int:pk>/contacts/", views.contacts, name="erasure_contacts"),
    path("erasures/<int:pk>/check/", views.check, name="erasure_check"),
    path("erasures/<int:pk>/second/", views.second, name="erasure_second"),
    path("erasures/<int:pk>/cancel/", views.cancel, name="erasure_cancel"),
    path("inquiries/<int:pk>/erase/", views.ask_family, name="erase_inquiry"),
    path("inquiries/<int:pk>/let-go/", views.let_go, name="let_go_inquiry"),
    path("inquiries/<int:pk>/keep/", views.keep_inquiry, name="keep_inquiry"),
    path("registry/descriptions/<int:pk>/erase/", views.ask_source, name="erase_description"),
    path("registry/descriptions/<int:pk>/keep/", views.keep_source, name="keep_description"),
]
