"""A contact becomes a complaint: domain.md R-30 to R-34, R-46, R-52, R-53, scenario 14.

The complaint is one as from the public pages. The contact says that there is one, and no longer who
called; no row joins the two, and nothing of it is in a table of inspectors.
"""

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

import complaints_world as cw
import line_world as lw
from cases_world import request
from joined_rows import all_rows, joined_ids, rows_with
from line_world import World
from manumit.errors import InputError
from manumit.web.complaints import reading as complaints_reading
from manumit.web.complaints import receiving
from manumit.web.complaints.lists import LISTS as COMPLAINT_LISTS
from manumit.web.complaints.lists import rules as complaint_rules
from manumit.web.complaints.models import Complaint, SealedSource
from manumit.web.complaints.receipts import possible_digests, stored_form
from manumit.web.complaints.receiving import find_answer, receiving_office, withdraw_complaint
from manumit.web.institutions.models import Institution, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson, PersonKey
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.line import forms, handover, offers, reading
from manumit.web.line.corrections import correct_contact
from manumit.web.line.counts import CountMonth, month_count
from manumit.web.line.handover import ComplaintEntry
from manumit.web.line.lists import LISTS
from manumit.web.line.models import Contact
from manumit.web.line.offers import ComplaintReceipt
from manumit.web.line.verbs import move_contact
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
TEXT, EMPLOYER, REACHED = "They locked the gatezq", "Planted Millzq Ltd", "after ten at 0700zq"
ENTRY = ComplaintEntry(text=TEXT, employer=EMPLOYER, reached=REACHED)


@dataclass(frozen=True, slots=True)
class Rows:
    """A call-back to somebody in a factory who cannot leave, with note and number."""

    contact: Contact


def made_rows(w: World) -> Rows:
    topics = ("unpaid_wages", "papers_kept", "contract")
    row = lw.promised(w.owner, topics, danger="unsure", sector="A", area="at_sea", caller="family")
    return Rows(lw.now(row))


_begun, _who, _rows = begun(lw.world, made_rows)


def sent(
    who: Actor | None,
    row: Contact,
    entry: ComplaintEntry = ENTRY,
    *,
    reason: str = "person_agrees",
    ids: tuple[uuid.UUID, uuid.UUID] | None = None,
    language: str = "en",
) -> ComplaintReceipt:
    """The receipt of a complaint that was sent for the caller of a contact."""
    first, second = ids or (request(), request())
    return handover.send_complaint(
        who, row.pk, entry, language=language, reason=reason, seen=row.version,
        request=first, complaint_request=second,
    )  # fmt: skip


def marks(row: Contact | Complaint) -> tuple[object, ...]:
    """What names a row anywhere."""
    return row.pk, row.subject_id, row.reference


# What the complaint is


def test_a_complaint_begins_with_what_the_contact_asked_already(w: World, rows: Rows) -> None:
    """R-31: topics, sector, kind of place, language and danger; what was not asked stays open."""
    sent(w.owner, rows.contact)
    row = Complaint.objects.get()
    seen = complaints_reading.complaint(w.intake.first, row.pk)
    assert list(seen.topics) == ["wages", "papers"]
    assert dict(seen.coded) == {"sector": "fishing", "area": "at_sea"}
    assert seen.content == {"text": TEXT, "employer": EMPLOYER}
    assert seen.language == "ben"
    assert (row.danger, row.child, row.state) == (True, False, "received")  # unsure is danger
    assert row.office == receiving_office()
    assert row.lead.contact is not None


@pytest.mark.parametrize(
    ("more", "urgent", "child"),
    [({"danger": "no"}, False, False), ({"danger": "yes"}, True, False),
     ({"danger": "no", "caller": "child"}, False, True)],
)  # fmt: skip
def test_danger_and_a_child_put_it_first(
    w: World, more: dict[str, str], urgent: bool, child: bool
) -> None:
    """R-46, R-53."""
    sent(w.owner, lw.recorded(w.owner, **more))
    row = Complaint.objects.get()
    assert (row.danger, row.child) == (urgent, child)
    coded = dict(complaints_reading.complaint(w.intake.first, row.pk).coded)
    assert coded == ({} if urgent else {"danger": "none"})


