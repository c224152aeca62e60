"""Checks that the person of a file is not punished, and what has to be there before one goes."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile
from manumit.web.cases.passing import finding_of
from manumit.web.cases.policies import finding_policy, load_for
from manumit.web.cases.services.protection import GROUNDS
from manumit.web.cases.signs import signs_of
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.selectors import CheckLine, checks_of
from manumit.web.justice.services.passing import offices_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.telling import check_sealed
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import Verdict, judged
from manumit.web.kernel.days import earliest_day

_SEND = "send"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Prosecution:
    """An office to which a check can be sent, and what the person said towards it.

    Attributes:
        names, office_names: by language.
        verdict: whether the person agrees to a check there now, and why (not).
        advised_by: the last day of advice that this yes comes after (R-50); None without a yes.
    """

    office: uuid.UUID
    institution: uuid.UUID
    names: Mapping[str, str]
    office_names: Mapping[str, str]
    verdict: Verdict
    advised_by: dt.date | None


@dataclass(frozen=True, slots=True)
class Ready:
    """What there is for a check, and what is missing.

    Attributes:
        missing: codes of what stands in the way of any check: ``not_presumed``, ``no_finding``,
            ``no_prosecution``.
        anew: whether the person's own yes is needed where proceedings exist, too (R-52).
        prosecutions: offices of prosecutions.
    """

    missing: tuple[str, ...]
    anew: bool
    prosecutions: tuple[Prosecution, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Signs:
    """Signs of the latest finding that may be passed on; its ``repr`` shows nothing."""

    list_id: str
    codes: tuple[str, ...]


def checks(actor: Actor | None, file_id: uuid.UUID) -> list[CheckLine]:
    """Those of the person of a file, latest first, for whoever may send one.

    Raises:
        Refused: not for this actor.
    """
    row = load_for(actor, non_punishment_policy, _SEND, file_id)
    return checks_of(actor, row.subject_id)


@transaction.atomic
def ready_for_check(actor: Actor | None, file_id: uuid.UUID) -> Ready:
    """What stands in the way of a check, before anybody writes one; nothing sealed is opened.

    Raises:
        Refused: not for this actor.
    """
    file = load_for(actor, non_punishment_policy, _SEND, file_id)
    who = acting(actor, non_punishment_policy.resource, _SEND)
    prosecutions = tuple(_prosecutions(who, file))
    found = {
        "not_presumed": file.state not in GROUNDS,
        "no_finding": finding_of(file, None) is None,
        "no_prosecution": not prosecutions,
    }
    missing = tuple(code for code, stands_in_the_way in found.items() if stands_in_the_way)
    return Ready(missing, consent_withdrawn(file), prosecutions)


def _prosecutions(who: Actor, file: CaseFile) -> Iterator[Prosecution]:
    said = list(Consent.objects.filter(subject=file.subject_id))
    recorded = {one.pk: one.recorded_at for one in said}
    offices = offices_for(non_punishment_policy.resource, who.institution)
    for office in offices.select_related("institution"):
        to, child = office.institution, file.counts_as_child
        verdict = judged(said, CHECK_PURPOSE, to.pk, child=child)
        at = recorded[verdict.consent] if verdict.allowed and verdict.consent else None
        advised_by = None if at is None else earliest_day(at) - _DAY
        yield Prosecution(office.pk, to.pk, to.names, office.names, verdict, advised_by)


@transaction.atomic
def signs_for_check(actor: Actor | None, file_id: uuid.UUID) -> Signs:
    """Signs of the latest finding, opened; none that reveals the right to stay (R-34).

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    file = load_for(actor, non_punishment_policy, _SEND, file_id)
    who = acting(actor, finding_policy.resource, SEE)
    row = finding_of(file, None)
    if row is None:
        return Signs("", ())
    check_sealed(who, finding_policy, row, "content")
    tell(who, "read_statement", finding_policy.resource, row.pk, purpose=_SEND)
    return Signs(row.list_id, signs_of(row))
