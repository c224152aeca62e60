"""Records of people that members find by the code on their page, whichever room owns them.

Each room registers its records in ``AppConfig.ready``. Only who holds a record finds it here: the
room's own policy is asked.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import Policy

_HALF = 4


@dataclass(frozen=True, slots=True)
class PersonRecords:
    """One kind of record; its rows have a column ``subject``, and own everything under that key.

    A claim is none: it may be sealed under the key of a file that somebody else holds.

    Attributes:
        kind: id of the text that says what it is.
        policy: of the rows.
        column: that holds the code.
    """

    kind: str
    policy: Policy[Any]
    column: str


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record that the member holds.

    Attributes:
        kind: id of the text that says what it is.
        key: of its row.
        code: on its page.
        subject: the person's key.
    """

    kind: str
    key: uuid.UUID
    code: str
    subject: uuid.UUID


_kinds: dict[str, PersonRecords] = {}


def register_person_records(kind: str, policy: Policy[Any], column: str) -> None:
    """Register a kind of record of people."""
    _kinds[kind] = PersonRecords(kind, policy, column)


def find_record(actor: Actor, text: str) -> FoundRecord | None:
    """Return the record that a member holds under a code; None if there is none.

    Args:
        actor: who.
        text: the code, with or without its hyphen, in any case.
    """
    plain = "".join(text.split()).replace("-", "").upper()
    code = f"{plain[:_HALF]}-{plain[_HALF:]}"
    for one in _kinds.values():
        if grants().of(actor.role, one.policy.resource, SEE):
            rows = one.policy.scope(actor, within=(Relation.OWN,)).filter(**{one.column: code})
            found = rows.values_list("pk", one.column, "subject_id").first()
            if found is not None:
                return FoundRecord(one.kind, *found)
    return None
