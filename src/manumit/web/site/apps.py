"""The room as a Django app: it holds the commands that need settings."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings and commands."""

    name = "manumit.web.site"
    label = "manumit_site"
