from django.apps import AppConfig


class DeskComparisonsConfig(AppConfig):
    name = "kinline.faces.desk.comparisons"
    label = "desk_comparisons"
