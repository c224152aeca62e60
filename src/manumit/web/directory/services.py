"""Add, change, confirm and end the services of an institution."""

import dataclasses
import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from manumit.errors import InputError, Place, Problem
from manumit.web.directory.codes import DirectoryCode
from manumit.web.directory.lists import COUNTED, HOUSING, LISTS, REFERRAL, UNKNOWN, today
from manumit.web.directory.models import LONGEST_AREA, Service
from manumit.web.directory.policies import service_policy
from manumit.web.directory.process import ACTIVE, SERVICE
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move

KEEP = "keep"
AREA_PUNCTUATION = " .'’-"
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """The details of a service; see :class:`manumit.web.directory.models.Service`.

    Attributes:
        free_places: of today; None: not known.
    """

    office: uuid.UUID
    needs: tuple[str, ...]
    languages: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    capacity: str = UNKNOWN
    places: int | None = None
    free_places: int | None = None
    area: str = ""
    hours: str = UNKNOWN
    contact: str = REFERRAL
    papers: str = UNKNOWN
    cost: Decimal = Decimal(0)
    currency: str = ""
    cost_per: str = ""
    step_free: str = UNKNOWN

    def columns(self) -> dict[str, object]:
        """Return the columns of the row."""
        found = {one.name: getattr(self, one.name) for one in dataclasses.fields(self)}
        found["office_id"] = found.pop("office")
        found["area"] = self.area.strip()
        for name in _SEVERAL:
            found[name] = list(found[name])
        found["free_on"] = None if self.free_places is None else today()
        return found


_SEVERAL = {"needs": "need", "languages": "language", "sexes": "sex", "ages": "age"}
_ONE = ("capacity", "hours", "contact", "papers", "step_free")


@transaction.atomic
def create_service(actor: Actor | None, offer: ServiceDetails, *, request: uuid.UUID) -> Service:
    """Create a service of an office of the actor's institution.

    Raises:
        Refused: not for this actor.
        InputError: Q601 to Q608.
    """
    service_policy.check_new(actor, KEEP)
    who = require_actor(actor, service_policy.resource, KEEP)
    known = Service.objects.filter(request=request).first()
    if known is not None:
        if known.institution_id != who.institution:
            raise DirectoryCode.REQUEST_USED.error(Place(field="request"))
        return known
    check(offer, who.institution, None)
    row = Service(
        institution_id=who.institution, confirmed_on=today(), request=request, **offer.columns()
    )
    record_act(who, "create", service_policy.resource, row.pk, purpose=KEEP)
    row.save(force_insert=True)
    return row


@transaction.atomic
def update_service(
    actor: Actor | None, key: uuid.UUID, offer: ServiceDetails, *, seen: int, request: uuid.UUID
) -> Service:
    """Update a service, which also confirms it.

    Args:
        actor: who keeps the services of the institution.
        key: which.
        offer: all of it.
        seen: version that the page showed.
        request: id of the form; a repeated submission changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: Q601 to Q607; T101 to T108.
    """
    row, who = _locked(actor, key)
    if not _is_already_sent(row, request):
        check(offer, who.institution, row.pk)
        record_act(who, "change", service_policy.resource, row.pk, purpose=KEEP)
        _write(row, {**offer.columns(), "confirmed_on": today()})
    move(SERVICE, row, "confirm", who, seen_version=seen, request=request)
    return row


@transaction.atomic
def confirm_service(
    actor: Actor | None, key: uuid.UUID, free_places: int | None, *, seen: int, request: uuid.UUID
) -> Service:
    """Confirm that a service is unchanged, with the places free today.

    Raises:
        Refused: not for this actor.
        InputError: Q606; T101 to T108.
    """
    row, who = _locked(actor, key)
    if not _is_already_sent(row, request):
        free = free_places if row.capacity == COUNTED else None
        if free is not None and row.places is not None and free > row.places:
            raise DirectoryCode.NO_PLACES.error(Place(field="free_places"))
        _write(row, {"confirmed_on": today(), "free_places": free, "free_on": _on(free)})
    move(SERVICE, row, "confirm", who, seen_version=seen, request=request)
    return row


