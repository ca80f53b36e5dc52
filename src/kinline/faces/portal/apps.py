from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kinline.faces.portal"
    label = "portal"
