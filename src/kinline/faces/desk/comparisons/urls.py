"""URLs of the comparisons."""

from django.urls import path

from kinline.faces.desk.comparisons import views

urlpatterns = [
    path("comparisons/", views.comparisons, name="comparisons"),
    path("comparisons/by-hand/", views.by_hand, name="comparison_by_hand"),
    path("comparisons/<int:pk>/", views.comparison, name="comparison"),
    path("comparisons/<int:pk>/undo/", views.undo, name="comparison_undo"),
    path("comparisons/<int:pk>/reopen/", views.reopen, name="comparison_reopen"),
]
