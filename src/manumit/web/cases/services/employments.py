"""Where and for whom the person of a file worked: recorded, and corrected by another version."""

import dataclasses
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.employments import Employed, Named, Part
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Employment
from manumit.web.cases.policies import employment_policy, load_for
from manumit.web.cases.process import REASONS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.search import index_person, remove_from_index
from manumit.web.kernel.vault.tokens import Kind, Number
from manumit.web.registers.contents import checked_text
from manumit.web.registers.dates import checked_date
from manumit.web.registers.lists import occupations, sectors
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors import called


def works(office: uuid.UUID) -> str:
    """The circle of the index in which an office asks who worked somewhere."""
    return f"works {office}"


def entry_number(entry: uuid.UUID) -> Number:
    """By what the index finds an entry of the register: a keyed digest, and nothing in clear."""
    return Number(Kind.DOCUMENT, f"entry {entry}")


@transaction.atomic
def record_employment(
    actor: Actor | None,
    file_id: uuid.UUID,
    told: Employed,
    *,
    corrects: uuid.UUID | None = None,
    request: uuid.UUID,
) -> Employment:
    """Seals an employment in a file; a correction is a version beside the one that it corrects.

    Args:
        actor: who holds the file.
        file_id: whose.
        told: what.
        corrects: the version that it corrects, the latest one; None for another employment.
        request: of the form; sent again it gives the same row.

    Raises:
        Refused: not for this actor, or an entry of the register is not.
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
    kept = _checked(who, told)
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
    """The version that is to be corrected.

    Raises:
        InputError: K923.
    """
    row = Employment.objects.filter(file=file, pk=version).first()
    if row is not None:
        later = Employment.objects.filter(employment=row.employment, version__gt=row.version)
        if not later.exists():
            return row
    raise CaseCode.NOT_LATEST.error(Place(field="corrects"))


def _checked(who: Actor, told: Employed) -> Employed:
    """The same as it is kept: entries named as they are called now.

    Raises:
        Refused: an entry of the register is not for this actor.
        InputError: K921, K922; R102, R301.
    """
    organisations = {part: _named(who, one, organisation_policy) for part, one in
                     told.organisations.items()}  # fmt: skip
    place = told.workplace and _named(who, told.workplace, workplace_policy)
    if not organisations and place is None:
        raise CaseCode.NO_EMPLOYER.error(Place(field=Part.EMPLOYER))
    known = (
        (told.occupation, "occupation", told.occupation in occupations().titles),
        (told.sector, "sector", told.sector in sectors().titles),
        (told.from_country, "from_country", is_country(told.from_country)),
        (told.to_country, "to_country", is_country(told.to_country)),
    )
    for text, name, holds in known:
        if text and not holds:
            raise CaseCode.NO_EMPLOYMENT_CODE.error(Place(field=name))
    if not REASONS["employment_source"].has(told.source, timezone.now().date()):
        raise CaseCode.NO_EMPLOYMENT_CODE.error(Place(field="source"))
    begins = checked_date(told.begins, "begins")
    return dataclasses.replace(
        told,
        organisations=organisations,
        workplace=place or None,
        from_region=checked_text(told.from_region, "from_region") if told.from_region else "",
        begins=begins,
        until=checked_date(told.until, "until", begins),
    )


def _named(who: Actor, one: Named, policy: Policy[Any]) -> Named:
    """An entry as it is called now; what is in no register, as somebody calls it."""
    if one.entry is None:
        return Named(checked_text(one.name, "name"))
    return Named(called(who, policy, one.entry).name, one.entry)


def _index(file: CaseFile) -> None:
    """Lets the office ask who worked somewhere; what was corrected is found no more."""
    latest: dict[uuid.UUID, Employment] = {}
    for row in Employment.objects.filter(file=file).order_by("version"):
        latest[row.employment] = row
    entries = {
        entry
        for row in latest.values()
        for entry in Employed.from_text(open_text(row, "content") or "").entries()
    }
    scope = works(file.office_id)
    if entries:
        numbers = [entry_number(one) for one in sorted(entries)]
        index_person(file.subject_id, scope, names=(), numbers=numbers)
    else:
        remove_from_index(file.subject_id, scope)
