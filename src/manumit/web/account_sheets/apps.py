"""The Django app."""

from django.apps import AppConfig


class AccountSheetsConfig(AppConfig):
    """The forms of an account, for visitors and for files."""

    name = "manumit.web.account_sheets"
    label = "account_sheets"
