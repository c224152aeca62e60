"""Relations of actors to files and their parts; the kernel's ``grants.yaml`` lists the rights."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils import timezone

from manumit.assessment import Age
from manumit.web.cases.models import (
    AccountVersion,
    CaseAttachment,
    CaseFile,
    CaseHolder,
    CharacteristicsVersion,
    Decision,
    Draft,
    Employment,
    EvidenceSet,
    FindingVersion,
    Identity,
    Mandate,
    Notice,
    Reckoning,
    Referral,
    Takeover,
    WaiverNotice,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.kernel.consent.conditions import consented

OPEN_TO_RECIPIENT = ("sent", "received", "accepted", "answered")
"""States in which a referral shows its recipient what was passed on, while consent holds."""


class FilePartPolicy[Row: Model](Policy[Row]):
    """A file or a part of it: relations follow from its holders and its office.

    Attributes:
        path: from the row to the file, as a prefix of conditions; empty for the file itself.
    """

    path: ClassVar[str] = "file__"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by the file's holders; mandates and workers' access don't exist yet."""
        here = Q(**{f"{self.path}institution": actor.institution})
        office = here & Q(**{f"{self.path}office": actor.office})
        file = OuterRef("pk") if not self.path else OuterRef("file")
        holds = CaseHolder.objects.filter(file=file, member=actor.person, until=None)
        return {
            Relation.ERASED: Q(**{f"{self.path}subject__erased_at__isnull": False}),
            Relation.OWN: office & Q(Exists(holds)),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here,
        }


class FilePolicy(FilePartPolicy[CaseFile]):
    """Files."""

    resource = "case_file"
    model = CaseFile
    file = "pk"
    path = ""


class LedgerPolicy(FilePolicy):
    """The access log of a file."""

    resource = "ledger_entries"


class ConsentPolicy(FilePolicy):
    """Consents of the person."""

    resource = "consent"


class IdentityPolicy(FilePartPolicy[Identity]):
    """The identity of the person."""

    resource = "person"
    model = Identity
    file = "file"


class DraftPolicy(FilePartPolicy[Draft]):
    """Interviews in progress."""

    resource = "evidence"
    model = Draft
    file = "file"


class EvidencePolicy(FilePartPolicy[EvidenceSet]):
    """Evidence of interviews."""

    resource = "evidence"
    model = EvidenceSet
    file = "file"


class FindingPolicy(FilePartPolicy[FindingVersion]):
    """Findings from evidence."""

    resource = "finding"
    model = FindingVersion
    file = "file"


class AttachmentPolicy(FilePartPolicy[CaseAttachment]):
    """Documents and photographs."""

    resource = "attachment"
    model = CaseAttachment
    file = "file"


class WageAccountPolicy(FilePartPolicy[AccountVersion]):
    """Wage accounts: they tell where a person worked and what they were paid."""

    resource = "statement"
    model = AccountVersion
    file = "file"


class ReckoningPolicy(FilePartPolicy[Reckoning]):
    """Results of wage accounts."""

    resource = "statement"
    model = Reckoning
    file = "file"


class EmploymentPolicy(FilePartPolicy[Employment]):
    """Employments: read and recorded like a statement."""

    resource = "statement"
    model = Employment
    file = "file"


class CharacteristicsPolicy(FilePartPolicy[CharacteristicsVersion]):
    """Breakdown attributes for statistics: read and recorded like a statement."""

    resource = "statement"
    model = CharacteristicsVersion
    file = "file"


class DecisionPolicy(FilePartPolicy[Decision]):
    """Decisions of the competent body."""

    resource = "decision"
    model = Decision
    file = "file"


class MandatePolicy(FilePartPolicy[Mandate]):
    """Mandates of representatives: part of what consent is based on."""

    resource = "consent"
    model = Mandate
    file = "file"


