from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "kinline.erasure"
    label = "erasure"
