from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "kinline.notices"
    label = "notices"

    def ready(self) -> None:
        from kinline.audit.erasing import before_rows_go  # noqa: PLC0415  # needs the apps
        from kinline.notices.written import remove_files_afterwards  # noqa: PLC0415  # as above

        before_rows_go("notices.Notice", remove_files_afterwards)
