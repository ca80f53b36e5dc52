from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "kinline.notices"
    label = "notices"
