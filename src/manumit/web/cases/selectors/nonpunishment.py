"""Read non-punishment checks, and what is missing before one can be sent."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.disclosures import chosen_finding
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import finding_policy, load_for
from manumit.web.cases.services.protection import GROUNDS
from manumit.web.cases.signs import signs_of
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.selectors import CheckLine, checks_of_person
from manumit.web.justice.services.passing import offices_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import check_column_visible
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import ConsentVerdict, evaluate_consent
from manumit.web.kernel.days import earliest_day

_SEND = "send"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProsecutionOffice:
    """An office that can receive a check, and the person's consent towards it.

    Attributes:
        names, office_names: by language.
        verdict: whether the person agrees to a check there now, and why (not).
        advised_by: the last day of advice that this yes comes after (R-50); None without a yes.
    """

    office: uuid.UUID
    institution: uuid.UUID
    names: Mapping[str, str]
    office_names: Mapping[str, str]
    verdict: ConsentVerdict
    advised_by: dt.date | None


@dataclass(frozen=True, slots=True)
class CheckReadiness:
    """What is there for a check, and what is missing.

    Attributes:
        missing: codes of what prevents any check: ``not_presumed``, ``no_finding``,
            ``no_prosecution``.
        anew: whether the person's own yes is needed even if proceedings exist (R-52).
        prosecutions: offices of prosecutions.
    """

    missing: tuple[str, ...]
    anew: bool
    prosecutions: tuple[ProsecutionOffice, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PassableSigns:
    """Signs of the latest finding that may be passed on; its ``repr`` hides them."""

    list_id: str
    codes: tuple[str, ...]


def checks(actor: Actor | None, file_id: uuid.UUID) -> list[CheckLine]:
    """Return the person's checks, latest first, for a member who may send one.

    Raises:
        Refused: the actor may not do this.
    """
    row = load_for(actor, non_punishment_policy, _SEND, file_id)
    return checks_of_person(actor, row.subject_id)


@transaction.atomic
def ready_for_check(actor: Actor | None, file_id: uuid.UUID) -> CheckReadiness:
    """Return what prevents a check, before one is written; opens nothing sealed.

    Raises:
        Refused: the actor may not do this.
    """
    file = load_for(actor, non_punishment_policy, _SEND, file_id)
    who = acting(actor, non_punishment_policy.resource, _SEND)
    prosecutions = tuple(_prosecutions(who, file))
    found = {
        "not_presumed": file.state not in GROUNDS,
        "no_finding": chosen_finding(file, None) is None,
        "no_prosecution": not prosecutions,
    }
    missing = tuple(code for code, stands_in_the_way in found.items() if stands_in_the_way)
    return CheckReadiness(missing, consent_withdrawn(file), prosecutions)


def _prosecutions(who: Actor, file: CaseFile) -> Iterator[ProsecutionOffice]:
    answers = list(Consent.objects.filter(subject=file.subject_id))
    recorded = {one.pk: one.recorded_at for one in answers}
    offices = offices_for(non_punishment_policy.resource, who.institution)
    for office in offices.select_related("institution"):
        to, child = office.institution, file.counts_as_child
        verdict = evaluate_consent(answers, CHECK_PURPOSE, to.pk, child=child)
        at = recorded[verdict.consent] if verdict.allowed and verdict.consent else None
        advised_by = None if at is None else earliest_day(at) - _DAY
        yield ProsecutionOffice(office.pk, to.pk, to.names, office.names, verdict, advised_by)


@transaction.atomic
def signs_for_check(actor: Actor | None, file_id: uuid.UUID) -> PassableSigns:
    """Return signs of the latest finding, except those that reveal residence status (R-34).

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    file = load_for(actor, non_punishment_policy, _SEND, file_id)
    who = acting(actor, finding_policy.resource, SEE)
    row = chosen_finding(file, None)
    if row is None:
        return PassableSigns("", ())
    check_column_visible(who, finding_policy, row, "content")
    tell(who, "read_statement", finding_policy.resource, row.pk, purpose=_SEND)
    return PassableSigns(row.list_id, signs_of(row))
