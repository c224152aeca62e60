"""By what the figures tell people apart: on a page of a file, and for whoever counts."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.characteristics import Characteristics, Counted
from manumit.web.cases.employments import Employed
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CharacteristicsVersion, Employment
from manumit.web.cases.policies import characteristics_policy, file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.vault.keys import SubjectKey, subject_keys
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True, repr=False)
class CharacteristicsView:
    """What stands in a file; its ``repr`` shows nothing.

    Attributes:
        version: that stands; 0 where nothing was recorded yet.
    """

    version: int
    told: Characteristics


@transaction.atomic
def characteristics(actor: Actor | None, file_id: uuid.UUID) -> CharacteristicsView:
    """What is known of the person of a file.

    Raises:
        Refused: the file is not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    file = file_policy.load(actor, file_id)
    who = acting(actor, "statement", SEE)
    row = characteristics_policy.scope(who).filter(file=file_id).order_by("-version").first()
    tell(who, "read_statement", "case_file", file.pk, purpose=SEE)
    if row is None:
        return CharacteristicsView(0, Characteristics())
    return CharacteristicsView(row.version, _opened(row))


def counted_by(files: Mapping[uuid.UUID, uuid.UUID]) -> Mapping[uuid.UUID, Counted]:
    """What files say for the figures, in a few statements for any number of them.

    For the count alone: whoever counts sees a table, and never this. It is asked for nobody who is
    not counted.

    Args:
        files: with the key of the person of each.

    Returns:
        by file; a file that says nothing, or whose person was erased, is left out.

    Raises:
        InputError: V101 to V107, V201.
    """
    told = CharacteristicsVersion.objects.filter(file__in=files).order_by("file", "-version")
    work = Employment.objects.filter(file__in=files).order_by("employment", "-version")
    standing = list(told.distinct("file"))
    places = list(work.distinct("employment"))
    keys = subject_keys(files.values())
    known = {row.file_id: _opened(row, keys) for row in standing if row.subject_id in keys}
    worked: dict[uuid.UUID, list[Employed]] = {}
    for row in places:
        if row.subject_id in keys:
            text = open_text(row, "content", key=keys[row.subject_id]) or ""
            worked.setdefault(row.file_id, []).append(Employed.from_text(text))
    return {
        file: _counted(known.get(file, Characteristics()), worked.get(file, ()))
        for file in known.keys() | worked.keys()
    }


def _counted(told: Characteristics, worked: Collection[Employed]) -> Counted:
    corridors = ((one.from_country, one.to_country) for one in worked)
    return Counted(
        told,
        tuple(one.sector for one in worked if one.sector),
        tuple(one for one in corridors if any(one)),
    )


def _opened(
    row: CharacteristicsVersion, keys: Mapping[uuid.UUID, SubjectKey] | None = None
) -> Characteristics:
    key = None if keys is None else keys[row.subject_id]
    return Characteristics.from_text(open_text(row, "content", key=key) or "")