def test_every_code_of_a_contact_is_one_of_a_complaint_or_goes_with_the_words_alone() -> None:
    known = complaint_rules()
    assert {*known.contact_topics} < {*LISTS["topic"].codes()}
    assert {*known.contact_topics.values()} == {*COMPLAINT_LISTS["topic"].codes()}
    assert {*known.contact_sectors.values()} < {*COMPLAINT_LISTS["sector"].codes()}
    assert {*COMPLAINT_LISTS["area"].codes(), "unknown"} == {*LISTS["area"].codes()}
    assert {*known.languages.values()} < {*LISTS["language"].codes()}
    assert (forms.LONGEST_TEXT, forms.LONGEST_LINE) == (
        receiving.LONGEST_TEXT, receiving.LONGEST_LINE
    )  # fmt: skip


def test_the_words_of_the_receipt_show_the_answer(w: World, rows: Rows) -> None:
    receipt = sent(w.owner, rows.contact)
    (words,) = receipt.words
    found = find_answer(" ".join(words))
    assert found is not None
    assert (found.state, found.may_add) == ("received", True)


def test_the_same_form_sends_one_complaint_and_shows_the_same_words(w: World, rows: Rows) -> None:
    """An answer that was lost on the way costs nobody the words, in a page of any language."""
    ids = (request(), request())
    entry = ComplaintEntry(text=TEXT, others=("",))
    first, again, other_page = (
        sent(w.owner, rows.contact, entry, ids=ids, language=one) for one in ("fr", "fr", "ar")
    )
    assert first.words == again.words == other_page.words
    assert SealedSource.objects.get(leads=True).receipt in {
        *map(bytes, possible_digests(" ".join(first.words[0])))
    }
    other = sent(w.owner, lw.recorded(w.owner))
    assert other.words != first.words


# Who learns what


def test_no_row_joins_a_contact_and_its_complaint(w: World, rows: Rows) -> None:
    """R-30. A planted link is found first: one id for both forms."""
    form = request()
    planted = stored_form(form)
    with transaction.atomic():
        sent(w.owner, rows.contact, ids=(planted, form))
        made, row = Complaint.objects.get(), lw.now(rows.contact)
        assert joined_ids(marks(row), marks(made)) == {str(planted)}
        transaction.set_rollback(True)
    sent(w.owner, lw.now(rows.contact))
    made, row = Complaint.objects.get(), lw.now(rows.contact)
    assert joined_ids(marks(row), marks(made)) == set()


def test_nobody_of_the_desk_is_named_with_the_complaint(w: World, rows: Rows) -> None:
    """R-54: it is the platform that acts in the ledger of intake, as for a public complaint."""
    sent(w.owner, rows.contact)
    made = Complaint.objects.get()
    about = " ".join(rows_with(*marks(made), made.lead.pk, made.lead.subject_id))
    for one in (w.owner.person, w.owner.office, w.owner.institution, rows.contact.reference):
        assert str(one) not in about
    acts = Event.objects.filter(resource=made.pk)
    assert {(one.actor, one.role, one.institution) for one in acts} == {
        (None, "clock", w.intake.first.institution)
    }


def test_the_contact_no_longer_tells_who_called(w: World, rows: Rows) -> None:
    """R-30: note and number end with their key, in every version, and in the index."""
    before = rows.contact
    sent(w.owner, before)
    row = Contact.objects.get(pk=before.pk)
    for who in (w.owner, w.colleague):
        seen = reading.contact(who, row.pk)
        assert (seen.row.state, seen.note, seen.number) == ("became_complaint", "", "")
        assert (list(seen.steps), seen.sends_complaint, seen.corrects) == ([], False, False)
        assert [(one.name, one.reason) for one in seen.taken] == [
            ("send_complaint", "person_agrees")
        ]
    key = PersonKey.objects.get(subject=before.subject_id)
    assert (key.wrapped, key.erased_reason, key.erased_by) == (None, "time_is_over", None)
    assert not IndexedPerson.objects.exists()
    assert not BlindIndex.objects.exists()
    for column in ("note", "number"):
        with pytest.raises(InputError, match="V301"):
            open_text(before, column)
    again = lw.recorded(w.owner, number=lw.NUMBER)
    assert reading.contact(w.owner, again.pk).before is None
    assert not list(disagreements({}, w.owner.institution))


