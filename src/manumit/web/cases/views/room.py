"""Shared helpers of the room's pages: the request, and checks before opening a part."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.errors import InputError
from manumit.web.cases.selectors import FileView
from manumit.web.institutions import desk
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy

FORBIDDEN, CONFLICT, UNPROCESSABLE = desk.FORBIDDEN, desk.CONFLICT, desk.UNPROCESSABLE
parse_number, member_sign = desk.parse_number, desk.member_sign
role_allows, require_role = desk.role_allows, desk.require_role
ROOM = "cases"


class CaseRequest(desk.OfficeRequest):
    """A member's request for a page of cases."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(CaseRequest)


def add_form_errors(
    form: forms.Form, problems: InputError, fields: Mapping[str, str] | None = None
) -> None:
    """Add a service's errors to a form; see :func:`manumit.web.institutions.desk`."""
    desk.add_form_errors(form, problems, ROOM, fields)


def require_view(here: desk.OfficeRequest, policy: Policy[Any], seen: FileView) -> None:
    """Refuse a part of a file of which the role may see nothing, not even that it is empty.

    Raises:
        Refused: the role doesn't see it; the ledger records it.
    """
    require_action(here, policy, SEE, seen)


def require_action(
    here: desk.OfficeRequest, policy: Policy[Any], action: str, seen: FileView
) -> None:
    """Refuse a form that the actor may not send.

    Raises:
        Refused: they may not do so to this file; the ledger records it.
    """
    if f"{policy.resource}.{action}" not in seen.may:
        policy.check_new(here.actor, action, seen.relation)
