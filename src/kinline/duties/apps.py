from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "kinline.duties"
    label = "duties"