def test_what_was_corrected_away_ends_too(w: World) -> None:
    """A version from before a correction has the number that the contact has no longer."""
    row = lw.recorded(w.owner, number=lw.NUMBER)
    correct_contact(w.owner, row.pk, lw.entry())
    assert reading.contact(w.colleague, row.pk).corrected[0].texts == [("number", lw.NUMBER)]
    sent(w.owner, lw.now(row))
    assert [*reading.contact(w.colleague, row.pk).corrected] == []
    assert PersonKey.objects.get(subject=row.subject_id).wrapped is None


def test_another_form_of_the_table_shows_nobody_their_words(w: World, rows: Rows) -> None:
    """Who reads the table sends what stands there as a form, and is shown other words."""
    victim, form = rows.contact, request()
    words = sent(w.owner, victim, ids=(request(), form)).words[0]
    stored = Complaint.objects.get().request
    assert stored != form
    again = sent(w.owner, lw.recorded(w.owner), ids=(request(), stored)).words[0]
    assert again != words
    assert Complaint.objects.count() == 2
    # A planted weakness is found: the form itself shows the words again.
    assert sent(w.owner, lw.recorded(w.owner), ids=(request(), form)).words[0] == words


def test_who_takes_no_part_in_the_line_sends_nothing(w: World, rows: Rows) -> None:
    """The refusal comes before anything is received."""
    program = dataclasses.replace(w.owner, role="program")
    with pytest.raises((Refused, InputError)):
        sent(program, rows.contact)
    assert not Complaint.objects.exists()


