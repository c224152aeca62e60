"""Codes of the need and the urgency of a referral.

An empty code is "not stated": it is never taken for "no hurry".
"""

from manumit.web.directory.lists import LISTS, URGENCIES

TONIGHT, THIS_WEEK, NO_HURRY = "tonight", "this_week", "no_hurry"
OTHER, NOT_STATED = "other", "not_stated"
"""A need that no service of the list meets, and what a page says where there is no code."""


def known_need(code: str) -> str:
    """Return a code of the list of needs, or of another need; empty for any other text."""
    return code if code == OTHER or code in LISTS["need"].codes() else ""


def known_urgency(code: str) -> str:
    """Return a code of the list of urgencies; empty for any other text."""
    return code if code in URGENCIES else ""


def need_text(code: str) -> str:
    """Return the id of the text of a need, or of that it is not stated."""
    return f"directory_need/{code or NOT_STATED}"


def urgency_text(code: str) -> str:
    """Return the id of the text of an urgency, or of that it is not stated."""
    return f"directory_urgency/{code or NOT_STATED}"
