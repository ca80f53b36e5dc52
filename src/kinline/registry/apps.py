from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "kinline.registry"
    label = "registry"
