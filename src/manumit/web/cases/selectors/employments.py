"""Read employments, and find one's own files of people who worked at one place."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from manumit.web.cases.employments import EmploymentDetails
from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import employment_policy, file_policy
from manumit.web.cases.services.employments import employment_scope, entry_number
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import Query, find_people
from manumit.web.registers.services.connections import group_of

if TYPE_CHECKING:
    from manumit.web.cases.models import CaseFile


@dataclass(frozen=True, slots=True, repr=False)
class EmploymentView:
    """One version of an employment; ``repr`` hides the content.

    Attributes:
        latest: whether there is no later version.
    """

    id: uuid.UUID
    employment: uuid.UUID
    number: int
    version: int
    latest: bool
    content: EmploymentDetails
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PlaceFiles:
    """The office's files of people who worked at one place.

    Attributes:
        files: those that the actor holds: key and pseudonym. Of others' there is nothing, not
            even whether there are any.
        more: there may be more than were opened.
    """

    files: tuple[tuple[uuid.UUID, str], ...]
    more: bool


@transaction.atomic
def employments(actor: Actor | None, file_id: uuid.UUID) -> list[EmploymentView]:
    """Return all versions of a file's employments, the latest of each first.

    Raises:
        Refused: the actor may not see the file.
        InputError: V101 to V107, V201, V301.
    """
    file = file_policy.load(actor, file_id)
    who = acting(actor, "statement", SEE)
    rows = employment_policy.scope(who).filter(file=file_id).order_by("number", "-version")
    tell(who, "read_statement", "case_file", file.pk, purpose=SEE)
    found = list(rows)
    key = subject_key(file.subject_id) if found else None
    seen: set[uuid.UUID] = set()
    views = []
    for row in found:
        content = EmploymentDetails.from_text(open_text(row, "content", key=key) or "")
        latest = row.employment not in seen
        seen.add(row.employment)
        views.append(
            EmploymentView(
                row.pk,
                row.employment,
                row.number,
                row.version,
                latest,
                content,
                row.made_by,
                row.made_at,
            )
        )
    return views


@transaction.atomic
def worked_at(actor: Actor | None, entry: uuid.UUID) -> PlaceFiles:
    """Return one's own files of people who worked at a place or for an organisation.

    Entries that are of the same organisation count as one. The register knows nothing of it: it is
    asked of the index, whose tokens are keyed.

    Args:
        actor: the member who acts.
        entry: of the register; the actor has asked its policy.

    Raises:
        Refused: the role reads no statements.
        InputError: V101 to V107, V201.
    """
    employment_policy.check_new(actor, "take")
    who = acting(actor, "statement", SEE)
    tell(who, "search", "statement", None, purpose=SEE)
    wanted = Query(numbers=[entry_number(one) for one in sorted(group_of(entry))])
    found = find_people({employment_scope(who.office)}, wanted)
    subjects = [one.subject for one in found.results]
    rows: list[CaseFile] = [
        row
        for row in file_policy.scope(who).filter(subject__in=subjects).order_by("pseudonym")
        if getattr(row, RELATION) == Relation.OWN
    ]
    return PlaceFiles(tuple((row.pk, row.pseudonym) for row in rows), found.more)