@transaction.atomic
def end_service(
    actor: Actor | None, key: uuid.UUID, reason: str, *, seen: int, request: uuid.UUID
) -> Service:
    """End a service, so that no search finds it.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    row, who = _locked(actor, key)
    move(SERVICE, row, "end", who, seen_version=seen, request=request, reason=reason)
    return row


def _locked(actor: Actor | None, key: uuid.UUID) -> tuple[Service, Actor]:
    service_policy.load(actor, key, KEEP)
    who = require_actor(actor, service_policy.resource, KEEP)
    return Service.objects.select_for_update().get(pk=key), who


def _is_already_sent(row: Service, request: uuid.UUID) -> bool:
    """Return whether the form was sent before; ``move`` refuses it if for something else."""
    return Move.objects.filter(request=request, resource=SERVICE.resource, row=row.pk).exists()


def _write(row: Service, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in values])


def _on(free: int | None) -> dt.date | None:
    return None if free is None else today()


def check(offer: ServiceDetails, institution: uuid.UUID, row: uuid.UUID | None) -> None:
    """Validate a service and report all problems together. Call it in a transaction.

    Args:
        offer: the details.
        institution: whose offices it may be of.
        row: of which service; None: of a new one.

    Raises:
        InputError: Q601 to Q607.
    """
    if found := [
        *_code_problems(offer),
        *_area_problems(offer, institution, row),
        *_number_problems(offer),
    ]:
        raise InputError(found)


def _code_problems(offer: ServiceDetails) -> Iterator[Problem]:
    if not offer.needs:
        yield DirectoryCode.NO_NEED.problem(Place(field="needs"))
    given = [(name, listed, getattr(offer, name)) for name, listed in _SEVERAL.items()]
    given += [(name, name, (getattr(offer, name),)) for name in _ONE]
    if offer.cost_per:
        given.append(("cost_per", "cost_per", (offer.cost_per,)))
    for name, listed, codes in given:
        if not all(LISTS[listed].has(code, today()) for code in codes):
            yield DirectoryCode.NOT_LISTED.problem(Place(field=name))


def _area_problems(
    offer: ServiceDetails, institution: uuid.UUID, row: uuid.UUID | None
) -> Iterator[Problem]:
    # Nobody else says anything of the office meanwhile; the database would refuse the second.
    offices = Office.objects.select_for_update(no_key=True)
    if offices.filter(pk=offer.office, institution=institution).first() is None:
        yield DirectoryCode.NO_OFFICE.problem(Place(field="office"))
        return
    others = Service.objects.filter(office=offer.office, state__in=ACTIVE)
    others = others if row is None else others.exclude(pk=row)
    houses, area = HOUSING in offer.needs, offer.area.strip()
    if houses and others.filter(~Q(area="") | ~Q(contact=REFERRAL)).exists():
        yield DirectoryCode.PLACE_OF_HOUSING.problem(Place(field="needs"))
    if houses or others.filter(needs__contains=[HOUSING]).exists():
        for name, leads in (("area", bool(area)), ("contact", offer.contact != REFERRAL)):
            if leads:
                yield DirectoryCode.PLACE_OF_HOUSING.problem(Place(field=name))
    elif len(area) > LONGEST_AREA or not _names_a_region(area):
        yield DirectoryCode.AN_ADDRESS.problem(Place(field="area"))


def _names_a_region(area: str) -> bool:
    """Return whether a region has only letters of any script, marks and joining signs."""
    return all(one in AREA_PUNCTUATION or unicodedata.category(one)[0] in "LM" for one in area)


def _number_problems(offer: ServiceDetails) -> Iterator[Problem]:
    given = [one for one in (offer.places, offer.free_places) if one is not None]
    if (given and offer.capacity != COUNTED) or given != sorted(given, reverse=True):
        yield DirectoryCode.NO_PLACES.problem(Place(field="free_places"))
    stated = (bool(_CURRENCY.fullmatch(offer.currency)), bool(offer.cost_per))
    fits = all(stated) if offer.cost > 0 else not (offer.currency or offer.cost_per)
    if offer.cost < 0 or not fits:
        yield DirectoryCode.NO_COST.problem(Place(field="cost"))
