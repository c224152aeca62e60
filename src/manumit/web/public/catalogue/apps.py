"""The Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Pages."""

    name = "manumit.web.public.catalogue"
    label = "catalogue"
