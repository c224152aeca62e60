"""By what the figures tell people apart: recorded, and corrected by another version (R-70)."""

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
    told: Characteristics,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> CharacteristicsVersion:
    """Seals what is known of the person of a file, as a version beside the earlier ones.

    Args:
        actor: who holds the file.
        file_id: whose.
        told: all that is known now; what it leaves out is unknown from now on.
        seen: the version that stood when they wrote; 0 where there was none.
        request: of the form; sent again it gives the same row.
        reason: what the ledger has beside it, where it came from another system.

    Raises:
        Refused: not for this actor.
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
    check_characteristics(told)
    stands = CharacteristicsVersion.objects.filter(file=file).count()
    if seen != stands:
        raise CaseCode.CHARACTERISTICS_STALE.error(Place())
    row = CharacteristicsVersion(
        file=file,
        version=stands + 1,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        made_by=who.person,
        request=request,
    )
    tell(who, "create", "statement", row.pk, purpose="take", reason=reason)
    seal_text(row, "content", told.to_text())
    row.save(force_insert=True)
    return row


def check_characteristics(told: Characteristics) -> None:
    """Every code can be chosen today.

    Raises:
        InputError: K924.
    """
    today = timezone.now().date()
    country = told.nationality
    wrong = {
        "sex": bool(told.sex) and not REASONS["sex"].has(told.sex, today),
        "nationality": bool(country) and country != STATELESS and not is_country(country),
        "forms": any(not REASONS["form_of_exploitation"].has(one, today) for one in told.forms),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise CaseCode.NO_CHARACTERISTIC.error(Place(field=field))
