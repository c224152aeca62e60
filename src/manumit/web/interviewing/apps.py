"""The Django app."""

from django.apps import AppConfig


class InterviewingConfig(AppConfig):
    """The pages of a guided interview, for visitors and for files."""

    name = "manumit.web.interviewing"
    label = "interviewing"
