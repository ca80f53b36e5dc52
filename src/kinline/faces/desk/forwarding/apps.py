from django.apps import AppConfig


class DeskForwardingConfig(AppConfig):
    name = "kinline.faces.desk.forwarding"
    label = "desk_forwarding"