class NoticePolicy[Row: Notice](Policy[Row]):
    """Notices for the data protection officer, readable like those of emergency openings."""

    resource = "break_glass"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by the member who decided, their office and institution."""
        return office_relations(actor, Q(decided_by=actor.person))


class WaiverPolicy(NoticePolicy[WaiverNotice]):
    """Notices that danger replaced consent."""

    model = WaiverNotice


class TakeoverPolicy(NoticePolicy[Takeover]):
    """Notices that a file was taken over."""

    model = Takeover


class ReferralPolicy(Policy[Referral]):
    """Referrals: the sender by its file; the recipient's office only while consent is valid.

    Once a referral is accepted, the colleagues' relation to it is that to any other file of the
    office.
    """

    resource = "referral"
    model = Referral

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations of both sides."""
        sent = Q(sent_by=actor.institution)
        holds = CaseHolder.objects.filter(file=OuterRef("file"), member=actor.person, until=None)
        office = sent & Q(file__office=actor.office)
        came = Q(sent_to=actor.institution, office=actor.office) & ~Q(state="drafted")
        mine = Q(accepted_by=None) | Q(accepted_by=actor.person) | Q(Exists(_held(actor)))
        shown = _shown(actor)
        return {
            Relation.ERASED: Q(person__erased_at__isnull=False),
            Relation.OWN: office & Q(Exists(holds)),
            Relation.REFERRED: came & mine & shown,
            Relation.WITHDRAWN: came,
            Relation.COLLEAGUE: office | (came & ~mine & shown),
            Relation.OTHER_OFFICE: sent | Q(sent_to=actor.institution),
        }

    def near(self, actor: Actor) -> Sequence[Q]:
        """Return conditions for referrals that an office sent or received."""
        return (
            Q(sent_by=actor.institution, file__office=actor.office),
            Q(sent_to=actor.institution, office=actor.office),
        )


class ReferredConsentPolicy(ReferralPolicy):
    """The consent that a referral is based on, for the referral's recipient."""

    resource = "consent"


def _held(actor: Actor) -> Any:
    """Return whether somebody holds the file that was opened from a referral."""
    return CaseHolder.objects.filter(file__origin=OuterRef("pk"), member=actor.person, until=None)


def _shown(actor: Actor) -> Q:
    """Return the condition that a referral is open to its recipient and covered by consent now."""
    in_time = Q(state="answered") | Q(valid_until__gt=timezone.now())
    covered = consented(
        subject="person",
        purpose=F("purpose"),
        recipient=actor.institution,
        adult=Q(file__age=Age.ADULT),
    )
    return Q(state__in=OPEN_TO_RECIPIENT) & in_time & covered


file_policy = FilePolicy()
ledger_policy = LedgerPolicy()
consent_policy = ConsentPolicy()
identity_policy = IdentityPolicy()
draft_policy = DraftPolicy()
evidence_policy = EvidencePolicy()
finding_policy = FindingPolicy()
attachment_policy = AttachmentPolicy()
statement_policy = WageAccountPolicy()
reckoning_policy = ReckoningPolicy()
employment_policy = EmploymentPolicy()
characteristics_policy = CharacteristicsPolicy()
decision_policy = DecisionPolicy()
mandate_policy = MandatePolicy()
waiver_policy = WaiverPolicy()
takeover_policy = TakeoverPolicy()
referral_policy = ReferralPolicy()
referred_consent_policy = ReferredConsentPolicy()


def load_for(actor: Actor | None, policy: Policy[Any], action: str, file_id: uuid.UUID) -> CaseFile:
    """Return the file that the actor wants to add a part to, or refuse.

    Args:
        actor: the member who acts.
        policy: of the part.
        action: what makes one, such as ``record``.
        file_id: the file.

    Raises:
        Refused: the file is not for them, or not for this.
    """
    found, held = file_policy.load_held(actor, file_id)
    first = next((one for one in Relation if one in held), Relation.OTHER_INSTITUTION)
    policy.check_new(actor, action, first, file_id)
    return found
