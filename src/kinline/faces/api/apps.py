from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kinline.faces.api"
    label = "api"
