"""A copy of the whole database without the key ring says nothing of who complained (R-30)."""

import hashlib
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings

import complaints_world as cw
import line_world as lw
from cases_world import request
from dumped import leaked
from joined_rows import all_rows
from line_world import World
from manumit.errors import InputError
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.receipts import fold, receipt_of
from manumit.web.complaints.receiving import find_answer, record_reply
from manumit.web.complaints.reprisals import report_reprisal
from manumit.web.institutions.models import Institution
from manumit.web.line import corrections, handover
from manumit.web.line.handover import ComplaintEntry
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NAME, TELEPHONE = "Plantedzq Callerzq", "+254 700 9191 7373"
NOTE, TEXT, EMPLOYER, PLACE = (
    "sleeps behind the millzq", "locked the gatezq", "Needlezq Mills", "Hiddenzq Road 7",
)  # fmt: skip
OTHER, REPLY, PUNISHED = "brotherzq of the second", "paid until Mayzq", "dismissed by Foremanzq"
SECRETS = (NAME, TELEPHONE, NOTE, TEXT, EMPLOYER, PLACE, OTHER, REPLY, PUNISHED)


@dataclass(frozen=True, slots=True)
class Rows:
    """A contact with a mistake that became a collective complaint, with all that can follow.

    Attributes:
        words: of the person who called.
    """

    complaint: Complaint
    words: str


def made_rows(w: World) -> Rows:
    row = lw.promised(w.owner, number=TELEPHONE, note=NAME)
    corrections.correct_contact(w.owner, row.pk, lw.entry(number=TELEPHONE, note=NOTE))
    row.refresh_from_db()
    entry = ComplaintEntry(
        text=TEXT, employer=EMPLOYER, place=PLACE, reached=f"{NAME} {TELEPHONE}", others=(OTHER,)
    )
    receipt = handover.send_complaint(
        w.owner, row.pk, entry, language="en", reason="person_agrees", seen=row.version,
        request=request(), complaint_request=request(),
    )  # fmt: skip
    made, words = Complaint.objects.get(), " ".join(receipt.words[0])
    cw.written(w.intake.first, made, "For which months?", "question")
    found = find_answer(words)
    assert found is not None
    record_reply(found.key, REPLY, request=request())
    report_reprisal(found.key, kind="dismissed", text=PUNISHED, request=request())
    return Rows(made, words)


_begun, _who, _rows = begun(lw.world, made_rows)


def dump() -> str:
    """Every row of every table; bytes are hexadecimal digits."""
    return "\n".join(text for rows in all_rows().values() for text in rows).casefold()


@pytest.mark.proves("source-sealed")
def test_a_copy_of_the_database_says_nothing_of_who_complained(w: World, rows: Rows) -> None:
    """Each secret is planted once in clear, and found; then none is, in any table or version."""
    with transaction.atomic():
        planted = {"en": " ".join(SECRETS), "words": rows.words}
        Institution.objects.filter(pk=w.other.institution.pk).update(names=planted)
        assert leaked(dump(), *SECRETS, rows.words) == {*SECRETS, rows.words}
        transaction.set_rollback(True)
    found = dump()
    assert "complaints_sealedsource" in found
    assert leaked(found, *SECRETS, rows.words) == set()


@pytest.mark.proves("source-sealed")
def test_neither_words_nor_forms_lead_to_a_receipt_without_the_ring(w: World, rows: Rows) -> None:
    """The digest is keyed; so are the words that belong to a form, whose id a row has."""
    del w
    plain = hashlib.sha256(fold(rows.words).encode()).hexdigest()
    assert plain not in dump()
    with override_settings(MANUMIT_KEY_RING=None), pytest.raises(InputError, match="V101"):
        receipt_of(rows.complaint.request, "en")
