from django.apps import AppConfig


class DeskPhotographsConfig(AppConfig):
    name = "kinline.faces.desk.photographs"
    label = "desk_photographs"
