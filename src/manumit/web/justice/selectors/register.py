"""The public register: what is in force today, whether or not a sweep ran."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from manumit.web.justice.lists import NO
from manumit.web.justice.models import IdentityCheck, Organisation, Sanction
from manumit.web.justice.policies import sanction_policy
from manumit.web.justice.process import PUBLISHED
from manumit.web.justice.services.records import find_organisation
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One entry as the public sees it.

    Attributes:
        name: of the organisation.
        country: of the register of companies.
        ground: a code of the list ``ground``.
        since, until: first and last day on which it is public.
    """

    name: str
    country: str
    ground: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class LookUpResult:
    """The answer to a look-up.

    Attributes:
        listed: whether there is an entry today.
        grounds: the public reasons of all of them, with their last days.
    """

    listed: bool
    grounds: tuple[tuple[str, dt.date], ...]


def _current(organisation: Organisation | None = None) -> list[Sanction]:
    """Published, begun, not over, not erased, and by the last check telling of no worker.

    The days and the check are asked, and not only the state: a check can follow the publication.
    """
    day = today()
    rows = Sanction.objects.filter(
        state=PUBLISHED,
        public_from__lte=day,
        public_until__gte=day,
        decided_on__isnull=False,
        heard_on__isnull=False,
        subject__erased_at=None,
    ).select_related("organisation")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    found = list(rows.order_by("-public_from", "pk"))
    checks = IdentityCheck.objects.filter(sanction__in=found)
    last = checks.order_by("sanction", "-made_at").distinct("sanction")
    silent = {one.sanction_id for one in last if one.says() == NO}
    return [row for row in found if row.pk in silent]


def current_entries() -> list[RegisterEntry]:
    """Current entries for anybody, by the day from which they are public and then by name.

    No account is asked for, and nothing is written down about who reads: it is the public register.

    Raises:
        InputError: V101 to V107, V201.
    """
    rows = _current()
    keys = subject_keys(row.subject_id for row in rows) if rows else {}
    found = [_entry(row, open_text(row, "name", key=keys.get(row.subject_id))) for row in rows]
    return sorted(found, key=lambda one: (-one.since.toordinal(), one.name))


def _entry(row: Sanction, name: str | None) -> RegisterEntry:
    assert row.public_from is not None  # noqa: S101 - the query asks for it
    assert row.public_until is not None  # noqa: S101 - the same
    return RegisterEntry(
        name or "", row.organisation.country, row.ground, row.public_from, row.public_until
    )


@transaction.atomic
def look_up(actor: Actor | None, country: str, number: str) -> LookUpResult:
    """Return whether an organisation is on the register today, and the public reason.

    Args:
        actor: who asks, as a procurement office does.
        country: of the register of companies, in two capitals.
        number: in that register.

    Raises:
        Refused: the role looks nothing up.
        InputError: J103; V101 to V106.
    """
    sanction_policy.check_new(actor, "look_up")
    who = require_actor(actor, "sanction", "look_up")
    record_act(who, "search", "sanction", None, purpose="look_up")
    organisation = find_organisation(country, number)
    rows = [] if organisation is None else _current(organisation)
    grounds = tuple((row.ground, row.public_until) for row in rows if row.public_until is not None)
    return LookUpResult(bool(grounds), grounds)
