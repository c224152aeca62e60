"""Read breakdown attributes: for the page of a file, and for statistics."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.characteristics import Characteristics, CountedCharacteristics
from manumit.web.cases.employments import EmploymentDetails
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CharacteristicsVersion, Employment
from manumit.web.cases.policies import characteristics_policy, file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.vault.keys import SubjectKey, subject_keys
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True, repr=False)
class CharacteristicsView:
    """The current attributes of a file; ``repr`` hides the content.

    Attributes:
        version: the current one; 0 if nothing was recorded yet.
    """

    version: int
    content: Characteristics


@transaction.atomic
def characteristics(actor: Actor | None, file_id: uuid.UUID) -> CharacteristicsView:
    """Return the breakdown attributes of a file's person.

    Raises:
        Refused: the actor may not see the file.
        InputError: V101 to V107, V201, V301.
    """
    file = file_policy.load(actor, file_id)
    who = acting(actor, "statement", SEE)
    row = characteristics_policy.scope(who).filter(file=file_id).order_by("-version").first()
    tell(who, "read_statement", "case_file", file.pk, purpose=SEE)
    if row is None:
        return CharacteristicsView(0, Characteristics())
    return CharacteristicsView(row.version, _opened(row))


def counted_characteristics(
    files: Mapping[uuid.UUID, uuid.UUID],
) -> Mapping[uuid.UUID, CountedCharacteristics]:
    """Return breakdown attributes of many files for statistics, in few queries.

    For aggregation only: users of statistics see a table, never these rows. It reads only people
    who are counted.

    Args:
        files: with the key of the person of each.

    Returns:
        by file; a file that says nothing, or whose person was erased, is left out.

    Raises:
        InputError: V101 to V107, V201.
    """
    rows = CharacteristicsVersion.objects.filter(file__in=files).order_by("file", "-version")
    work = Employment.objects.filter(file__in=files).order_by("employment", "-version")
    standing = list(rows.distinct("file"))
    places = list(work.distinct("employment"))
    keys = subject_keys(files.values())
    known = {row.file_id: _opened(row, keys) for row in standing if row.subject_id in keys}
    worked: dict[uuid.UUID, list[EmploymentDetails]] = {}
    for row in places:
        if row.subject_id in keys:
            text = open_text(row, "content", key=keys[row.subject_id]) or ""
            worked.setdefault(row.file_id, []).append(EmploymentDetails.from_text(text))
    return {
        file: _counted(known.get(file, Characteristics()), worked.get(file, ()))
        for file in known.keys() | worked.keys()
    }


def _counted(
    content: Characteristics, worked: Collection[EmploymentDetails]
) -> CountedCharacteristics:
    corridors = ((one.from_country, one.to_country) for one in worked)
    return CountedCharacteristics(
        content,
        tuple(one.sector for one in worked if one.sector),
        tuple(one for one in corridors if any(one)),
    )


def _opened(
    row: CharacteristicsVersion, keys: Mapping[uuid.UUID, SubjectKey] | None = None
) -> Characteristics:
    key = None if keys is None else keys[row.subject_id]
    return Characteristics.from_text(open_text(row, "content", key=key) or "")
