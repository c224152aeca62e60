"""Django app configuration."""

from django.apps import AppConfig


class LabelsConfig(AppConfig):
    """Safe labels of case files."""

    name = "manumit.web.labels"
    label = "labels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let lists, lines of work and search show a label to the holder of its file."""
        from manumit.web.labels.reading import (  # noqa: PLC0415
            find_by_label,
            labels_by_code,
            labels_by_person,
        )
        from manumit.web.ui.room.remembered import register_remembered  # noqa: PLC0415
        from manumit.web.ui.room.search import register_names  # noqa: PLC0415

        register_remembered(labels_by_code, labels_by_person)
        register_names("labels/file", find_by_label)
