"""The room as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Pages."""

    name = "manumit.web.catalogue"
    label = "catalogue"
