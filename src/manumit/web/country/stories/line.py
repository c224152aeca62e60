"""Contacts of the advice desk and the union, and complaints without an account with intake."""

from manumit.assessment import Age
from manumit.web.cases.models import CaseFile
from manumit.web.complaints import verbs as complaints
from manumit.web.complaints.models import ANSWER, QUESTION, Complaint
from manumit.web.complaints.receipts import stored_form
from manumit.web.complaints.receiving import ComplaintReport, receive_complaint, record_reply
from manumit.web.complaints.verbs import BriefingInput
from manumit.web.country.acting import TELEPHONE, Story, StoryRun
from manumit.web.country.stories.cases import name_person
from manumit.web.kernel.access.actors import Actor
from manumit.web.line import handover, verbs
from manumit.web.line.handover import ComplaintEntry
from manumit.web.line.models import Contact
from manumit.web.line.verbs import ContactEntry

SECTORS = ("A", "C", "F", "I", "T", "unknown")
TOPICS = ("minimum_wage", "unpaid_wages", "deductions", "hours", "contract", "dismissal")
LANGUAGES = ("ben", "amh", "ara", "eng", "fra", "spa")
CALLERS = ("worker", "worker", "worker", "family", "colleague", "organisation", "employer")


def _record(tale: StoryRun, by: Actor, done: str, **more: str) -> Contact:
    """Record a contact as a desk does, with what callers usually ask."""
    draw = tale.draw
    entry = {
        "channel": draw.choice(("telephone", "telephone", "telephone", "message", "walk_in")),
        "danger": "no",
        "language": draw.choice(LANGUAGES),
        "caller": draw.choice(CALLERS),
        "sector": draw.choice(SECTORS),
        "area": draw.choice(("capital", "town", "countryside")),
        **more,
    }
    topics = draw.sample(TOPICS, draw.choice((1, 1, 2)))
    return verbs.record_contact(
        by, ContactEntry(topics=topics, done=done, **entry), request=tale.request()
    )


def _answered(tale: StoryRun) -> None:
    _record(tale, tale.who("advice"), "advised")


def _answered_by_the_union(tale: StoryRun) -> None:
    _record(tale, tale.who("union"), "advised", caller="worker")


def _to_call_back(tale: StoryRun, wait: str) -> Contact:
    note = "Asks what is due for the last month. Call after eight in the evening. (invented)"
    return _record(
        tale,
        tale.who("advice"),
        "call_back",
        wait=wait,
        number=TELEPHONE,
        note=note,
        caller="worker",
    )


def _waits_for_a_call(tale: StoryRun) -> None:
    _to_call_back(tale, "week")


def _called_back(tale: StoryRun) -> None:
    row = _to_call_back(tale, "day")
    tale.days(1, 2)
    verbs.move_contact(
        tale.colleague("advice"), row.pk, "call_back", seen=row.version, request=tale.request()
    )


def _in_danger(tale: StoryRun) -> None:
    _record(tale, tale.who("advice"), "passed_emergency", danger="yes", caller="worker")


def _nobody_spoke(tale: StoryRun) -> None:
    _record(tale, tale.who("advice"), "nobody_spoke", caller="unknown", channel="telephone")


def _became_a_file(tale: StoryRun) -> None:
    """Turn a contact into a file: the caller comes by and agrees."""
    by = tale.who("advice")
    row = _record(tale, by, "advised", caller="worker", channel="walk_in")
    tale.minutes()
    key = handover.open_file(
        by,
        row.pk,
        age=Age.ADULT,
        reason="person_agrees",
        seen=row.version,
        request=tale.request(),
        file_request=tale.request(),
    )
    name_person(tale, by, CaseFile.objects.get(pk=key))


def _complained(tale: StoryRun, by: Actor, entry: ComplaintEntry) -> Complaint:
    row = _record(tale, by, "advised", caller="worker", sector="C")
    tale.minutes()
    complaint = tale.request()
    handover.send_complaint(
        by,
        row.pk,
        entry,
        language="en",
        reason="person_agrees",
        seen=row.version,
        request=tale.request(),
        complaint_request=complaint,
    )
    return Complaint.objects.get(request=stored_form(complaint))


def _became_a_complaint(tale: StoryRun) -> None:
    text = "The overtime of two months was not paid. (invented)"
    _complained(tale, tale.who("advice"), ComplaintEntry(text=text, employer=tale.agency.name))


def _became_a_collective_complaint(tale: StoryRun) -> None:
    """Make a complaint of a union for four workers; intake prepares what an inspector would get."""
    text = "They deduct a fee for the dormitory from everybody's pay. (invented)"
    entry = ComplaintEntry(
        text=text,
        employer=tale.agency.name,
        reached="through the union (invented)",
        others=("", "after eight in the evening (invented)", ""),
    )
    row, officer = _complained(tale, tale.who("union"), entry), tale.who("intake")
    tale.days(1, 3)
    for name in ("acknowledge", "triage"):
        row = complaints.move_complaint(
            officer, row.pk, name, seen=row.version, request=tale.request()
        )
        tale.minutes()
    given = BriefingInput(route="ask_records", sector="garments", knowable_by=40, facts=("wages",))
    complaints.prepare_briefing(officer, row.pk, given, request=tale.request())


