from django.apps import AppConfig


class DeskImportsConfig(AppConfig):
    name = "kinline.faces.desk.imports"
    label = "desk_imports"
