from django.apps import AppConfig


class DeskAccountsConfig(AppConfig):
    name = "kinline.faces.desk.accounts"
    label = "desk_accounts"
