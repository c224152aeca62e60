"""The Django app."""

from django.apps import AppConfig


class InterviewConfig(AppConfig):
    """The guided interview."""

    name = "manumit.web.public.interview"
    label = "interview"
