"""Employments of a file's person: record, and correct by another version."""

import dataclasses
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.employments import EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Employment
from manumit.web.cases.policies import employment_policy, load_for
from manumit.web.cases.process import REASONS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.search import index_person, remove_from_index
from manumit.web.kernel.vault.tokens import Number, NumberKind
from manumit.web.registers.contents import checked_text
from manumit.web.registers.dates import checked_date
from manumit.web.registers.lists import occupations, sectors
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors import entry_line


def employment_scope(office: uuid.UUID) -> str:
    """Return the index scope in which an office finds who worked at a place."""
    return f"works {office}"


def entry_number(entry: uuid.UUID) -> Number:
    """Return a register entry as the index stores it: a keyed digest."""
    return Number(NumberKind.DOCUMENT, f"entry {entry}")


@transaction.atomic
def record_employment(
    actor: Actor | None,
    file_id: uuid.UUID,
    details: EmploymentDetails,
    *,
    corrects: uuid.UUID | None = None,
    request: uuid.UUID,
) -> Employment:
    """Seal an employment, or a corrected version beside the earlier ones.

    Args:
        actor: a holder of the file.
        file_id: the file.
        details: the employment.
        corrects: the version that it corrects, the latest one; None for another employment.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this, or an entry of the register is not.
        InputError: K501, K921 to K923; R102, R301; V101 to V107, V201, V301.
    """
    load_for(actor, employment_policy, "take", file_id)
    who = acting(actor, "statement", "take")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = Employment.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.made_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    kept = _checked(who, details)
    row = Employment(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        made_by=who.person,
        request=request,
    )
    if corrects is None:
        row.number = Employment.objects.filter(file=file, version=1).count() + 1
    else:
        before = _latest(file, corrects)
        row.employment, row.number = before.employment, before.number
        row.version = before.version + 1
    tell(who, "create", "statement", row.pk, purpose="take")
    seal_text(row, "content", kept.to_text())
    row.save(force_insert=True)
    _index(file)
    return row


def _latest(file: CaseFile, version: uuid.UUID) -> Employment:
    """Return the version to be corrected; it must be the latest.

    Raises:
        InputError: K923.
    """
    row = Employment.objects.filter(file=file, pk=version).first()
    if row is not None:
        later = Employment.objects.filter(employment=row.employment, version__gt=row.version)
        if not later.exists():
            return row
    raise CaseCode.NOT_LATEST.error(Place(field="corrects"))


def _checked(who: Actor, details: EmploymentDetails) -> EmploymentDetails:
    """Return the employment with register entries under their current names.

    Raises:
        Refused: an entry of the register is not open to the actor.
        InputError: K921, K922; R102, R301.
    """
    organisations = {part: _named(who, one, organisation_policy) for part, one in
                     details.organisations.items()}  # fmt: skip
    place = details.workplace and _named(who, details.workplace, workplace_policy)
    if not organisations and place is None:
        raise CaseCode.NO_EMPLOYER.error(Place(field=EmployerRole.EMPLOYER))
    known = (
        (details.occupation, "occupation", details.occupation in occupations().titles),
        (details.sector, "sector", details.sector in sectors().titles),
        (details.from_country, "from_country", is_country(details.from_country)),
        (details.to_country, "to_country", is_country(details.to_country)),
    )
    for text, name, holds in known:
        if text and not holds:
            raise CaseCode.NO_EMPLOYMENT_CODE.error(Place(field=name))
    if not REASONS["employment_source"].has(details.source, timezone.now().date()):
        raise CaseCode.NO_EMPLOYMENT_CODE.error(Place(field="source"))
    begins = checked_date(details.begins, "begins")
    return dataclasses.replace(
        details,
        organisations=organisations,
        workplace=place or None,
        from_region=checked_text(details.from_region, "from_region") if details.from_region else "",
        begins=begins,
        until=checked_date(details.until, "until", begins),
    )


def _named(who: Actor, one: NamedEntry, policy: Policy[Any]) -> NamedEntry:
    """Return a register entry under its current name; a free name unchanged."""
    if one.entry is None:
        return NamedEntry(checked_text(one.name, "name"))
    return NamedEntry(entry_line(who, policy, one.entry).name, one.entry)


def _index(file: CaseFile) -> None:
    """Index the places of all current employments; corrected ones are no longer found."""
    latest: dict[uuid.UUID, Employment] = {}
    for row in Employment.objects.filter(file=file).order_by("version"):
        latest[row.employment] = row
    entries = {
        entry
        for row in latest.values()
        for entry in EmploymentDetails.from_text(open_text(row, "content") or "").entries()
    }
    scope = employment_scope(file.office_id)
    if entries:
        numbers = [entry_number(one) for one in sorted(entries)]
        index_person(file.subject_id, scope, names=(), numbers=numbers)
    else:
        remove_from_index(file.subject_id, scope)
