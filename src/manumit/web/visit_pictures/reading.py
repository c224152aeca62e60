"""Read pictures of a visit; what is opened is in the ledger, and on the picture's own page."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.models import Visit
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.ledger.selectors import acts_on
from manumit.web.kernel.vault.attachments import (
    ENDINGS,
    get_attachment,
    read_attachment,
    size_text,
)
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.visit_pictures import law
from manumit.web.visit_pictures.codes import PictureCode
from manumit.web.visit_pictures.law import picture_policy
from manumit.web.visit_pictures.models import VisitPicture

CUSTODY = ("attach", "read_attachment", "withdraw_attachment")
"""Acts on the content. Who read the description is in the ledger too, and no part of it."""


@dataclass(frozen=True, slots=True)
class PicturesOfVisit:
    """The pictures of a visit.

    Attributes:
        rows: latest first, those that were withdrawn included.
        may_add: whether the reader may add one now.
    """

    visit: Visit
    rows: Sequence[VisitPicture]
    may_add: bool


def pictures_of(actor: Actor | None, key: uuid.UUID) -> PicturesOfVisit:
    """Return the pictures of a visit that the actor may see, without their content.

    Raises:
        Refused: the visit is not for this actor, or not its pictures, as for other offices.
    """
    visit, held = visit_policy.load_held(actor, key)
    if not any(picture_policy.can_new(actor, SEE, one) for one in held):
        picture_policy.check_new(actor, SEE, Relation.OTHER_OFFICE, key)
    rows = picture_policy.scope(actor).filter(visit=key).select_related("violation")
    return PicturesOfVisit(visit, list(rows.order_by("-number")), may_add(actor, visit))


def may_add(actor: Actor | None, visit: Visit) -> bool:
    """Return whether a member may add a picture to a visit now."""
    changes = visit_policy.scope(actor, law.ADD.action).filter(pk=visit.pk).exists()
    return changes and visit.state in law.ADD.states and bool(picture_policy.can_new(actor, "add"))


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """One act on the content of a picture.

    Attributes:
        act: a code of the ledger.
        person: the member; None for one of another institution.
    """

    at: dt.datetime
    act: str
    person: uuid.UUID | None


@dataclass(frozen=True, slots=True, repr=False)
class PictureView:
    """A picture without its content; its ``repr`` hides what can be seen.

    Attributes:
        about: what can be seen, in words.
        digest, received: SHA-256 of what is kept, and of the file as it came.
        custody: what was done with the content, oldest first.
        may_withdraw: whether the reader may remove the content now.
    """

    row: VisitPicture
    about: str
    digest: str
    received: str
    custody: Sequence[CustodyStep]
    may_withdraw: bool

    @property
    def ending(self) -> str:
        """Return the file extension, such as ``jpg``."""
        return ENDINGS[self.row.media_type]

    @property
    def measured(self) -> str:
        """Return the size in kilobytes or megabytes of a thousand."""
        return size_text(self.row.size)


@transaction.atomic
def picture(actor: Actor | None, key: uuid.UUID) -> PictureView:
    """Return a picture without its content.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    row = picture_policy.load(actor, key)
    who = require_actor(actor, VisitPicture.RESOURCE, SEE)
    record_act(who, "read_statement", VisitPicture.RESOURCE, row.pk, purpose=SEE)
    may = picture_policy.scope(actor, "withdraw").filter(pk=row.pk, withdrawn_at=None).exists()
    about, digest, received = (
        open_text(row, column) or "" for column in ("about", "digest", "received")
    )
    return PictureView(row, about, digest, received, _custody(who, row), may)


def _custody(who: Actor, row: VisitPicture) -> Sequence[CustodyStep]:
    done = acts_on(VisitPicture.RESOURCE, row.pk).filter(act__in=CUSTODY, outcome="allowed")
    return [
        CustodyStep(one.at, one.act, one.actor if one.institution == who.institution else None)
        for one in done
    ]


@dataclass(frozen=True, slots=True, repr=False)
class OpenedPicture:
    """The content of a picture; its ``repr`` hides it.

    Attributes:
        name: for the file on a device: the reference of the visit and the number.
    """

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def picture_content(actor: Actor | None, key: uuid.UUID) -> OpenedPicture:
    """Return the whole content of a picture, or fail.

    Raises:
        Refused: not for this actor.
        InputError: H806; V101 to V107, V201, V301, V404, V405.
    """
    picture_policy.load(actor, key)
    who = require_actor(actor, VisitPicture.RESOURCE, SEE)
    # Locked, so that what is withdrawn at this moment is not taken for damaged (V405).
    row = VisitPicture.objects.select_for_update(no_key=True).get(pk=key)
    if row.withdrawn_at is not None:
        raise PictureCode.WITHDRAWN_ALREADY.error(Place(field="picture"))
    record_act(who, "read_attachment", VisitPicture.RESOURCE, row.pk, purpose=SEE)
    name = f"{row.visit.reference}-{row.number}.{ENDINGS[row.media_type]}"
    return OpenedPicture(name, row.media_type, read_attachment(get_attachment(row.sealed_file)))
