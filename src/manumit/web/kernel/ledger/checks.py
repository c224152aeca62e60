"""Checks that recorded acts are sealed; ``manumit.web.site.doctor`` runs them."""

import datetime as dt

from django.conf import settings
from django.db.models.functions import Now

from manumit.errors import InputError, Place, Problem
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.kernel.ledger.heads import heads_folder
from manumit.web.kernel.ledger.keys import signing_key
from manumit.web.kernel.ledger.models import Event, Seal

LATE = dt.timedelta(minutes=10)  # the sealer comes every minute


def ledger_problems() -> list[Problem]:
    """Return what is wrong with the key that signs heads, and with their folder.

    A demonstration may configure neither, and then seals nothing; what it configures has to work.
    """
    config = settings.MANUMIT
    problems: list[Problem] = []
    for named, look in ((config.ledger_key, signing_key), (config.ledger_heads, heads_folder)):
        try:
            if config.production or named is not None:
                look()
        except InputError as error:
            problems += error.problems
    return problems


def sealing_problems() -> list[Problem]:
    """Return L207 where an act has waited for its seal longer than :data:`LATE`."""
    latest = Seal.objects.defer("leaves").order_by("-pk").first()
    spans = {} if latest is None else latest.spans
    sealed = spans.get(Event._meta.db_table, {}).get("last", 0)  # noqa: SLF001 - Django's public name
    waiting = Event.objects.filter(number__gt=sealed, at__lt=Now() - LATE).count()
    if not waiting:
        return []
    minutes = int(LATE.total_seconds()) // 60
    return [LedgerCode.SEALING_LATE.problem(Place(), waiting=waiting, minutes=minutes)]
