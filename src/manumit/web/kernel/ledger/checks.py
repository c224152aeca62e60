"""Whether what is recorded gets sealed: asked before the start, and by whoever runs it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Warned
from django.db.models.functions import Now

from manumit.errors import InputError, Place, Problem
from manumit.web.kernel.ledger.codes import LedgerCode
from manumit.web.kernel.ledger.heads import folder
from manumit.web.kernel.ledger.keys import signing_key
from manumit.web.kernel.ledger.models import Event, Seal

LATE = dt.timedelta(minutes=10)  # the sealer comes every minute
LATE_ID = f"ledger.{LedgerCode.SEALING_LATE.value.code}"


def ledger_problems() -> list[Problem]:
    """What is wrong with the key that signs heads, and with their folder.

    A demonstration may name neither, and nothing is sealed there; what it names has to be sound.
    """
    said = settings.MANUMIT
    problems: list[Problem] = []
    for named, look in ((said.ledger_key, signing_key), (said.ledger_heads, folder)):
        try:
            if said.production or named is not None:
                look()
        except InputError as error:
            problems += error.problems
    return problems


def sealing_problems() -> list[Problem]:
    """L207 where an act has waited for a seal for longer than :data:`LATE`, by the database."""
    latest = Seal.objects.defer("leaves").order_by("-pk").first()
    spans = {} if latest is None else latest.spans
    sealed = spans.get(Event._meta.db_table, {}).get("last", 0)  # noqa: SLF001 - Django's public name
    waiting = Event.objects.filter(number__gt=sealed, at__lt=Now() - LATE).count()
    if not waiting:
        return []
    minutes = int(LATE.total_seconds()) // 60
    return [LedgerCode.SEALING_LATE.problem(Place(), waiting=waiting, minutes=minutes)]


@register(deploy=True)
def sealing_check(**_: Any) -> list[CheckMessage]:
    """The same for ``manumit manage check --deploy``."""
    return [Warned(str(problem), id=LATE_ID) for problem in sealing_problems()]
