"""The room as a Django app."""

from django.apps import AppConfig


class InterviewConfig(AppConfig):
    """The guided interview."""

    name = "manumit.web.interview"
    label = "interview"
