"""Breakdown attributes for statistics: record, and correct by another version (R-70)."""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.cases.characteristics import STATELESS, Characteristics
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, CharacteristicsVersion
from manumit.web.cases.policies import characteristics_policy, load_for
from manumit.web.cases.process import REASONS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.sealed import seal_text


@transaction.atomic
def record_characteristics(
    actor: Actor | None,
    file_id: uuid.UUID,
    attributes: Characteristics,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> CharacteristicsVersion:
    """Seal a new version of the person's breakdown attributes.

    Args:
        actor: a holder of the file.
        file_id: the file.
        attributes: all that is known now; what it leaves out is unknown from now on.
        seen: the version that was current when they wrote; 0 where there was none.
        request: idempotency key of the form; a repeat returns the same row.
        reason: what the ledger has beside it, where it came from another system.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K924, K925; V101 to V107, V201, V301.
    """
    load_for(actor, characteristics_policy, "take", file_id)
    who = acting(actor, "statement", "take")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = CharacteristicsVersion.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.made_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    check_characteristics(attributes)
    current = CharacteristicsVersion.objects.filter(file=file).count()
    if seen != current:
        raise CaseCode.CHARACTERISTICS_STALE.error(Place())
    row = CharacteristicsVersion(
        file=file,
        version=current + 1,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        made_by=who.person,
        request=request,
    )
    tell(who, "create", "statement", row.pk, purpose="take", reason=reason)
    seal_text(row, "content", attributes.to_text())
    row.save(force_insert=True)
    return row


def check_characteristics(attributes: Characteristics) -> None:
    """Check that every code can be chosen today.

    Raises:
        InputError: K924.
    """
    today = timezone.now().date()
    country = attributes.nationality
    wrong = {
        "sex": bool(attributes.sex) and not REASONS["sex"].has(attributes.sex, today),
        "nationality": bool(country) and country != STATELESS and not is_country(country),
        "forms": any(
            not REASONS["form_of_exploitation"].has(one, today) for one in attributes.forms
        ),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise CaseCode.NO_CHARACTERISTIC.error(Place(field=field))
