"""The room as a Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Frame, components and words of all pages."""

    name = "manumit.web.pages"
    label = "pages"
