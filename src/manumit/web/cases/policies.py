"""Who stands how to a file and its parts; what that allows is in the kernel's ``grants.yaml``."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone

from manumit.assessment import Age
from manumit.web.cases.models import (
    AccountVersion,
    Bringing,
    Bundle,
    Carried,
    CaseAttachment,
    CaseFile,
    CharacteristicsVersion,
    Decision,
    Draft,
    Employment,
    EvidenceNote,
    EvidenceSet,
    FindingVersion,
    GroupCase,
    GroupMember,
    Identity,
    Import,
    Keeper,
    Mandate,
    Notice,
    Reckoning,
    Referral,
    Takeover,
    WaiverNotice,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import judged

OPEN_TO_RECIPIENT = ("sent", "received", "accepted", "answered")
"""States in which a referral shows its recipient what was passed on, while consent holds."""


class OfFile[Row: Model](Policy[Row]):
    """A file, or what stands in it: by who holds the file, and in which office.

    Attributes:
        path: from the row to the file, as a prefix of conditions; empty for the file itself.
    """

    path: ClassVar[str] = "file__"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By the holders of the file; a mandate and a worker's own account don't exist yet."""
        here = Q(**{f"{self.path}institution": actor.institution})
        office = here & Q(**{f"{self.path}office": actor.office})
        file = OuterRef("pk") if not self.path else OuterRef("file")
        holds = Keeper.objects.filter(file=file, member=actor.person, until=None)
        return {
            Relation.ERASED: Q(**{f"{self.path}subject__erased_at__isnull": False}),
            Relation.OWN: office & Q(Exists(holds)),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }


class FilePolicy(OfFile[CaseFile]):
    """Files."""

    resource = "case_file"
    model = CaseFile
    file = "pk"
    path = ""


class LedgerPolicy(FilePolicy):
    """Who saw a file, and did what with it."""

    resource = "ledger_entries"


class ConsentPolicy(FilePolicy):
    """What the person of a file agreed to."""

    resource = "consent"


class IdentityPolicy(OfFile[Identity]):
    """Who the person of a file is."""

    resource = "person"
    model = Identity
    file = "file"


class DraftPolicy(OfFile[Draft]):
    """Interviews that go on."""

    resource = "evidence"
    model = Draft
    file = "file"


class EvidencePolicy(OfFile[EvidenceSet]):
    """What was said."""

    resource = "evidence"
    model = EvidenceSet
    file = "file"


class FindingPolicy(OfFile[FindingVersion]):
    """What that showed."""

    resource = "finding"
    model = FindingVersion
    file = "file"


class AttachmentPolicy(OfFile[CaseAttachment]):
    """Documents and photographs."""

    resource = "attachment"
    model = CaseAttachment
    file = "file"


class StatementPolicy(OfFile[AccountVersion]):
    """Accounts of work: they tell where somebody worked, and what they got."""

    resource = "statement"
    model = AccountVersion
    file = "file"


class ReckoningPolicy(OfFile[Reckoning]):
    """What accounts came to."""

    resource = "statement"
    model = Reckoning
    file = "file"


class EvidenceNotePolicy(OfFile[EvidenceNote]):
    """Notes that may be shown to a prosecution."""

    resource = "evidence_note"
    model = EvidenceNote
    file = "file"


class BundlePolicy(OfFile[Bundle]):
    """What was put together for a prosecution."""

    resource = "evidence_note"
    model = Bundle
    file = "file"


class EmploymentPolicy(OfFile[Employment]):
    """Where and for whom somebody worked: a statement, as an account of it is."""

    resource = "statement"
    model = Employment
    file = "file"


class CharacteristicsPolicy(OfFile[CharacteristicsVersion]):
    """By what the figures tell people apart: read and recorded like a statement."""

    resource = "statement"
    model = CharacteristicsVersion
    file = "file"


class CarriedPolicy(OfFile[Carried]):
    """What another system had recorded: read and brought in like a statement."""

    resource = "statement"
    model = Carried
    file = "file"


class ImportPolicy(Policy[Import]):
    """Imports: by who made them, in which office and role; what intake brings in stays with it."""

    resource = "import"
    model = Import

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who imported, in which office and role; all of them see sums alone."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office, role=actor.role)
        return {
            Relation.OWN: office & Q(made_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }


class BringingPolicy(Policy[Bringing]):
    """Sheets on their way in: for whoever brought them, in that post, and for nobody else."""

    resource = "import"
    model = Bringing

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who brought it; not even that there is one is known to others."""
        here = Q(institution=actor.institution, office=actor.office, role=actor.role)
        return {Relation.OWN: here & Q(made_by=actor.person)}


class GroupPolicy(Policy[GroupCase]):
    """Group cases: by who holds a file in it; a colleague of the office may let one join.

    No emergency opening reaches one: it is no file of anybody.
    """

    resource = "group_case"
    model = GroupCase

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By the files that are part of it, and the office."""
        office = Q(institution=actor.institution, office=actor.office)
        holds = Keeper.objects.filter(file=OuterRef("file"), member=actor.person, until=None)
        mine = GroupMember.objects.filter(
            Exists(holds), group=OuterRef("pk"), left_at=None, file__subject__erased_at=None
        )
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & Q(Exists(mine)),
            Relation.COLLEAGUE: office & Q(closed=False),
        }


