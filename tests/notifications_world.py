"""Invented institutions of a country of their own, in which nothing was counted yet."""

import random
import string
from pathlib import Path
from typing import Any

from django.db import transaction

from cases_world import World, key_ring, world
from manumit.web.directory.models import UnmetNeedCount
from manumit.web.institutions.models import Institution
from manumit.web.notifications.models import NotificationCount, NotificationPool
from manumit.web.notifications.pool import POOL

COUNTRIES = random.Random(8)


def prepared(folder: Path, settings: Any) -> World:
    """Everybody of ``cases_world``, with a new key ring, and a pool that it opens."""
    key_ring(folder, settings)
    with transaction.atomic():
        for row in NotificationPool.objects.select_for_update():
            POOL.write(row, ())
    made, country = world(), "KE"
    while any(
        one.objects.filter(country=country).exists() for one in (NotificationCount, UnmetNeedCount)
    ):
        country = "".join(COUNTRIES.sample(string.ascii_uppercase, 2))
    bodies = (made.inspectorate, made.shelter, made.ident, made.prosecution)
    keys = [one.institution.pk for one in bodies]
    Institution.objects.filter(pk__in=keys).update(country=country)
    return made


def country_of(w: World) -> str:
    """The code of the country."""
    country: str = Institution.objects.values_list("country", flat=True).get(
        pk=w.inspectorate.institution.pk
    )
    return country
