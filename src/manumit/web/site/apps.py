"""The room as a Django app: it holds the commands that need settings."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings and commands."""

    name = "manumit.web.site"
    label = "manumit_site"

    def ready(self) -> None:
        """Registers the triggers, since this app comes before pgtrigger, and the checks."""
        import_module("manumit.web.site.doctor")
        from manumit.web.kernel.trigger_registry import (  # noqa: PLC0415 - needs the models
            register_declared_triggers,
        )

        register_declared_triggers()
