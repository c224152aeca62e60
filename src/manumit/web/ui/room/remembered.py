"""What a reader calls records, beside their codes: for the screen alone.

A room that lets members give records a name of their own registers here; lists, lines of work and
pages ask by the code of a record, whatever room it is of.
"""

from collections.abc import Callable, Collection, Mapping

from manumit.web.kernel.access.actors import Actor

type Remembered = Callable[[Actor, Collection[str]], Mapping[str, str]]
_sources: list[Remembered] = []


def register_remembered(found: Remembered) -> None:
    """Add a source; it answers for records alone that the actor may call by a name."""
    _sources.append(found)


def remembered(actor: Actor | None, codes: Collection[str]) -> Mapping[str, str]:
    """Return what an actor calls some records, by their codes; others are left out.

    The caller has recorded that the actor reads these records.
    """
    if actor is None or not codes:
        return {}
    return {code: name for one in _sources for code, name in one(actor, codes).items()}