def test_a_colleagues_step_meanwhile_takes_no_complaint_back(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = offers.complaint_offer()
    assert offer is not None

    def sends(facts: offers.ComplaintFacts, language: str, form: uuid.UUID) -> ComplaintReceipt:
        made = offer.sends(facts, language, form)
        move_contact(
            w.colleague, rows.contact.pk, "answer", seen=rows.contact.version, request=request()
        )
        return made

    slow = dataclasses.replace(offer, sends=sends)
    monkeypatch.setattr(handover, "complaint_offer", lambda: slow)
    assert sent(w.owner, rows.contact).words
    assert lw.now(rows.contact).state == "became_complaint"


def test_the_count_of_the_month_has_the_contact_as_before(w: World, rows: Rows) -> None:
    before = month_count(w.owner, CountMonth.now())
    sent(w.owner, rows.contact)
    assert month_count(w.owner, CountMonth.now()) == before


OWN = ("line_", "complaints_", "vault_", "ledger_", "process_")
"""Tables of the two rooms, and of mechanisms: a complaint leaves rows in these alone."""


def test_nothing_of_it_is_in_any_other_table(w: World, rows: Rows) -> None:
    """R-30: inspectors, their rounds and statistics have the same rows; a planted one is found."""

    def others() -> dict[str, list[str]]:
        found = {name: sorted(of) for name, of in all_rows().items() if not name.startswith(OWN)}
        assert {"inspections_visit", "rounds_round"} < found.keys()
        return found

    before = others()
    with transaction.atomic():
        Institution.objects.filter(pk=w.inspectorate.institution.pk).update(names={"en": "planted"})
        assert others() != before
        transaction.set_rollback(True)
    sent(w.owner, rows.contact)
    assert others() == before


def test_the_two_acts_have_transactions_of_their_own(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the numbers that the database keeps of transactions would join their rows."""
    found, real = list[int](), offers.complaint_offer()
    assert real is not None

    def sends(*given: Any) -> ComplaintReceipt:
        found.append(len(connection.savepoint_ids))
        return real.sends(*given)

    monkeypatch.setattr(offers, "_receiving", [offers.ComplaintOffer(real.receiver, sends)])
    sent(w.owner, rows.contact)
    assert found == [len(connection.savepoint_ids)]


# Who may, and what is refused


def test_a_union_sends_one_too_and_no_other_desk_for_this_contact(w: World, rows: Rows) -> None:
    bodies = (w.other, w.union, w.inspectorate, w.intake, w.shelter)
    for who in (w.other_office, w.admin, None, *(one.first for one in bodies)):
        with pytest.raises(Refused):
            sent(who, rows.contact)
    assert not Complaint.objects.exists()
    row = lw.recorded(w.union.first)
    assert reading.contact(w.union.first, row.pk).sends_complaint
    sent(w.union.first, row)
    sent(w.colleague, rows.contact)
    assert Complaint.objects.count() == 2


def test_danger_overrides_consent_and_the_reason_is_with_the_contact_alone(
    w: World, rows: Rows
) -> None:
    """R-52, R-53."""
    with pytest.raises(InputError, match="H601"):
        sent(w.owner, rows.contact, reason="passed_other")
    assert not Complaint.objects.exists()
    sent(w.owner, rows.contact, reason="danger_to_life")
    step = Event.objects.get(resource=rows.contact.pk, reason="danger_to_life")
    assert (step.actor, step.kind) == (w.owner.person, "contact")
    assert {one.reason for one in Event.objects.filter(kind="complaint")} == {""}


def test_a_contact_becomes_no_second_complaint(w: World, rows: Rows) -> None:
    before = rows.contact
    sent(w.owner, before)
    row = Contact.objects.get(pk=before.pk)
    for stale, code in ((before, "T101"), (row, "T103")):
        with pytest.raises(InputError, match=code):
            sent(w.colleague, stale)
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (ComplaintEntry(text="x" * 501), "H502"),
        (ComplaintEntry(text="x", reached="x" * 121), "H502"),
        (ComplaintEntry(text="x", others=("x", "x" * 121)), "H502"),
    ],
)
def test_what_is_too_long_leaves_nothing_and_the_contact_as_it_was(
    w: World, rows: Rows, entry: ComplaintEntry, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        sent(w.owner, rows.contact, entry)
    assert not SealedSource.objects.exists()
    seen = reading.contact(w.owner, rows.contact.pk)
    assert (seen.row.state, seen.number, seen.note) == ("open", lw.NUMBER, lw.NOTE)


def test_without_an_office_that_receives_or_a_key_the_contact_stays(w: World, rows: Rows) -> None:
    with override_settings(MANUMIT_KEY_RING=None), pytest.raises(InputError, match="V101"):
        sent(w.owner, rows.contact)
    Post.objects.filter(role="intake").delete()
    assert not reading.contact(w.owner, rows.contact.pk).sends_complaint
    with pytest.raises(InputError, match="H609"):
        sent(w.owner, rows.contact)
    assert lw.now(rows.contact).state == "open"


# Several workers, one complaint


@dataclass(frozen=True, slots=True)
class Collective:
    """A complaint of four that a union sent, with the words of each."""

    complaint: Complaint
    words: Sequence[str]


def collective(w: World) -> Collective:
    """A union sends a complaint of four people; one of them gives no way to be reached."""
    row = lw.recorded(w.union.first, ("unpaid_wages",), sector="C")
    entry = ComplaintEntry(text=TEXT, reached=REACHED, others=("call member zq1", "", "zq3"))
    receipt = sent(w.union.first, row, entry)
    return Collective(Complaint.objects.get(), [" ".join(one) for one in receipt.words])


def test_a_union_complains_for_several_and_each_has_words_of_their_own(w: World) -> None:
    """R-31, scenario 14: each reads the answer, and leaves alone; nobody is shown how many."""
    made = collective(w)
    assert len({*made.words}) == 4 == made.complaint.sources.count()
    assert made.complaint.is_collective()
    found = [find_answer(one) for one in made.words]
    assert [one is not None and one.may_add for one in found] == [True, False, False, False]
    assert found[1] is not None
    withdraw_complaint(found[1].key, request=request())
    left = [find_answer(one) for one in made.words]
    assert [one is not None and one.left for one in left] == [False, True, False, False]
    made.complaint.refresh_from_db()
    assert made.complaint.state == "received"


def test_the_union_keeps_no_list_of_who_takes_part(w: World) -> None:
    """The desk has a contact that became a complaint, as of a single caller."""
    made = collective(w)
    row = Contact.objects.get(institution=w.union.institution)
    about = " ".join(rows_with(*marks(row)))
    sources = SealedSource.objects.filter(complaint=made.complaint)
    for one in sources:
        assert str(one.pk) not in about
        assert str(one.request) not in about


def test_of_a_small_group_no_fact_goes_to_an_inspector(w: World) -> None:
    """R-30, R-52: with five or fewer who could know; and no member agrees for the others."""
    officer, made = w.intake.first, collective(w)
    row = cw.moved(officer, made.complaint, "acknowledge", "triage")
    few: dict[str, Any] = {"knowable_by": complaint_rules().few, "facts": ("wages",)}
    with pytest.raises(InputError, match="H505"):
        cw.briefed(officer, row, **few)
    with pytest.raises(InputError, match="H511"):
        cw.briefed(officer, row, **few, agreed="informed_yes")
    assert cw.briefed(officer, row, knowable_by=4, facts=()).facts == []
