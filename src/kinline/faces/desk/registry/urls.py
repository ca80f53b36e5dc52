"""URLs of the registry."""

from django.urls import path

from kinline.faces.desk.registry import statuses, views

urlpatterns = [
    path("registry/", views.registry, name="registry"),
    path("registry/new/", views.describe, name="describe"),
    path("registry/persons/<int:pk>/", views.person, name="person"),
    path("registry/persons/<int:pk>/status/", statuses.report, name="status_report"),
    path("registry/descriptions/<int:pk>/", views.description, name="description"),
    path("registry/descriptions/<int:pk>/correct/", views.correct, name="description_correct"),
    path("registry/descriptions/<int:pk>/split/", views.split, name="description_split"),
    path("registry/statuses/", statuses.awaiting, name="statuses"),
    path("registry/statuses/<int:pk>/second/", statuses.second, name="status_second"),
    path("registry/statuses/<int:pk>/withdraw/", statuses.withdraw, name="status_withdraw"),
]
