"""Open a sealed column for the rows of one page of a list."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.register import classes_of
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.ui.room.declared import Reader
from manumit.web.ui.room.rows import shown_in


def opened_column(
    rows: Sequence[Any], column: str, subject: str, policy: Policy[Any], reader: Reader
) -> Mapping[uuid.UUID, str]:
    """Return the texts of a column, by key, for rows whose relation to the reader shows it.

    The ledger has one act for all that is opened.

    Args:
        rows: from :func:`manumit.web.ui.room.rows.page_of_rows`.
        column: a sealed one.
        subject: attribute of a row that holds the id of the person whose key seals it.
        policy: of the rows.
        reader: who reads the list.

    Raises:
        InputError: V101 to V107, V201.
    """
    needs = classes_of(policy.model)[column]
    shown = shown_in(policy, reader.actor.role, needs)
    seen = [row for row in rows if getattr(row, RELATION) in shown]
    if not seen:
        return {}
    record_act(reader.actor, "read_statement", policy.resource, None, purpose=SEE)
    keys = subject_keys({getattr(row, subject) for row in seen})
    return {
        row.pk: open_text(row, column, key=keys[getattr(row, subject)]) or ""
        for row in seen
        if getattr(row, subject) in keys
    }
