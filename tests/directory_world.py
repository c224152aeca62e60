"""Invented institutions of a country of their own, with services, and a pool that opens."""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from cases_world import Body, World, person, request
from manumit.web.directory import services
from manumit.web.directory.models import Service, UnmetNeedPool
from manumit.web.directory.pool import POOL
from manumit.web.directory.services import ServiceDetails
from manumit.web.kernel.access.actors import Actor
from notifications_world import prepared

WISH = {"need": "housing", "language": "ben", "sex": "female", "age": "adult"}


@dataclass(frozen=True, slots=True)
class Directory:
    """Who keeps what: the shelter's administrator, the inspectorate's, and a coordinator.

    Attributes:
        keeper, second: administrators of the shelter, in one office.
        plan: a coordinator in the same country.
    """

    w: World
    keeper: Actor
    second: Actor
    plan: Actor

    def offer(self, **fields: Any) -> ServiceDetails:
        """A service of the shelter that houses women and girls."""
        made = ServiceDetails(
            office=self.w.shelter.office.pk, needs=("housing",), languages=("ben", "eng"),
            sexes=("female",), ages=("adult", "child"), capacity="counted", places=9, free_places=2,
        )  # fmt: skip
        return dataclasses.replace(made, **fields)

    def service(self, **fields: Any) -> Service:
        """The same, entered."""
        return services.create_service(self.keeper, self.offer(**fields), request=request())


def directory(folder: Path, settings: Any) -> Directory:
    """Everybody, with no service and nothing that waits."""
    w = prepared(folder, settings)
    with transaction.atomic():
        for row in UnmetNeedPool.objects.select_for_update():
            POOL.write(row, ())
    plan = Body.made("coordination", "plan")
    plan.institution.country = country_of(w)
    plan.institution.save()
    office = w.shelter.office
    return Directory(w, person(office, "admin"), person(office, "admin"), plan.first)


def country_of(w: World) -> str:
    """The country of everybody."""
    w.shelter.institution.refresh_from_db()
    return w.shelter.institution.country


def aged(row: Service, days: int) -> None:
    """As if it had been said so many days ago."""
    row.refresh_from_db()
    row.confirmed_on -= dt.timedelta(days=days)
    if row.free_on is not None:
        row.free_on -= dt.timedelta(days=days)
    row.save(update_fields=["confirmed_on", "free_on"])
