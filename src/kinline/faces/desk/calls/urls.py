"""URLs of calls and intake."""

from django.urls import path

from kinline.faces.desk.calls import intake, views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("note/", views.note_call, name="note_call"),
    path("take/", views.take_longest, name="take_longest"),
    path("intake/", intake.intake, name="intake"),
    path("intake/alike/", intake.alike, name="alike"),
    path("<int:pk>/", views.call, name="call"),
    path("<int:pk>/take/", views.take_call, name="take_call"),
    path("<int:pk>/put-back/", views.put_back, name="put_back"),
    path("<int:pk>/finish/", views.finish_call, name="finish_call"),
    path("<int:pk>/intake/", intake.intake, name="call_intake"),
]
