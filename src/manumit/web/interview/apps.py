"""The room as a Django app."""

from django.apps import AppConfig


class InterviewConfig(AppConfig):
    """Pages."""

    name = "manumit.web.interview"
    label = "interview"
