"""The Django app."""

from django.apps import AppConfig


class RecruitersConfig(AppConfig):
    """The public look-up of recruiters."""

    name = "manumit.web.public.recruiters"
    label = "public_recruiters"
