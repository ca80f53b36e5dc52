"""URLs of the outbox."""

from django.urls import path

from kinline.faces.desk.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<int:pk>/revive/", views.revive, name="notice_revive"),
]