class DecisionPolicy(OfFile[Decision]):
    """What the competent body decided."""

    resource = "decision"
    model = Decision
    file = "file"


class MandatePolicy(OfFile[Mandate]):
    """Who speaks for the person of a file: part of what consent rests on."""

    resource = "consent"
    model = Mandate
    file = "file"


class NoticePolicy[Row: Notice](Policy[Row]):
    """Notices for the data protection officer: read as those of emergency openings are."""

    resource = "break_glass"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who decided, in which office, of which institution."""
        here = Q(institution=actor.institution)
        return {
            Relation.OWN: here & Q(decided_by=actor.person),
            Relation.COLLEAGUE: here & Q(office=actor.office),
            Relation.OTHER_OFFICE: here,
        }


class WaiverPolicy(NoticePolicy[WaiverNotice]):
    """That danger stood in place of consent."""

    model = WaiverNotice


class TakeoverPolicy(NoticePolicy[Takeover]):
    """That a file was taken over."""

    model = Takeover


class ReferralPolicy(Policy[Referral]):
    """Referrals: the sender by its file; the recipient by the office, and only while consent holds.

    Once somebody has taken a person on, their colleagues stand to the referral as to any other file
    of the office.
    """

    resource = "referral"
    model = Referral

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Both sides."""
        sent = Q(sent_by=actor.institution)
        holds = Keeper.objects.filter(file=OuterRef("file"), member=actor.person, until=None)
        office = sent & Q(file__office=actor.office)
        came = Q(sent_to=actor.institution, office=actor.office) & ~Q(state="drafted")
        mine = Q(accepted_by=None) | Q(accepted_by=actor.person) | Q(Exists(_held(actor)))
        shown = Q(state__in=OPEN_TO_RECIPIENT, pk__in=_covered(actor))
        return {
            Relation.ERASED: Q(person__erased_at__isnull=False),
            Relation.OWN: office & Q(Exists(holds)),
            Relation.REFERRED: came & mine & shown,
            Relation.WITHDRAWN: came & ~shown,
            Relation.COLLEAGUE: office | (came & ~mine & shown),
            Relation.OTHER_OFFICE: sent | Q(sent_to=actor.institution),
        }

    def near(self, actor: Actor) -> Sequence[Q]:
        """What an office has sent, and what came to it."""
        return (
            Q(sent_by=actor.institution, file__office=actor.office),
            Q(sent_to=actor.institution, office=actor.office),
        )


class ReferredConsentPolicy(ReferralPolicy):
    """The consent that a referral rests on, as its recipient stands to it."""

    resource = "consent"


def _held(actor: Actor) -> Any:
    """Whether somebody holds the file that was opened from a referral."""
    return Keeper.objects.filter(file__origin=OuterRef("pk"), member=actor.person, until=None)


def _covered(actor: Actor) -> list[uuid.UUID]:
    """Referrals to an office that consent covers now.

    The verdict is that of the consent mechanism and of nothing else: a second copy of its rules as
    a condition of the database could differ from it.
    """
    came = Referral.objects.filter(
        sent_to=actor.institution,
        office=actor.office,
        state__in=OPEN_TO_RECIPIENT,
    ).filter(Q(state="answered") | Q(valid_until__gt=timezone.now()))
    found = list(came.values_list("pk", "person_id", "purpose", "sent_to_id", "file__age"))
    said: dict[uuid.UUID, list[Consent]] = {}
    for row in Consent.objects.filter(subject__in={subject for _, subject, *_ in found}):
        said.setdefault(row.subject, []).append(row)
    return [
        key
        for key, subject, purpose, recipient, age in found
        if judged(said.get(subject, []), purpose, recipient, child=age != Age.ADULT).allowed
    ]


file_policy = FilePolicy()
ledger_policy = LedgerPolicy()
consent_policy = ConsentPolicy()
identity_policy = IdentityPolicy()
draft_policy = DraftPolicy()
evidence_policy = EvidencePolicy()
finding_policy = FindingPolicy()
attachment_policy = AttachmentPolicy()
statement_policy = StatementPolicy()
reckoning_policy = ReckoningPolicy()
evidence_note_policy = EvidenceNotePolicy()
bundle_policy = BundlePolicy()
employment_policy = EmploymentPolicy()
characteristics_policy = CharacteristicsPolicy()
carried_policy = CarriedPolicy()
import_policy = ImportPolicy()
bringing_policy = BringingPolicy()
group_policy = GroupPolicy()
decision_policy = DecisionPolicy()
mandate_policy = MandatePolicy()
waiver_policy = WaiverPolicy()
takeover_policy = TakeoverPolicy()
referral_policy = ReferralPolicy()
referred_consent_policy = ReferredConsentPolicy()


def load_for(actor: Actor | None, policy: Policy[Any], action: str, file_id: uuid.UUID) -> CaseFile:
    """A file that somebody wants to add a part to, where they may.

    Args:
        actor: who.
        policy: of the part.
        action: what makes one, such as ``record``.
        file_id: the file.

    Raises:
        Refused: the file is not for them, or not for this.
    """
    found = file_policy.load(actor, file_id)
    held = frozenset() if actor is None else file_policy.relations_to(actor, found)
    first = next((one for one in Relation if one in held), Relation.OTHER_INSTITUTION)
    policy.check_new(actor, action, first, file_id)
    return found
