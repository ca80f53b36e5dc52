from django.apps import AppConfig


class DeskRegistryConfig(AppConfig):
    name = "kinline.faces.desk.registry"
    label = "desk_registry"
