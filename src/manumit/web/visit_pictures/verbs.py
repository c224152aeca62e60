"""Add a picture to a visit, and withdraw one with a reason."""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.inspections.models import Violation, Visit
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.reasons import read_reasons
from manumit.web.kernel.room import NewRow
from manumit.web.kernel.vault.attachments import (
    CleanFile,
    clean_file,
    detach,
    get_attachment,
    keep_file,
    read_attachment,
)
from manumit.web.visit_pictures import law
from manumit.web.visit_pictures.codes import PictureCode
from manumit.web.visit_pictures.models import VisitPicture

LISTS = read_reasons(__package__ or "", "lists.yaml")
PICTURES = ("image/jpeg", "image/png")
LONGEST = 1_000
"""Characters of what can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PictureInput:
    """A picture as it came; its ``repr`` hides the content.

    Attributes:
        name: of the file; sealed.
        content: all of it.
        shows: a code of the list ``shows``.
        about: what can be seen, in words.
        violation: of the visit; None for no certain one.
    """

    name: str
    content: bytes
    shows: str
    about: str
    violation: uuid.UUID | None


def add_picture(
    actor: Actor | None, visit: uuid.UUID, entered: PictureInput, *, request: uuid.UUID
) -> VisitPicture:
    """Remove what a picture says of device, place and time, seal it, and add it to a visit.

    Args:
        actor: who works on the visit.
        visit: that took place.
        entered: the picture.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: H801 to H805; T201, T202; V101 to V107, V201, V301, V401 to V408. Nothing is
            kept then.
    """
    # Nobody else has a file cleaned.
    law.ADD.policy.load(actor, visit, law.ADD.action)
    law.picture_policy.check_new(actor, "add")
    # Outside of the transaction: it may take a minute, and nobody waits for the visit.
    clean = clean_file(entered.content)
    if clean.kind not in PICTURES:
        raise PictureCode.NO_PICTURE.error(Place(field="file"))
    return _add(actor, visit, entered, clean, request)


@transaction.atomic
def _add(
    actor: Actor | None,
    visit: uuid.UUID,
    entered: PictureInput,
    clean: CleanFile,
    request: uuid.UUID,
) -> VisitPicture:
    row, who = room.lock_record(actor, law.ADD, visit)
    known = room.row_of_request(VisitPicture, who, request, visit_id=row.pk)
    if known is not None:
        return known
    room.require_state(row, law.ADD)
    made = VisitPicture(
        number=_number(row), shows=_shows(entered.shows), violation=_violation(row, entered)
    )
    if len(entered.about) > LONGEST:
        raise PictureCode.TOO_LONG.error(Place(field="about"), most=LONGEST)
    record_act(who, law.ADD.act, VisitPicture.RESOURCE, made.pk, purpose="add")
    kept = keep_file(row.subject_id, entered.name, clean)
    content = read_attachment(kept)  # read back: what opens again has arrived
    made.sealed_file, made.media_type, made.size = kept.pk, kept.kind, len(content)
    sealed = {
        "about": entered.about,
        "digest": hashlib.sha256(content).hexdigest(),
        "received": hashlib.sha256(entered.content).hexdigest(),
    }
    room.save_part(row, who, NewRow(made, sealed), of="visit", request=request)
    return made


def _number(row: Visit) -> int:
    number = VisitPicture.objects.filter(visit=row).count() + 1
    if number > law.MOST:
        raise PictureCode.TOO_MANY.error(Place(field="file"), most=law.MOST)
    return number


def _shows(code: str) -> str:
    if not LISTS["shows"].has(code, timezone.now().date()):
        raise PictureCode.NOT_LISTED.error(Place(field="shows"))
    return code


def _violation(row: Visit, entered: PictureInput) -> Violation | None:
    if entered.violation is None:
        return None
    found = row.violations.filter(pk=entered.violation).first()
    if found is None:
        raise PictureCode.NO_VIOLATION.error(Place(field="violation"))
    return found


@transaction.atomic
def withdraw_picture(actor: Actor | None, key: uuid.UUID, *, reason: str) -> VisitPicture:
    """Delete the content of a picture for good; the row and the reason remain.

    Deleted and not hidden: somebody in the picture who reads that it is no longer here must be able
    to rely on it. A legal hold refuses it.

    Raises:
        Refused: not for this actor.
        InputError: H801, H806; V301; V302 where a legal hold keeps the record.
    """
    row, who = room.lock_record(actor, law.WITHDRAW, key)
    if row.withdrawn_at is not None:
        raise PictureCode.WITHDRAWN_ALREADY.error(Place(field="picture"))
    if not LISTS["picture_withdrawn"].has(reason, timezone.now().date()):
        raise PictureCode.NOT_LISTED.error(Place(field="reason"))
    act = law.WITHDRAW.act
    record_act(who, act, VisitPicture.RESOURCE, row.pk, purpose="withdraw", reason=reason)
    detach(get_attachment(row.sealed_file))
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = who.person, timezone.now(), reason
    room.save_columns(row)
    return row
