from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "kinline.calls"
    label = "calls"
