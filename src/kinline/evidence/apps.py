from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "kinline.evidence"
    label = "evidence"

    def ready(self) -> None:
        from kinline.audit.erasing import before_rows_go  # noqa: PLC0415  # needs the apps
        from kinline.evidence.erasing import remove_files_afterwards  # noqa: PLC0415  # as above

        before_rows_go("evidence.Photograph", remove_files_afterwards)
