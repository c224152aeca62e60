"""Kinds of record that end, of rooms below that do not say it themselves, and of others' apps."""

from allauth.usersessions.models import UserSession
from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Greatest

from manumit.web.cases.models import (
    AccountVersion,
    Bundle,
    CaseAttachment,
    CaseFile,
    CharacteristicsVersion,
    Closing,
    Custody,
    Draft,
    Employment,
    EvidenceNote,
    EvidenceSet,
    FactTaking,
    FindingVersion,
    GroupCase,
    GroupFact,
    GroupMember,
    Keeper,
    Reckoning,
    Weighing,
)
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.institutions.models import Invitation
from manumit.web.kernel.keeping import Kept, keep
from manumit.web.kernel.process.models import Move


def keep_all() -> None:
    """Makes them known."""
    keep(
        Kept("case_file", case_files, "worked_on", "subject_id", "institution_id"),
        Kept("group_case", groups, "worked_on", "subject_id", "institution_id"),
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
            _latest(AccountVersion, "made_at"),
            _latest(Reckoning, "made_at"),
            _latest(Weighing, "made_at"),
            _latest(Keeper, "since"),
            _latest(Employment, "made_at"),
            _latest(CharacteristicsVersion, "made_at"),
            _latest(FactTaking, "made_at"),
            _latest(EvidenceNote, "made_at"),
            _latest(Bundle, "made_at"),
            _latest(Custody, "done_at", "bundle__file"),
            _latest(Closing, "closed_at"),
            _latest(Closing, "reopened_at"),
        )
    )


def groups() -> QuerySet[GroupCase]:
    """Every group case with the moment when somebody last worked on it, or a file was part of it.

    A member is none any more once they are erased, so that a group outlives no file by much.
    """
    alive = GroupMember.objects.filter(
        group=OuterRef("pk"), left_at=None, file__subject__erased_at=None
    )
    return GroupCase.objects.annotate(
        worked_on=Case(
            When(Exists(alive), then=None),
            default=Greatest(
                "opened_at",
                _latest(GroupFact, "made_at", "group"),
                _latest(GroupMember, "left_at", "group"),
            ),
            output_field=DateTimeField(),
        )
    )


def _latest(model: type[Model], moment: str, of: str = "file") -> Subquery:
    every = model._default_manager  # noqa: SLF001 - documented by Django
    rows = every.filter(**{of: OuterRef("pk"), f"{moment}__isnull": False})
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
