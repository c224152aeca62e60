"""What acts of the rooms below always leave, so that ``manumit ledger verify`` can ask for it.

Listed is only what holds for every act that ends. Who says again how old somebody is, for example,
has done something and changed nothing: such an act is not here.
"""

from manumit.web.cases.models import (
    CaseAttachment,
    CaseFile,
    Decision,
    Draft,
    EvidenceSet,
    FindingVersion,
    Identity,
    IdentityValue,
    Mandate,
    Referral,
)
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.traces import Told, tells
from manumit.web.kernel.process.declared import declared
from manumit.web.kernel.process.models import Move

ERASE = frozenset({"erase"})
"""Names a person, by whichever kind of record it is told."""
CONSENTS = ("given", "refused", "not_required", "withdrawn")


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
        Told("referral", (Referral,), leaving={"create": (Referral,)}),
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
