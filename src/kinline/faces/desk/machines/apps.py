from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "kinline.faces.desk.machines"
    label = "desk_machines"
