from django.apps import AppConfig


class DeskErasuresConfig(AppConfig):
    name = "kinline.faces.desk.erasures"
    label = "desk_erasures"
