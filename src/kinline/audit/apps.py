from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kinline.audit"
    label = "audit"
