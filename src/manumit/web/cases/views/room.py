"""What every page of the room shares beside what all rooms share: what may be opened of a file."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.errors import InputError
from manumit.web.cases.selectors import FileView
from manumit.web.institutions import desk
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy

FORBIDDEN, CONFLICT, UNPROCESSABLE = desk.FORBIDDEN, desk.CONFLICT, desk.UNPROCESSABLE
number, sign = desk.number, desk.sign
knows, must_know = desk.knows, desk.must_know
ROOM = "cases"


class Here(desk.Desk):
    """Who asks for a page of cases."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


def put_into(
    form: forms.Form, problems: InputError, fields: Mapping[str, str] | None = None
) -> None:
    """Lets a form say what a service found wrong; see :func:`manumit.web.institutions.desk`."""
    desk.put_into(form, problems, ROOM, fields)


def must_see(here: Here, policy: Policy[Any], seen: FileView) -> None:
    """Lets nobody open a part of a file of which their role sees nothing: not even as empty.

    Raises:
        Refused: the role doesn't see it; the ledger has it.
    """
    must(here, policy, SEE, seen)


def must(here: Here, policy: Policy[Any], action: str, seen: FileView) -> None:
    """Shows no form to somebody who may not send it.

    Raises:
        Refused: they may not do so to this file; the ledger has it.
    """
    if f"{policy.resource}.{action}" not in seen.may:
        policy.check_new(here.actor, action, seen.relation)
