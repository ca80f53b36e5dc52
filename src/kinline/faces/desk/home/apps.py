from django.apps import AppConfig


class DeskHomeConfig(AppConfig):
    name = "kinline.faces.desk.home"
    label = "desk_home"
