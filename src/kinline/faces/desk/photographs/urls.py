"""URLs of photographs."""

from django.urls import path

from kinline.faces.desk.photographs import adding, views

urlpatterns = [
    path("photographs/<uuid:photograph>/", views.photograph, name="photograph"),
    path("photographs/<uuid:photograph>/thumbnail/", views.thumbnail, name="photograph_thumbnail"),
    path("photographs/<uuid:photograph>/picture/", views.picture, name="photograph_picture"),
    path("photographs/<uuid:photograph>/original/", views.original, name="photograph_original"),
    path("photographs/<uuid:photograph>/weigh/", views.weigh, name="photograph_weigh"),
    path("photographs/<uuid:photograph>/remove/", views.remove, name="photograph_remove"),
    path(
        "registry/descriptions/<int:pk>/photographs/", adding.to_description, name="description_photographs"
    ),
    path("inquiries/<int:pk>/photographs/", adding.to_inquiry, name="inquiry_photographs"),
]
