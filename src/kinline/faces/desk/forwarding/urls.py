"""URLs of what leaves: exports and the log of what went to whom."""

from django.urls import path

from kinline.faces.desk.forwarding import views

urlpatterns = [
    path("", views.forwarding, name="forwarding"),
    path("log/print/", views.forwarding_print, name="forwarding_print"),
    path("log/record/", views.forwarding_record, name="forwarding_record"),
    path("log/<int:pk>/", views.forwarding_line, name="forwarding_line"),
    path("log/<int:pk>/receipt/", views.forwarding_receipt, name="forwarding_receipt"),
    path("log/<int:pk>/recalls/<int:recall>/", views.forwarding_told, name="forwarding_told"),
    path("exports/", views.exports, name="exports"),
    path("exports/new/", views.export_new, name="export_new"),
    path("exports/<int:pk>/", views.export_file, name="export_file"),
    path("exports/<int:pk>/decide/", views.export_decide, name="export_decide"),
    path("exports/<int:pk>/cancel/", views.export_cancel, name="export_cancel"),
    path("exports/<int:pk>/passphrase/", views.export_passphrase, name="export_passphrase"),
    path("exports/<int:pk>/download/", views.export_download, name="export_download"),
    path("exports/<int:pk>/remove/", views.export_remove, name="export_remove"),
]
