"""An office whose files change hands many at once, and everybody who might look."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from cases_world import World, person, request
from manumit.assessment import Age
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile, CaseHolder
from manumit.web.kernel.access.actors import Actor
from manumit.web.reassignment import running, services
from manumit.web.reassignment.models import AssignedFile, Assignment
from manumit.web.reassignment.services import AssignmentProposal


@dataclass(frozen=True, slots=True)
class Team:
    """Two more of the office of ``owner`` and ``colleague``, in the same role."""

    third: Actor
    fourth: Actor

    @classmethod
    def of(cls, w: World) -> "Team":
        """Makes them."""
        office = w.inspectorate.office
        return cls(person(office, "inspect"), person(office, "inspect"))


def files_of(actor: Actor, number: int) -> list[CaseFile]:
    """Open files of one holder, the oldest first."""
    return [cases.open_file(actor, age=Age.ADULT, request=request()) for _ in range(number)]


def proposed(
    by: Actor,
    holder: Actor,
    *receivers: Actor,
    files: Collection[CaseFile] | None = None,
    reason: str = "holder_ill",
    form: uuid.UUID | None = None,
) -> Assignment:
    """What somebody proposes of a holder's files."""
    keys = None if files is None else {one.pk for one in files}
    wish = AssignmentProposal(holder.person, keys, {one.person for one in receivers}, reason)
    return services.propose(by, wish, request=form or request())


def stepped(actor: Actor | None, row: Assignment, name: str, reason: str = "") -> Assignment:
    """A step on the current version."""
    seen = Assignment.objects.get(pk=row.pk).version
    return services.take_step(actor, row.pk, name, seen=seen, request=request(), reason=reason)


def approved(by: Actor, row: Assignment) -> Assignment:
    """A second person approves it."""
    return stepped(by, row, "approve")


def carried_out(row: Assignment) -> list[str]:
    """What became of each file, once the platform has done its work."""
    running.carry_out(row.pk)
    return outcomes(row)


def outcomes(row: Assignment) -> list[str]:
    """What became of each file, in their order."""
    found = AssignedFile.objects.filter(assignment=row).order_by("place")
    return list(found.values_list("outcome", flat=True))


def state(row: Assignment) -> str:
    """How it stands."""
    return Assignment.objects.values_list("state", flat=True).get(pk=row.pk)


def holders(file: CaseFile) -> set[uuid.UUID]:
    """Who holds a file now."""
    return set(CaseHolder.objects.filter(file=file, until=None).values_list("member", flat=True))
