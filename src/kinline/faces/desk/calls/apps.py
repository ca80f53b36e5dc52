from django.apps import AppConfig


class DeskCallsConfig(AppConfig):
    name = "kinline.faces.desk.calls"
    label = "desk_calls"
