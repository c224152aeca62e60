"""Kinds of record that end, of rooms below that do not say it themselves, and of others' apps."""

from allauth.usersessions.models import UserSession
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.cases.models import (
    CaseAttachment,
    CaseFile,
    Draft,
    EvidenceSet,
    FindingVersion,
    Keeper,
)
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.institutions.models import Invitation
from manumit.web.kernel.keeping import Kept, keep
from manumit.web.kernel.process.models import Move


def keep_all() -> None:
    """Makes them known."""
    keep(
        Kept("case_file", case_files, "worked_on", "subject_id", "institution_id"),
        Kept("invitation", Invitation.objects.all, "expires_at"),
        Kept("session", UserSession.objects.all, "last_seen_at"),
    )


def case_files() -> QuerySet[CaseFile]:
    """Every file of a person with the moment when somebody last worked on it."""
    moves = Move.objects.filter(resource=PERSON_AS_VICTIM.resource, row=OuterRef("pk"))
    return CaseFile.objects.annotate(
        worked_on=Greatest(  # PostgreSQL's passes over what is null
            "opened_at",
            Subquery(moves.order_by("-at").values("at")[:1]),
            _latest(Draft, "taken_up_at"),
            _latest(EvidenceSet, "made_at"),
            _latest(FindingVersion, "made_at"),
            _latest(CaseAttachment, "made_at"),
            _latest(Keeper, "since"),
        )
    )


def _latest(model: type[Model], moment: str) -> Subquery:
    rows = model._default_manager.filter(file=OuterRef("pk"))  # noqa: SLF001 - documented by Django
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
