from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kinline.accounts"
    label = "accounts"
