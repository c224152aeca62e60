"""What acts of the rooms below always leave, so that ``manumit ledger verify`` can ask for it.

Listed is only what holds for every act that ends. Who says again how old somebody is, for example,
has done something and changed nothing: such an act is not here.
"""

from manumit.web.assignments.models import Assignment
from manumit.web.between.models import Peer, PeerKeys
from manumit.web.cases.models import (
    AccountVersion,
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
    FactTaking,
    FindingVersion,
    GroupCase,
    GroupFact,
    Identity,
    IdentityValue,
    Import,
    Mandate,
    Reckoning,
    Referral,
    ReferralReport,
    Weighing,
)
from manumit.web.justice.models import (
    Charge,
    Dated,
    Evidence,
    Hearing,
    IdentityCheck,
    NonPunishment,
    Passed,
    Penalty,
    Proceeding,
    Sanction,
    Sentence,
    Verdict,
)
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.traces import Told, tells
from manumit.web.kernel.process.declared import declared
from manumit.web.kernel.process.models import Move
from manumit.web.own.models import Access, Assessment, OwnSession, OwnStatement
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
from manumit.web.registers.models import Link, Merge, Organisation, Workplace
from manumit.web.remedies.due import KIND as CLAIM_DUE
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    Contact,
    Due,
    Order,
    Payment,
    Submission,
    Total,
)
from manumit.web.statistics.models import Outcomes, Release

ERASE = frozenset({"erase"})
"""Names a person, by whichever kind of record it is told."""
CONSENTS = ("given", "refused", "not_required", "withdrawn")


_STATEMENTS = (
    AccountVersion, CharacteristicsVersion, Reckoning, Weighing, Employment, FactTaking, Carried,
)  # fmt: skip


def tell_all() -> None:
    """Makes them known."""
    tells(
        Told("case_file", (CaseFile,), ERASE, {"create": (CaseFile,)}),
        Told(
            "person",
            (Identity,),
            ERASE,
            {"change": (IdentityValue,), "resolve_conflict": (IdentityValue,)},
        ),
        Told(
            "evidence",
            (Draft, EvidenceSet),
            leaving={"create": (Draft, EvidenceSet), "change": (Draft,)},
        ),
        Told("finding", (FindingVersion,), leaving={"create": (FindingVersion,)}),
        Told("decision", (Decision,)),
        Told(
            "attachment",
            (CaseAttachment,),
            leaving=dict.fromkeys(("attach", "withdraw_attachment"), (CaseAttachment,)),
        ),
        Told(
            "statement",
            _STATEMENTS,
            leaving={
                "create": _STATEMENTS,
                "withdraw_statement": (AccountVersion,),
            },
        ),
        Told(
            "group_case",
            (GroupCase, GroupFact),
            ERASE,
            {"create": (GroupCase, GroupFact)},
        ),
        Told(
            "claim",
            (Claim,),
            ERASE,
            {
                "create": (Claim,),
                "change": (Claim, ClaimItem, ClaimFact, ClaimMandate, Total),
                "disclose": (Submission,),
                "assign": (Claim,),
            },
        ),
        Told("claim_order", (Order,), leaving={"create": (Order,)}),
        Told("claim_payment", (Payment,), leaving={"create": (Payment,)}),
        Told("claim_contact", (Contact,), leaving={"create": (Contact,)}),
        Told("import", (Import,), leaving={"create": (Import,)}),
        Told("outcomes", (Outcomes,), leaving={"create": (Outcomes,), "change": (Outcomes,)}),
        Told("release", (Release,), leaving={"create": (Release,)}),
        Told(CLAIM_DUE, (Due,), leaving={"create": (Due,)}),
        Told("reflection", (ReflectionPeriod,), ERASE, {"create": (ReflectionPeriod,)}),
        Told(
            "support_plan",
            (SupportPlan,),
            ERASE,
            {
                "create": (SupportPlan,),
                "change": (Need, PlanService, FollowUp, SupportPlan),
                "assign": (SupportPlan,),
            },
        ),
        Told(
            "support_note",
            leaving={"create": (SupportNote, NoteRelease)},
        ),
        Told(FOLLOW_UP_DUE, (FollowUpDue,), leaving={"create": (FollowUpDue,)}),
        Told(
            "evidence_note",
            (EvidenceNote, Bundle),
            leaving={"create": (EvidenceNote,), "disclose": (Bundle,)},
        ),
        Told(
            "proceeding",
            (Proceeding,),
            ERASE,
            {
                "create": (Proceeding,),
                "change": (Charge, Evidence, Hearing, Verdict, Sentence, Dated),
                "disclose": (Passed,),
            },
        ),
        Told(
            "penalty",
            (Penalty,),
            ERASE,
            {"create": (Penalty,), "change": (Dated,), "disclose": (Passed,)},
        ),
        Told(
            "sanction",
            (Sanction,),
            ERASE,
            {
                "create": (Sanction,),
                "change": (Sanction, IdentityCheck, Dated),
                "disclose": (Passed,),
            },
        ),
        Told(
            "non_punishment",
            (NonPunishment,),
            ERASE,
            {"create": (NonPunishment,), "change": (Dated,)},
        ),
        Told(
            "organisation",
            (Organisation,),
            ERASE,
            {"create": (Organisation,), "change": (Organisation, Link, Merge)},
        ),
        Told(
            "workplace",
            (Workplace,),
            ERASE,
            {"create": (Workplace,), "change": (Workplace,)},
        ),
        # Of these an act names the file; a step names the slip or the session that it moves.
        Told("own_access", (CaseFile, Access), leaving={"create": (Assessment, Access)}),
        Told("own_session", (CaseFile, OwnSession), leaving={"create": (OwnSession,)}),
        Told("own_statement", (CaseFile,), leaving={"create": (OwnStatement,)}),
        # The code for danger that is given again leaves nothing while its notice is unread.
        Told("own_duress", (CaseFile,)),
        Told(
            "assignment",
            (Assignment,),
            leaving={"create": (Assignment,)},
        ),
        Told("peer", (Peer,), leaving={"create": (Peer, PeerKeys), "rotate_key": (PeerKeys,)}),
        Told(
            "referral",
            (Referral,),
            leaving={"create": (Referral,), "change": (ReferralReport,)},
        ),
        # Of consent, an act names the person; of a mandate, the mandate.
        Told(
            "consent",
            leaving={"create": (Mandate,), "change": (Mandate,)}
            | {f"consent_{said}": (Consent,) for said in CONSENTS},
        ),
        *(
            Told(process.resource, leaving={step.act: (Move,) for step in process.transitions})
            for process in declared()
        ),
    )
