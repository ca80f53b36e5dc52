from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kinline.faces.desk"
    label = "desk"
