"""What both kinds of entry share: making one, changing one, and asking whether it is there."""

import uuid
from dataclasses import dataclass
from typing import Any

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.registers import alike
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.contents import Called, Located
from manumit.web.registers.lists import has, sectors
from manumit.web.registers.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of an entry in clear.

    Attributes:
        country: ISO 3166-1 alpha-2; empty where nobody knows.
        sector: a section of ISIC Rev. 4; empty where nobody knows.
        source: a code of the list ``source``.
    """

    source: str
    country: str = ""
    sector: str = ""


def check_code(listed: str, code: str, field: str) -> None:
    """Whether a code can be chosen today.

    Raises:
        InputError: R101.
    """
    if not has(listed, code):
        raise RegisterEntryCode.NOT_LISTED.error(Place(field=field))


def check_about(about: About) -> None:
    """Whether what is said in clear can be kept.

    Raises:
        InputError: R101, R103.
    """
    check_code("source", about.source, "source")
    if about.sector and about.sector not in sectors().titles:
        raise RegisterEntryCode.NOT_LISTED.error(Place(field="sector"))
    if about.country and not is_country(about.country):
        raise RegisterEntryCode.NO_COUNTRY.error(Place(field="country"))


def again[Row: Entry](model: type[Row], who: Actor, request: uuid.UUID) -> Row | None:
    """The entry that the same form has made before.

    Raises:
        InputError: R501, it was sent by somebody else.
    """
    rows: Any = model._default_manager  # noqa: SLF001 - public in Django
    found: Row | None = rows.filter(request=request).first()
    if found is not None and found.recorded_by != who.person:
        raise RegisterEntryCode.REQUEST_USED.error(Place(field="request"))
    return found


def like_ones[Row: Entry](
    who: Actor, policy: Policy[Row], content: Called | Located, country: str
) -> list[uuid.UUID]:
    """Keys of entries that somebody may see and that may be the same, the likest first."""
    found = alike.matches(who, alike.query(content, country))
    rows = policy.scope(who).filter(subject__in=found).values_list("pk", "subject")
    return [key for key, subject in sorted(rows, key=lambda one: (-found[one[1]].score, one[0]))]


def check_new_one[Row: Entry](
    who: Actor, policy: Policy[Row], content: Called | Located, country: str
) -> None:
    """Whether there is none like it.

    Raises:
        InputError: R201.
    """
    if like_ones(who, policy, content, country):
        raise RegisterEntryCode.LIKE_ONE.error(Place(field="another"))


def recorded(row: Entry, who: Actor, content: Called | Located, about: About) -> None:
    """Gives a new entry its place and its key, tells the ledger, and keeps it."""
    row.institution_id, row.office_id, row.recorded_by = who.institution, who.office, who.person
    of_institution = type(row)._default_manager.filter(institution=who.institution)  # noqa: SLF001 - public in Django
    row.reference = free_pseudonym(of_institution)
    _put(row, about)
    tell(who, "create", row.RESOURCE, row.pk, purpose="record")
    row.subject_id = new_subject()
    seal_text(row, "content", content.to_text())
    row.save(force_insert=True)
    alike.index(row, content)


def changed[Row: Entry](
    actor: Actor | None, policy: Policy[Row], key: uuid.UUID, action: str, seen: int | None = None
) -> tuple[Row, Actor]:
    """An entry that somebody may change, locked, and who that is.

    Raises:
        Refused: not for this actor.
        InputError: R401.
    """
    policy.load(actor, key, action)
    rows: Any = policy.model._default_manager  # noqa: SLF001 - public in Django
    row = rows.select_for_update().get(pk=key)
    if seen is not None and row.version != seen:
        raise RegisterEntryCode.CHANGED_SINCE.error(Place(field="seen"))
    return row, acting(actor, policy.resource, action)


def rewritten(row: Entry, who: Actor, content: Called | Located, about: About, before: str) -> None:
    """Keeps what an entry says now; history has what it said.

    Args:
        row: locked, its own columns changed.
        who: who changes it.
        content: what is sealed.
        about: what is not.
        before: the circle in which it was found until now.
    """
    _put(row, about)
    row.version += 1
    tell(who, "change", row.RESOURCE, row.pk, purpose="change")
    seal_text(row, "content", content.to_text())
    saved(row)
    alike.index(row, content, before)


def saved(row: Entry) -> None:
    """Writes the columns that may change, and no other: the application has no right to those."""
    row.save(update_fields=[one.removesuffix("_id") for one in row.changed_columns])


def content_of(row: Entry) -> str:
    """What is sealed of an entry, for whoever has asked.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    return open_text(row, "content") or ""


def _put(row: Entry, about: About) -> None:
    row.country, row.sector, row.source = about.country, about.sector, about.source
