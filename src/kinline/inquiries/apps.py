from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "kinline.inquiries"
    label = "inquiries"
