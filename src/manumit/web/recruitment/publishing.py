"""The published list of licences, in the format that ``manumit recruiters import`` reads (R-04)."""

import datetime as dt
import io
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from manumit.exchange.safecsv import SafeWriter
from manumit.names.firms import firm_forms, firm_words
from manumit.recruitment import ListMode, Recruiter, RecruiterList, State
from manumit.recruitment.list_file import list_text
from manumit.web.institutions.models import Institution
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.recruitment import law
from manumit.web.recruitment.content import AgencyContent, content_from_text
from manumit.web.recruitment.models import RecruiterLicence
from manumit.web.recruitment.process import ACTIVE, LICENCE, REVOKED, SUSPENDED
from manumit.web.recruitment.reappearance import SharedReason, what_is_shared

KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
COLUMNS = (
    "number",
    "name",
    "other_names",
    "state",
    "since",
    "until",
    "state_since",
    "telephones",
    "mails",
    "websites",
    "address",
    "officers",
)


def published_list(institution: uuid.UUID) -> RecruiterList:
    """Return the licences of an authority, with their state of today; the caller may publish it.

    A licence that a renewal has replaced is left out: the look-up would find two of one name.
    Officers are named of licences in force alone (R-41: past states are for the authority).

    Raises:
        InputError: V101 to V107, V201.
    """
    authority = Institution.objects.get(pk=institution)
    name = authority.names.get("en") or next(iter(authority.names.values()), "")
    return RecruiterList(
        source=name,
        day=today(),
        mode=ListMode.AUTHORITY,
        entries=tuple(_entries(institution)),
        country=authority.country if authority.country.isalpha() else "",
        authority=name,
    )


def _entries(institution: uuid.UUID) -> Iterator[Recruiter]:
    rows = list(
        RecruiterLicence.objects.filter(institution=institution)
        .select_related("application")
        .order_by("reference")
    )
    moved = {
        one.row: one.at.date()
        for one in Move.objects.filter(
            resource=LICENCE.resource, row__in=[row.pk for row in rows]
        ).order_by("version")
    }
    keys = subject_keys({row.application.subject_id for row in rows})
    # Of an erased one nothing is left to publish.
    contents = {
        row.pk: content_from_text(
            open_text(row.application, "content", key=keys[row.application.subject_id]) or "{}"
        )
        for row in rows
        if row.application.subject_id in keys
    }
    day = today()
    replaced = _replaced([(row, contents[row.pk]) for row in rows if row.pk in contents], day)
    for row in rows:
        if row.pk not in contents or row.pk in replaced:
            continue
        found = contents[row.pk]
        yield Recruiter(
            name=found.name,
            number=row.number,
            state=State(row.state),
            other_names=tuple(found.other_names),
            since=row.since,
            until=row.until,
            state_since=moved.get(row.pk, row.since),
            telephones=tuple(found.telephones),
            mails=tuple(found.mails),
            websites=tuple(found.websites),
            address=found.address,
            officers=tuple(found.officers) if _in_force(row, day) else (),
        )


def _in_force(row: RecruiterLicence, day: dt.date) -> bool:
    return row.state == ACTIVE and row.until >= day


def _replaced(
    known: Iterable[tuple[RecruiterLicence, AgencyContent]], day: dt.date
) -> set[uuid.UUID]:
    """Return the licences that a later one of the same agency, in force, has replaced.

    Nothing links an application to an earlier one: it is the same agency by an equal name with its
    legal form and by a person, an address or a contact in common. A licence that is suspended or
    revoked always stays: a renewal takes back no warning.
    """
    named: dict[object, list[tuple[RecruiterLicence, AgencyContent]]] = defaultdict(list)
    for row, content in known:
        named[firm_words(content.name), firm_forms(content.name)].append((row, content))
    return {
        row.pk
        for rows in named.values()
        for row, content in rows
        if row.state not in (SUSPENDED, REVOKED)
        and any(
            _in_force(other, day) and _later(other, row) and _same(content, of_other)
            for other, of_other in rows
        )
    }


def _later(one: RecruiterLicence, other: RecruiterLicence) -> bool:
    mine, theirs = ((row.since, row.application.made_at) for row in (one, other))
    return mine > theirs


def _same(one: AgencyContent, other: AgencyContent) -> bool:
    return any(reason is not SharedReason.NAME for reason, _ in what_is_shared(one, other))


@transaction.atomic
def list_file(actor: Actor | None, kind: str) -> str:
    """Return the list as JSON or CSV, for somebody who may publish it; the ledger has it.

    Raises:
        Refused: the role publishes none.
        InputError: V101 to V107, V201.
    """
    law.licence_policy.check_new(actor, law.PUBLISH)
    who = require_actor(actor, law.licence_policy.resource, law.PUBLISH)
    record_act(who, "export", law.licence_policy.resource, None, purpose=law.PUBLISH)
    published = published_list(who.institution)
    if kind == "json":
        return list_text(published)
    # Without the number of rows at its end, which would be one recruiter more where it is imported.
    text = io.StringIO()
    writer = SafeWriter(text)
    writer.row(COLUMNS)
    for one in published.entries:
        writer.row(_cell(getattr(one, name)) for name in COLUMNS)
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)
