"""Complaints that a desk sends for the caller of a contact, alone or with others who take part.

They are received as those of the public pages: the platform acts, in the ledger of the office that
receives, and no row names the desk, its member or the contact. What comes is a type of the line
that says nothing of either; its codes are translated by the room's ``rules.yaml``.
"""

import uuid

from django.db import transaction

from manumit.errors import Place
from manumit.web.complaints.lists import rules
from manumit.web.complaints.members import add_member
from manumit.web.complaints.receipts import new_proof, receipt_of, words_stored
from manumit.web.complaints.receiving import ComplaintReport, receive_complaint, receiving_name
from manumit.web.kernel.days import today
from manumit.web.kernel.room import RoomCode
from manumit.web.line.offers import (
    ComplaintFacts,
    ComplaintOffer,
    ComplaintReceipt,
    register_complaint_offer,
)

_UNKNOWN, _OTHER, _AT_SEA = "unknown", "other", "at_sea"


@transaction.atomic
def send_from_contact(facts: ComplaintFacts, language: str, request: uuid.UUID) -> ComplaintReceipt:
    """Receive a complaint with everybody who takes part, and return the receipts.

    Args:
        facts: what a contact says, and the caller's words.
        language: of the page; the words are of the caller's language where it has a list of words.
        request: idempotency key of the form; a repeat receives nothing and returns the same words.

    Raises:
        InputError: H502, H508, H512; T201; V101 to V106.
    """
    spoken = {code: tag for tag, code in rules().languages.items()}.get(facts.language, language)
    row = receive_complaint(
        _report(facts),
        contact=facts.reached,
        receipt=receipt_of(request, spoken),
        request=request,
    )
    first = words_stored(row.lead.receipt, request, spoken)
    if first is None:  # the ring was renewed in between
        raise RoomCode.REQUEST_USED.error(Place(field="request"))
    others = []
    for number, reached in enumerate(facts.others):
        own = uuid.uuid5(request, f"person {number}")
        others.append(receipt_of(own, first.language))
        add_member(row.lead.pk, contact=reached, receipt=others[-1], request=own)
    return ComplaintReceipt((first.words, *others), new_proof(today()), row.answer_by)


def _report(facts: ComplaintFacts) -> ComplaintReport:
    topics = tuple(dict.fromkeys(rules().contact_topics[one] for one in facts.topics if _maps(one)))
    return ComplaintReport(
        topics=topics,
        text=facts.text,
        employer=facts.employer,
        place=facts.place,
        sector=_sector(facts),
        area=facts.area,
        danger="" if facts.urgent else "none",
        language=facts.language,
        minor=facts.child,
        urgent=facts.urgent,
    )


def _maps(topic: str) -> bool:
    return topic in rules().contact_topics


def _sector(facts: ComplaintFacts) -> str:
    if facts.sector == _UNKNOWN:
        return ""
    if facts.sector == "A" and facts.area == _AT_SEA:
        return "fishing"
    return rules().contact_sectors.get(facts.sector, _OTHER)


def register() -> None:
    """Let contacts become complaints; called once from ``AppConfig.ready``."""
    register_complaint_offer(ComplaintOffer(receiving_name, send_from_contact))
