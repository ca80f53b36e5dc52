from django.apps import AppConfig


class DeskNoticesConfig(AppConfig):
    name = "kinline.faces.desk.notices"
    label = "desk_notices"
