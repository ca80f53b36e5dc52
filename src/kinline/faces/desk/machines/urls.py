"""URLs of the keys of partners' machines."""

from django.urls import path

from kinline.faces.desk.machines import views

urlpatterns = [
    path("", views.machines, name="machines"),
    path("new/", views.machine_new, name="machine_new"),
    path("<int:pk>/", views.machine, name="machine"),
    path("<int:pk>/approve/", views.machine_approve, name="machine_approve"),
    path("<int:pk>/end/", views.machine_end, name="machine_end"),
]
