from django.apps import AppConfig


class DeskDutiesConfig(AppConfig):
    name = "kinline.faces.desk.duties"
    label = "desk_duties"
