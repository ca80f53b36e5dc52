from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "kinline.suggestions"
    label = "suggestions"
