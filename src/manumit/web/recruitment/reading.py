"""Applications and licences as a member sees them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.recruitment import law
from manumit.web.recruitment.bond import BondStanding, bond_standing
from manumit.web.recruitment.content import AgencyContent, content_from_text
from manumit.web.recruitment.law import application_policy
from manumit.web.recruitment.lists import licensing_rules
from manumit.web.recruitment.models import (
    BondMovement,
    LicenceApplication,
    LicenceAssessment,
    RecruiterLicence,
)
from manumit.web.recruitment.process import APPLICATION, LICENCE, OPEN, refused_by
from manumit.web.recruitment.reappearance import SharedWith, shared_with


@dataclass(frozen=True, slots=True)
class ShownApplication:
    """One application; its ``repr`` hides the content.

    Attributes:
        shared: applicants that were refused, suspended or revoked that share something with it.
        assessments: the one that counts first.
        moves: steps of the application and of its licence, oldest first.
        steps, licence_steps: those that the reader may take now.
        changes: whether the reader may change it; ``open``: whether it is still to be decided.
        assesses, hears: whether the reader may assess it, or set a hearing.
    """

    row: LicenceApplication
    content: AgencyContent = field(repr=False)
    conditions: str = field(repr=False)
    shared: Sequence[SharedWith] = field(repr=False)
    assessments: Sequence[LicenceAssessment]
    movements: Sequence[BondMovement]
    bond: BondStanding
    licence: RecruiterLicence | None
    moves: Sequence[Move]
    steps: Sequence[str]
    licence_steps: Sequence[str]
    changes: bool
    open: bool
    assesses: bool
    hears: bool

    @property
    def results(self) -> Mapping[str, str]:
        """Return the results that count, in the order of the rules; empty without assessment."""
        found = self.assessments[0].results if self.assessments else {}
        order = list(licensing_rules().points)
        # The database keeps no order; a standard of earlier rules comes last.
        known = {one: found[one] for one in order if one in found}
        return {**known, **found}


@transaction.atomic
def application(actor: Actor | None, key: uuid.UUID) -> ShownApplication:
    """Return one application with its licence; the ledger has it.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201.
    """
    row, held = application_policy.load_held(actor, key)
    who = require_actor(actor, application_policy.resource, SEE)
    record_act(who, "read_file", application_policy.resource, row.pk, purpose=SEE)
    sealed = subject_key(row.subject_id)
    content = content_from_text(open_text(row, "content", key=sealed) or "{}")
    licence = RecruiterLicence.objects.filter(application=row).first()
    may = bool(held & grants().of(who.role, application_policy.resource, "change").keys())
    goes_on = may and not refused_by(row.pk, who.person)
    rows = [row.pk] if licence is None else [row.pk, licence.pk]
    resources = (APPLICATION.resource, LICENCE.resource)
    movements = list(row.movements.order_by("day", "made_at"))
    return ShownApplication(
        row=row,
        content=content,
        conditions=open_text(row, "conditions", key=sealed) or "",
        shared=shared_with(who, row, content),
        assessments=list(row.assessments.order_by("-made_at", "-pk")),
        movements=movements,
        bond=bond_standing(movements, today()),
        licence=licence,
        moves=list(Move.objects.filter(resource__in=resources, row__in=rows).order_by("at")),
        steps=_steps(APPLICATION, row.state, who) if may else (),
        licence_steps=_steps(LICENCE, licence.state, who) if may and licence else (),
        changes=may,
        open=row.state in OPEN,
        assesses=goes_on and row.state in law.ASSESS.states,
        hears=goes_on and row.state in law.HEAR.states,
    )


def _steps(process: Process, state: str, who: Actor) -> list[str]:
    return [one.name for one in process.leaving(state) if who.role in one.roles]
