"""URLs of the imports."""

from django.urls import path

from kinline.faces.desk.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.import_new, name="import_new"),
    path("<int:pk>/", views.import_file, name="import_file"),
    path("<int:pk>/columns/", views.import_map, name="import_map"),
    path("<int:pk>/sheet/", views.import_sheet, name="import_sheet"),
    path("<int:pk>/refused/", views.import_refusals, name="import_refusals"),
    path("<int:pk>/refused.csv", views.import_report, name="import_report"),
    path("<int:pk>/cancel/", views.import_cancel, name="import_cancel"),
]
