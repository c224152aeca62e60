"""Request object, view decorator and helpers that the views of this app share."""

from typing import ClassVar

from manumit.web.institutions import desk
from manumit.web.justice.forms import ROOM
from manumit.web.justice.models import Record
from manumit.web.justice.policies import RecordPolicy
from manumit.web.justice.selectors.records import PROCESSES, RecordView


class JusticeRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(JusticeRequest)


def require_action[Row: Record](
    here: JusticeRequest, policy: RecordPolicy[Row], action: str, seen: RecordView
) -> None:
    """Refuse the page if the actor may not take an action.

    Raises:
        Refused: they may not do so to this record; the ledger has it.
    """
    if action not in seen.may:
        policy.check_new(here.actor, action, seen.relation, seen.id)


def reasons_of(resource: str, name: str) -> list[str]:
    """Return the reasons that a step accepts today; empty if it requires none."""
    found = PROCESSES[resource].transition(name)
    return [] if found is None or found.reasons is None else found.reasons.today()
