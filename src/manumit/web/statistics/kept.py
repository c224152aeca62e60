"""A count as it is kept: tables of what lies sealed are sealed in it too, and days, money, checks.

Two counts of neighbouring days differ by one file, whose day and age stand in clear: their tables
by sex, form, sector, nationality and corridor would tell them of that person, without any key; so
would the days of one category, or its money; so would days and money of all. Checks of
non-punishment are few.
"""

import json
import uuid
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.padding import pad, unpad
from manumit.web.sealing import SealError, decrypt, encrypt
from manumit.web.statistics.definitions import of

PERSONS = "persons"
CHECKS = "checks"
MEASURED = ("days", "days_by", "money", "money_by")


def seal_count(content: Mapping[str, Any], row: uuid.UUID) -> dict[str, Any]:
    """A count as it is stored.

    Args:
        content: a document ``manumit/outcomes/1``.
        row: the key of the count.

    Raises:
        InputError: V101 to V107, V201.
    """
    apart = {one.code for one in of("dimensions") if one.sealed}
    shut: list[Any] = []
    clear: list[Any] = []
    for one in content["populations"][PERSONS]["tables"]:
        names = {each["name"] for each in one["dimensions"]}
        (shut if names & apart else clear).append(one)
    hidden = {"tables": shut, CHECKS: content["populations"][CHECKS]}
    text = json.dumps(hidden | {part: content[part] for part in MEASURED})
    key = new_subject()
    lock = encrypt(pad(text.encode()), key=subject_key(key).key, bound_to=_bound_to(row))
    kept = {part: one for part, one in _with(content, clear).items() if part not in MEASURED}
    kept["populations"] = {name: one for name, one in kept["populations"].items() if name != CHECKS}
    return kept | {"sealed": {"key": str(key), "tables": b64encode(lock).decode()}}


def open_count(content: Mapping[str, Any], row: uuid.UUID) -> dict[str, Any]:
    """The whole count, for whoever may work with it.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    kept = dict(content)
    shut = kept.pop("sealed", None)
    if shut is None:  # made before anything of it was sealed
        return kept
    key = subject_key(uuid.UUID(shut["key"]))
    try:
        text = unpad(decrypt(b64decode(shut["tables"]), key=key.key, bound_to=_bound_to(row)))
    except (SealError, ValueError):
        raise VaultCode.CANT_OPEN.error(Place(field="statistics_outcomes.content")) from None
    found: dict[str, Any] | list[Any] = json.loads(text)
    if isinstance(found, list):  # made before days and money were published by category
        found = {"tables": found}
    whole = _with(kept, [*kept["populations"][PERSONS]["tables"], *found.pop("tables")])
    if CHECKS in found:  # since checks are sealed too
        whole["populations"] = whole["populations"] | {CHECKS: found.pop(CHECKS)}
    return whole | found


def _with(content: Mapping[str, Any], tables: list[Any]) -> dict[str, Any]:
    persons = content["populations"][PERSONS] | {"tables": tables}
    return dict(content) | {"populations": content["populations"] | {PERSONS: persons}}


def _bound_to(row: uuid.UUID) -> bytes:
    return f"statistics_outcomes.content {row}".encode()
