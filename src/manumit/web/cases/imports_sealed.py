"""How a sheet on its way in lies sealed: a key for each, bound to the member who brought it."""

import json
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from manumit.errors import Place, Problem
from manumit.web.cases.imports_plain import problem_data, problem_of
from manumit.web.cases.models import Bringing
from manumit.web.cases.services.imports import Plan
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.keys import SubjectKey, unwrap, wrap
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.rotation import Locked
from manumit.web.sealing import SealError, decrypt, encrypt, new_key

type Column = Literal["sheet", "mapping", "found"]
SEALED: tuple[Column, ...] = ("sheet", "mapping", "found")
_FORMAT = "manumit sheet on its way in 1"


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """What looking through gave, or why it was refused; its ``repr`` shows nothing.

    Attributes:
        plan: what would become of the rows; None where the sheet was refused as a whole.
        problems: what is wrong.
    """

    plan: Plan | None
    problems: Sequence[Problem]


def lock(row: Bringing) -> None:
    """Gives a row a key of its own; it still has to be saved.

    Raises:
        InputError: V101 to V106.
    """
    under = key_ring().current
    row.wrapped, row.ring_key = wrap(SubjectKey(row.pk, new_key()), under), under.id


def seal(row: Bringing, column: Column, content: bytes) -> None:
    """Seals a column of a row that has its key; it still has to be saved.

    Raises:
        InputError: V101 to V107, V201.
    """
    setattr(row, column, encrypt(content, key=_key(row), bound_to=_bound_to(row, column)))


def opened(row: Bringing, column: Column) -> bytes:
    """What lies sealed in a column.

    Raises:
        InputError: V101 to V107; V201 for any doubt.
    """
    raw = bytes(getattr(row, column) or b"")
    try:
        return decrypt(raw, key=_key(row), bound_to=_bound_to(row, column))
    except SealError:
        raise VaultCode.CANT_OPEN.error(Place(field=f"cases_bringing.{column}")) from None


def destroy(row: Bringing) -> None:
    """Leaves neither a key nor anything sealed; the row still has to be saved."""
    row.wrapped, row.ring_key = None, ""
    row.sheet = row.mapping = row.found = None


def seal_found(row: Bringing, found: Found) -> None:
    """Seals what was found.

    Raises:
        InputError: V101 to V107, V201.
    """
    data = {
        "plan": None if found.plan is None else _plan_data(found.plan),
        "problems": [problem_data(one) for one in found.problems],
    }
    seal(row, "found", zlib.compress(json.dumps(data).encode()))


def opened_found(row: Bringing) -> Found:
    """What was found.

    Raises:
        InputError: V101 to V107; V201 for any doubt.
    """
    data = json.loads(zlib.decompress(opened(row, "found")))
    problems = tuple(map(problem_of, data["problems"]))
    plan = data["plan"]
    return Found(None if plan is None else _plan_of(plan, problems), problems)


def _plan_data(plan: Plan) -> dict[str, Any]:
    return {
        "new": plan.new,
        "known": plan.known,
        "refused": plan.refused,
        "alike": plan.alike,
        "elsewhere": plan.elsewhere,
        "not_looked": plan.not_looked,
        "searched": plan.searched,
    }


def _plan_of(data: dict[str, Any], problems: tuple[Problem, ...]) -> Plan:
    return Plan(
        new=tuple(data["new"]),
        known=data["known"],
        problems=problems,
        refused=data["refused"],
        alike=tuple((row, tuple(signs)) for row, signs in data["alike"]),
        elsewhere=data["elsewhere"],
        not_looked=data["not_looked"],
        searched=data["searched"],
    )


def _held(row: Bringing) -> PersonKey:
    """The row's key in the shape in which the vault unwraps one."""
    return PersonKey(subject=row.pk, wrapped=row.wrapped, ring_key=row.ring_key)


def _key(row: Bringing) -> bytes:
    return unwrap(_held(row), key_ring()).key


def _bound_to(row: Bringing, column: Column) -> bytes:
    """Nobody else's row, and no other post of the member, opens it."""
    parts = (_FORMAT, column, row.pk, row.made_by, row.institution_id, row.office_id, row.role)
    return "\0".join(map(str, parts)).encode()


def _left(current: str) -> list[uuid.UUID]:
    found = Bringing.objects.filter(wrapped__isnull=False).exclude(ring_key=current)
    return list(found.values_list("pk", flat=True))


def _relock(key: uuid.UUID | int) -> None:
    row = Bringing.objects.select_for_update().filter(pk=str(key), wrapped__isnull=False).first()
    if row is not None:  # not ended meanwhile
        ring = key_ring()
        row.wrapped, row.ring_key = wrap(unwrap(_held(row), ring), ring.current), ring.current.id
        row.save(update_fields=["wrapped", "ring_key"])


def _under(key_id: str) -> bool:
    return Bringing.objects.filter(wrapped__isnull=False, ring_key=key_id).exists()


LOCKED = Locked(_left, _relock, _under)