# Complaints without an account

COMPLAINED = ("agriculture", "construction", "garments", "hospitality", "domestic_work")
COMPLAINTS = (
    "We have not been paid for two months. (invented)",
    "The manager keeps our passports in his office. (invented)",
    "They take the rent of the dormitory twice. (invented)",
    "We work every Sunday and nobody writes the hours down. (invented)",
)


def _received(tale: StoryRun, danger: str = "none", contact: str = "") -> Complaint:
    """Send a complaint as a worker does from a telephone."""
    draw = tale.draw
    report = ComplaintReport(
        topics=tuple(draw.sample(("wages", "hours", "papers", "housing", "fees"), 2)),
        text=draw.choice(COMPLAINTS),
        employer=tale.agency.name,
        place=draw.choice(("near the harbour (invented)", "on the ring road (invented)")),
        sector=draw.choice(COMPLAINED),
        workers=draw.choice(("six_to_twenty", "over_twenty")),
        danger=danger,
        still="working",
        guess="perhaps",
        language=draw.choice(("en", "fr", "es", "ar")),
    )
    return receive_complaint(report, contact=contact, receipt=(), request=tale.request())


def _complaint_moved(tale: StoryRun, row: Complaint, name: str, reason: str = "") -> Complaint:
    tale.minutes()
    return complaints.move_complaint(
        tale.who("intake"), row.pk, name, seen=row.version, request=tale.request(), reason=reason
    )


def _triaged(tale: StoryRun, row: Complaint) -> Complaint:
    tale.days(1, 4)
    return _complaint_moved(tale, _complaint_moved(tale, row, "acknowledge"), "triage")


def _written(tale: StoryRun, row: Complaint, kind: str, text: str) -> None:
    tale.minutes()
    complaints.write_message(
        tale.who("intake"), row.pk, kind=kind, text=text, request=tale.request()
    )


def _new(tale: StoryRun) -> None:
    _received(tale)


def _new_in_danger(tale: StoryRun) -> None:
    _received(tale, danger="held")


def _about_a_child(tale: StoryRun) -> None:
    _complaint_moved(tale, _received(tale, danger="child"), "acknowledge")


def _replied(tale: StoryRun) -> None:
    row = _triaged(tale, _received(tale))
    _written(tale, row, QUESTION, "For which months was nothing paid? (invented)")
    tale.days(2, 5)
    record_reply(row.lead.pk, "For August and September. (invented)", request=tale.request())


def _to_decide(tale: StoryRun) -> None:
    _triaged(tale, _received(tale))


def _source_asked(tale: StoryRun) -> None:
    row = _triaged(tale, _received(tale, contact=TELEPHONE))
    tale.minutes()
    complaints.ask_source(tale.who("intake"), row.pk, "call_back_as_asked", request=tale.request())


def _advised(tale: StoryRun) -> None:
    row = _complaint_moved(tale, _triaged(tale, _received(tale)), "advise", "question_of_law")
    text = "The minimum wage is due for every hour, training included. (invented)"
    _written(tale, row, ANSWER, text)
    row = _complaint_moved(tale, row, "answer")
    tale.days(2, 6)
    _complaint_moved(tale, row, "close", "advice_was_enough")


STORIES = (
    Story("contact_answered", "line", _answered, 300, open=True, person=False),
    Story("contact_at_the_union", "line", _answered_by_the_union, 80, open=True, person=False),
    Story("contact_to_call_back", "line", _waits_for_a_call, 40, open=True, person=False),
    Story("contact_called_back", "line", _called_back, 80, open=True, person=False),
    Story("contact_in_danger", "line", _in_danger, 20, open=True, person=False),
    Story("contact_became_file", "line", _became_a_file, 15, open=True),
    Story("contact_became_complaint", "line", _became_a_complaint, 15, open=True, person=False),
    Story(
        "contact_became_collective_complaint",
        "line",
        _became_a_collective_complaint,
        8,
        open=True,
        person=False,
    ),
    Story("contact_silent", "line", _nobody_spoke, 30, open=True, person=False),
    Story("complaint_new", "complaints", _new, 50, open=True, person=False),
    Story("complaint_in_danger", "complaints", _new_in_danger, 8, open=True, person=False),
    Story("complaint_about_a_child", "complaints", _about_a_child, 8, open=True, person=False),
    Story("complaint_replied", "complaints", _replied, 20, open=True, person=False),
    Story("complaint_to_decide", "complaints", _to_decide, 20, open=True, person=False),
    Story("complaint_source_asked", "complaints", _source_asked, 10, open=True, person=False),
    Story("complaint_advised", "complaints", _advised, 60, open=True, person=False),
)
