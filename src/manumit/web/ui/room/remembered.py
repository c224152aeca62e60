"""What a reader calls records, beside their codes: for the screen alone.

A room that lets members give records a name of their own registers here; lists, lines of work and
pages ask by the code of a record, whatever room it is of, or by the person whose record it is.
"""

import uuid
from collections.abc import Callable, Collection, Mapping

from manumit.web.kernel.access.actors import Actor

type Remembered = Callable[[Actor, Collection[str]], Mapping[str, str]]
type RememberedPersons = Callable[[Actor, Collection[uuid.UUID]], Mapping[uuid.UUID, str]]
_sources: list[Remembered] = []
_of_persons: list[RememberedPersons] = []


def register_remembered(found: Remembered, of_persons: RememberedPersons) -> None:
    """Add a source; it answers for records alone that the actor may call by a name.

    Args:
        found: by the codes of records.
        of_persons: by the persons whose records they are.
    """
    _sources.append(found)
    _of_persons.append(of_persons)


def remembered(actor: Actor | None, codes: Collection[str]) -> Mapping[str, str]:
    """Return what an actor calls some records, by their codes; others are left out.

    The caller has recorded that the actor reads these records.
    """
    if actor is None or not codes:
        return {}
    return {code: name for one in _sources for code, name in one(actor, codes).items()}


def remembered_persons(
    actor: Actor | None, subjects: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, str]:
    """Return what an actor calls the files of some persons, by person; others are left out.

    The caller has recorded that the actor reads records of these persons.
    """
    if actor is None or not subjects:
        return {}
    return {key: name for one in _of_persons for key, name in one(actor, subjects).items()}
