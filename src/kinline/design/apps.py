from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "kinline.design"
    label = "design"
