"""URLs of one's account, the staff and the audit."""

from django.urls import path

from kinline.faces.desk.accounts import views

urlpatterns = [
    path("no-second-factor/", views.no_second_factor, name="no_second_factor"),
]
