from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "kinline.exchange"
    label = "exchange"
