"""What acts of the rooms below always leave, so that ``manumit ledger verify`` can ask for it.

Listed is only what holds for every act that ends. Who says again how old somebody is, for example,
has done something and changed nothing: such an act is not here.
"""

from manumit.web.cases.models import (
    AccountVersion,
    CaseAttachment,
    CaseFile,
    CharacteristicsVersion,
    Decision,
    Draft,
    Employment,
    EvidenceSet,
    FindingVersion,
    Identity,
    IdentityValue,
    Mandate,
    Reckoning,
    Referral,
    ReferralReport,
    SignReview,
)
from manumit.web.federation.models import Peer, PeerKeys
from manumit.web.justice.models import (
    Charge,
    Evidence,
    Hearing,
    IdentityCheck,
    NonPunishment,
    Penalty,
    Proceeding,
    RecordDisclosure,
    Sanction,
    Sentence,
    StepDate,
    Verdict,
)
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.traces import TraceRule, register_traces
from manumit.web.kernel.process.declared import declared_processes
from manumit.web.kernel.process.models import Move
from manumit.web.protection.due import KIND as FOLLOW_UP_DUE
from manumit.web.protection.models import (
    FollowUp,
    FollowUpDue,
    Need,
    NoteRelease,
    PlanService,
    ReflectionPeriod,
    SupportNote,
    SupportPlan,
)
from manumit.web.reassignment.models import Assignment
from manumit.web.registers.models import (
    Link,
    Merge,
    Organisation,
    Workplace,
    WorkplaceMerge,
)
from manumit.web.remedies.due import KIND as CLAIM_DUE
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    ClaimTotal,
    ContactDue,
    Payment,
    PaymentContact,
    RemedyOrder,
    Submission,
)
from manumit.web.statistics.models import Outcomes, Release
from manumit.web.worker_access.models import (
    AccessSlip,
    AssistedSession,
    SafetyAssessment,
    WorkerStatement,
)
from manumit.web.workplaces.models import NearMatch

ERASE = frozenset({"erase"})
"""Names a person, by whichever kind of record it is known."""
CONSENTS = ("given", "refused", "not_required", "withdrawn")


_STATEMENTS = (
    AccountVersion,
    CharacteristicsVersion,
    Reckoning,
    SignReview,
    Employment,
)


def register_all() -> None:
    """Makes them known."""
    register_traces(
        TraceRule("case_file", (CaseFile,), ERASE, {"create": (CaseFile,)}),
        TraceRule(
            "person",
            (Identity,),
            ERASE,
            {"change": (IdentityValue,), "resolve_conflict": (IdentityValue,)},
        ),
        TraceRule(
            "evidence",
            (Draft, EvidenceSet),
            leaving={"create": (Draft, EvidenceSet), "change": (Draft,)},
        ),
        TraceRule("finding", (FindingVersion,), leaving={"create": (FindingVersion,)}),
        TraceRule("decision", (Decision,)),
        TraceRule(
            "attachment",
            (CaseAttachment,),
            leaving=dict.fromkeys(("attach", "withdraw_attachment"), (CaseAttachment,)),
        ),
        TraceRule(
            "statement",
            _STATEMENTS,
            leaving={
                "create": _STATEMENTS,
                "withdraw_statement": (AccountVersion,),
            },
        ),
        TraceRule(
            "claim",
            (Claim,),
            ERASE,
            {
                "create": (Claim,),
                "change": (Claim, ClaimItem, ClaimFact, ClaimMandate, ClaimTotal),
                "disclose": (Submission,),
                "assign": (Claim,),
            },
        ),
        TraceRule("claim_order", (RemedyOrder,), leaving={"create": (RemedyOrder,)}),
        TraceRule("claim_payment", (Payment,), leaving={"create": (Payment,)}),
        TraceRule("claim_contact", (PaymentContact,), leaving={"create": (PaymentContact,)}),
        TraceRule("outcomes", (Outcomes,), leaving={"create": (Outcomes,), "change": (Outcomes,)}),
        TraceRule("release", (Release,), leaving={"create": (Release,)}),
        TraceRule(CLAIM_DUE, (ContactDue,), leaving={"create": (ContactDue,)}),
        TraceRule("reflection", (ReflectionPeriod,), ERASE, {"create": (ReflectionPeriod,)}),
        TraceRule(
            "support_plan",
            (SupportPlan,),
            ERASE,
            {
                "create": (SupportPlan,),
                "change": (Need, PlanService, FollowUp, SupportPlan),
                "assign": (SupportPlan,),
            },
        ),
        TraceRule(
            "support_note",
            leaving={"create": (SupportNote, NoteRelease)},
        ),
        TraceRule(FOLLOW_UP_DUE, (FollowUpDue,), leaving={"create": (FollowUpDue,)}),
        TraceRule(
            "proceeding",
            (Proceeding,),
            ERASE,
            {
                "create": (Proceeding,),
                "change": (Charge, Evidence, Hearing, Verdict, Sentence, StepDate),
                "disclose": (RecordDisclosure,),
            },
        ),
        TraceRule(
            "penalty",
            (Penalty,),
            ERASE,
            {"create": (Penalty,), "change": (StepDate,), "disclose": (RecordDisclosure,)},
        ),
        TraceRule(
            "sanction",
            (Sanction,),
            ERASE,
            {
                "create": (Sanction,),
                "change": (Sanction, IdentityCheck, StepDate),
                "disclose": (RecordDisclosure,),
            },
        ),
        TraceRule(
            "non_punishment",
            (NonPunishment,),
            ERASE,
            {"create": (NonPunishment,), "change": (StepDate,)},
        ),
        TraceRule(
            "organisation",
            (Organisation,),
            ERASE,
            {"create": (Organisation,), "change": (Organisation, Link, Merge)},
        ),
        TraceRule(
            "workplace",
            (Workplace,),
            ERASE,
            {"create": (Workplace,), "change": (Workplace, WorkplaceMerge, NearMatch)},
        ),
        # Of these an act names the file; a step names the slip or the session that it moves.
        TraceRule(
            "worker_access",
            (CaseFile, AccessSlip),
            leaving={"create": (SafetyAssessment, AccessSlip)},
        ),
        TraceRule(
            "worker_session", (CaseFile, AssistedSession), leaving={"create": (AssistedSession,)}
        ),
        TraceRule("worker_statement", (CaseFile,), leaving={"create": (WorkerStatement,)}),
        # The code for danger that is given again leaves nothing while its notice is unread.
        TraceRule("emergency_code", (CaseFile,)),
        TraceRule(
            "assignment",
            (Assignment,),
            leaving={"create": (Assignment,)},
        ),
        TraceRule("peer", (Peer,), leaving={"create": (Peer, PeerKeys), "rotate_key": (PeerKeys,)}),
        TraceRule(
            "referral",
            (Referral,),
            leaving={"create": (Referral,), "change": (ReferralReport,)},
        ),
        # Of consent, an act names the person; of a mandate, the mandate.
        TraceRule(
            "consent",
            leaving={"create": (Mandate,), "change": (Mandate,)}
            | {f"consent_{status}": (Consent,) for status in CONSENTS},
        ),
        *(
            TraceRule(process.resource, leaving={step.act: (Move,) for step in process.transitions})
            for process in declared_processes()
        ),
    )
