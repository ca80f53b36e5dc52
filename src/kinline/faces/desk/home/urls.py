"""The URL of the first page."""

from django.urls import path

from kinline.faces.desk.home import views

urlpatterns = [path("", views.home, name="home")]
