"""The Django app."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """The check of an offer; it has no tables and no session."""

    name = "manumit.web.public.offers"
    label = "offers"
