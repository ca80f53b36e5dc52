from django.apps import AppConfig


class DeskInquiriesConfig(AppConfig):
    name = "kinline.faces.desk.inquiries"
    label = "desk_inquiries"
