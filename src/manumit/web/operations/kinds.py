"""Kinds of record that end, of rooms below that do not say it themselves, and of others' apps."""

from allauth.usersessions.models import UserSession
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from manumit.web.cases.file_parts import records_of_work
from manumit.web.cases.models import (
    AccountVersion,
    CaseAttachment,
    CaseFile,
    CaseHolder,
    CharacteristicsVersion,
    Closing,
    Draft,
    Employment,
    EvidenceSet,
    FindingVersion,
    Reckoning,
    SignReview,
)
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.institutions.models import Invitation
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.retention import RetentionKind, latest_moment, register_retention


def register_all() -> None:
    """Makes them known."""
    register_retention(
        RetentionKind("case_file", case_files, "worked_on", "subject_id", "institution_id"),
        RetentionKind("invitation", Invitation.objects.all, "expires_at"),
        RetentionKind("session", UserSession.objects.all, "last_seen_at"),
    )


def case_files() -> QuerySet[CaseFile]:
    """Every file of a person with the moment when somebody last worked on it."""
    moves = Move.objects.filter(resource=PERSON_AS_VICTIM.resource, row=OuterRef("pk"))
    return CaseFile.objects.annotate(
        worked_on=Greatest(  # PostgreSQL's passes over what is null
            "opened_at",
            Subquery(moves.order_by("-at").values("at")[:1]),
            latest_moment(Draft, "taken_up_at"),
            latest_moment(EvidenceSet, "made_at"),
            latest_moment(FindingVersion, "made_at"),
            latest_moment(CaseAttachment, "made_at"),
            latest_moment(AccountVersion, "made_at"),
            latest_moment(Reckoning, "made_at"),
            latest_moment(SignReview, "made_at"),
            latest_moment(CaseHolder, "since"),
            latest_moment(Employment, "made_at"),
            latest_moment(CharacteristicsVersion, "made_at"),
            latest_moment(Closing, "closed_at"),
            latest_moment(Closing, "reopened_at"),
            *(latest_moment(one.model, one.worked, one.file) for one in records_of_work()),
        )
    )
