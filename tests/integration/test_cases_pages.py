"""Who may do what on the pages of cases: every page against everybody who might come.

The expectations are written by hand, from domain.md, section 2: whoever holds a file does all with
it that their role does; a colleague sees that there is a file and its state, nothing of the person;
another office and another institution see nothing at all (404), a stranger is led to sign in (303);
whoever a person was referred to sees what was passed on, and their own file.
"""

import uuid
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from account_texts import wage_account
from cases_answers import DOES, SHOWS
from cases_world import (
    ANSWER,
    HANDED_BY,
    MESSAGE,
    NAMES,
    NOTE,
    REASONING,
    SECRETS,
    SHOWN,
    Body,
    World,
    accounted,
    agreed,
    attached,
    file_of,
    finding_of,
    in_danger,
    leaves,
    referred,
    spoken_for,
    taken_over,
    world,
)
from manumit.web.cases import services
from manumit.web.cases.models import (
    AccountVersion,
    CaseAttachment,
    CaseFile,
    CharacteristicsVersion,
    Draft,
    FindingVersion,
    IdentityValue,
    Mandate,
    Referral,
    ReferralReport,
    SignReview,
    Takeover,
    WaiverNotice,
)
from manumit.web.cases.policies import file_policy
from manumit.web.cases.selectors import consents
from manumit.web.cases.views.room import member_sign
from manumit.web.kernel.access import break_glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.models import Event
from manumit.web.prosecution_bundles.models import Bundle, EvidenceNote
from manumit.web.prosecution_bundles.services import make_bundle
from manumit.web.remedies.models import Claim
from office import routes, signed_in
from registers_world import GROUP_PAGES
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "shelter", "other", "admin", "stranger")

IMPORT_PAGES = frozenset(("run", "upload", "job", "job_make", "job_cancel", "job_rejects"))
"""Asked in ``test_cases_imports_pages.py`` and ``test_cases_bringing_pages.py``."""
REPORTS = {"service": "housing", "outcome": "need_met"}
# Forms of a page, beside which it changes nothing.
ELSEWHERE = {
    "institutions": "test_institutions_access.py, test_institutions_sign_in.py",
    "reassignment": "test_reassignment_pages.py",
    "guided": "test_guided_pages.py",
    "group_cases": "test_groups_pages.py",
    "imports": "test_cases_imports_pages.py, test_cases_bringing_pages.py",
    "remedies": "test_remedies_pages.py",
    "protection": "test_protection_pages.py",
    "justice": "test_justice_pages.py, test_nonpunishment_pages.py",
    "registers": "test_registers_pages.py",
    "inspections": "test_inspections_pages.py",
    "rounds": "test_rounds_pages.py",
    "visit_pictures": "tests/spec/test_visit_pictures.py",
    "order_claims": "test_order_claims.py, test_order_claims_workers.py",
    "debtors": "tests/spec/test_claims_by_debtor.py",
    "inspection_penalties": "test_inspection_penalties.py",
    "annual_report": "test_annual_report.py",
    "workplaces": "test_workplaces_import.py",
    "line": "test_line_pages.py",
    "recruitment": "test_recruitment_pages.py",
    "complaints": "test_complaints_pages.py",
    "notifications": "test_notifications_pages.py",
    "directory": "test_directory_pages.py",
    "worker_access": "test_worker_access_pages.py",
    "federation": "test_federation_pages.py",
    "statistics": "test_statistics_pages.py",
    "tasks": "test_tasks_pages.py",
    "labels": "test_labels.py",
    "data_rights": "test_data_rights_pages.py",
    "api": "test_api_pages.py",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """What the addresses lead to: one file of the inspectorate, referred to the shelter."""

    file: CaseFile
    finding: FindingVersion
    draft: Draft
    referral: Referral
    opening: BreakGlass
    mandate: Mandate
    waiver: WaiverNotice
    attachment: CaseAttachment
    account: AccountVersion
    takeover: Takeover
    bundle: Bundle

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        keys = {
            "file": self.file.pk,
            "finding": self.finding.pk,
            "draft": self.draft.pk,
            "referral": self.referral.pk,
            "opening": self.opening.pk,
            "mandate": self.mandate.pk,
            "waiver": self.waiver.pk,
            "attachment": self.attachment.pk,
            "account": self.account.pk,
            "reckoning": self.account.reckonings.get().pk,
            "takeover": self.takeover.pk,
            "bundle": self.bundle.pk,
        }
        route = ROUTES[name]
        for key, value in keys.items():
            route = route.replace(f"<uuid:{key}>", str(value))
        route = route.replace("<slug:kind>", "wages")
        return f"/en/office/{route}"


ROUTES = {
    name: route
    for room in ("cases", "imports", "prosecution_bundles", "group_cases")
    for name, route in routes(room).items()
}


def made_rows(w: World) -> Rows:
    file = file_of(w.owner)
    finding = finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    referral = referred(w.owner, file, w.shelter)
    draft = services.begin_draft(
        w.owner, file.pk, list_id="adult_labour", request=uuid.uuid4()
    ).draft
    # An opening and a taking over at another institution, which nobody of these may see.
    foreign = Body.made("shelter", "support")
    theirs, file_of_nobody = file_of(foreign.first), file_of(foreign.first)
    opening = break_glass.ask(foreign.second, file_policy, theirs, reason="danger_to_life", hours=1)
    leaves(foreign.first)
    takeover = taken_over(foreign.second, file_of_nobody)
    mandate = spoken_for(w.owner, file)
    waiver = in_danger(w.owner, file, w.prosecution, "disclosure")
    agreed(w.owner, file, w.prosecution, "criminal_proceedings")
    office = w.prosecution.office.pk
    bundle = make_bundle(w.owner, file.pk, office=office, notes=[], request=uuid.uuid4())
    return Rows(
        file,
        finding,
        Draft.objects.get(pk=draft),
        referral,
        opening,
        mandate,
        waiver,
        attached(w.owner, file),
        accounted(w.owner, file, wage_account(), take=False)[0],
        takeover,
        bundle,
    )


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "shelter": w.shelter.first,
        "other": w.prosecution.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def sent(w: World, rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    number = rows.draft.number
    step = {f"{name}-seen": rows.referral.version, f"{name}-request": uuid.uuid4()}
    shelter = w.shelter
    words: dict[str, dict[str, object]] = {
        "new": {"age": "adult"},
        "contact": {"ways": ["text"], "note": "x", "seen": 0},
        "age": {"age": "unsure"},
        "share": {"member": w.colleague.person},
        "change": {"field": "names", "names": "Somebody Else", "seen": 1},
        "choose": {"field": "names", "standing": [1, 2], "chosen": 1},
        "interviews": {"list": "adult_labour"},
        "interview": {"do": "hearing", "hearing": "alone", "seen": number},
        "decide": {
            "outcome": "presume:reasonable_grounds",
            "finding": rows.finding.pk,
            "reasoning": REASONING,
            "seen": 1,
        },
        "attach": {
            "file": SimpleUploadedFile("note.txt", SHOWN.encode()),
            "document_kind": "messages",
            "on_day": "2026-06-30",
            "handed_by": HANDED_BY,
        },
        "attachment_withdraw": {"reason": "not_needed"},
        "characteristics": {"sex": "female", "seen": 0},
        "account_new": {"do": "text", "informant": "worker", "text": wage_account().text},
        "account_correct": {"do": "text", "informant": "worker", "text": wage_account().text},
        "account_withdraw": {"reason": "not_needed"},
        "account_take": {"do": "html", "language": "ar"},
        "weigh": {"seen": 0, "sign_1": "take", "sign_2": "leave", "sign_3": "open"},
        "claim_new": {"route": "wage_claim"},
        "account_claim": {"into": "wage_claim", "claimed_1": "10", "article_1": "art. 1"},
        "evidence_notes": {"text": "x"},
        "bundle_new": {"office": w.prosecution.office.pk},
        "close": {"ending": "labour_remedy:claim_goes_on"},
        "reopen": {"reason": "person_comes_back"},
        "take_over": {
            f"{rows.file.pk}-reason": "holder_left",
            f"{rows.file.pk}-request": uuid.uuid4(),
        },
        "consent": {
            "do": "record",
            "purpose": "referral",
            "recipient": shelter.institution.pk,
            "status": "refused",
            "voice": "person",
            "asked": "read_aloud",
            "language": "bn",
            "text_version": 1,
        },
        "consent_withdraw": {"purpose": "referral", "recipient": shelter.institution.pk},
        "waiver_end": {"purpose": "disclosure", "recipient": w.prosecution.institution.pk},
        "mandate": {
            "basis": "guardian:guardian_by_court",
            "name": "Somebody Named",
            "begins": "2026-01-01",
        },
        "search": {"names": NAMES[0]},
        "emergency": {"reason": "danger_to_life", "for_hours": 1},
        "record": {"do": "save", "lines": ["prs_PrimaryLanguage"]},
        "accept": step,
        "decline": step | {"decline-reason": "no_place"},
        "answer": step | {"answer-answer": ANSWER},
        **{
            name: step | {f"{name}-code": code, f"{name}-day": f"{timezone.now():%Y-%m-%d}"}
            for name, code in REPORTS.items()
        },
        "referral_withdraw": {
            "withdraw-seen": rows.referral.version,
            "withdraw-request": uuid.uuid4(),
            "withdraw-reason": "sent_by_mistake",
        },
    }
    return {"request": uuid.uuid4(), **words.get(name, {})}


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys() | DOES.keys() | GROUP_PAGES | IMPORT_PAGES


def test_every_address_below_the_office_belongs_to_a_room_with_a_table() -> None:
    rooms = {
        str(inner.app_name)
        for one in get_resolver().url_patterns
        if isinstance(one, URLResolver)
        for inner in one.url_patterns
        if isinstance(inner, URLResolver) and str(inner.pattern) == "office/"
    }
    assert rooms == {"cases", "prosecution_bundles", *ELSEWHERE}


def test_a_page_without_a_row_would_be_found() -> None:
    assert {*ROUTES, "planted"} != SHOWS.keys() | DOES.keys() | GROUP_PAGES | IMPORT_PAGES


@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    place = WHO.index(who)
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[place] for name, answers in SHOWS.items()}


def test_a_page_that_only_does_something_shows_nothing(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    for name in DOES.keys() - SHOWS.keys():
        assert client.get(rows.address(name)).status_code == 405, name


def standing(rows: Rows) -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    file = CaseFile.objects.get(pk=rows.file.pk)
    return (
        CaseFile.objects.count(),
        Claim.objects.count(),
        EvidenceNote.objects.count(),
        Bundle.objects.count(),
        file.closings.count(),
        (file.age, file.state, file.version),
        file.holders.filter(until=None).count(),
        IdentityValue.objects.count(),
        Draft.objects.count(),
        Draft.objects.get(pk=rows.draft.pk).number,
        Consent.objects.count(),
        Consent.objects.filter(withdrawn_at=None).count(),
        CaseAttachment.objects.filter(withdrawn_at=None).count(),
        AccountVersion.objects.filter(withdrawn_at=None).count(),
        SignReview.objects.count(),
        CharacteristicsVersion.objects.count(),
        Mandate.objects.count(),
        Mandate.objects.filter(ended_at=None).count(),
        WaiverNotice.objects.filter(noticed_at=None).count(),
        Takeover.objects.count(),
        Takeover.objects.filter(noticed_at=None).count(),
        Referral.objects.count(),
        ReferralReport.objects.count(),
        Referral.objects.get(pk=rows.referral.pk).state,
        BreakGlass.objects.count(),
    )


@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    if name in {"answer", "record", *REPORTS}:
        seen = rows.referral.version
        services.accept(w.shelter.first, rows.referral.pk, seen=seen, request=uuid.uuid4())
        rows.referral.refresh_from_db()
    before = standing(rows)
    found = {}
    for who in WHO:
        with transaction.atomic():  # undone: everybody finds it as it was
            answer = browser(actor(w, who)).post(rows.address(name), sent(w, rows, name))
            found[who] = answer.status_code
            changed = standing(rows) != before
            transaction.set_rollback(True)
        # Who opens a referral to the own office has received it (the clock of the sender).
        received = name == "referral" and who == "shelter"
        assert changed is (received or (answer.status_code == 303 and who != "stranger")), who
        if who == "stranger":
            assert answer["Location"] == "/en/office/sign-in/"
    assert found == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused(w: World, rows: Rows) -> None:
    before = standing(rows)
    client = browser(w.owner, csrf=True)
    for name in DOES:
        assert client.post(rows.address(name), sent(w, rows, name)).status_code == 403, name
    assert standing(rows) == before


@pytest.mark.parametrize("who", [who for who in WHO if who not in ("owner", "shelter")])
def test_nobody_else_reads_a_planted_word(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    for name in ROUTES:
        for answer in (
            client.get(rows.address(name)),
            client.post(rows.address(name), {"request": uuid.uuid4()}),
        ):
            text = answer.content.decode()
            assert [one for one in SECRETS if one in text] == [], name


def test_the_planted_words_are_read_by_whoever_may(w: World, rows: Rows) -> None:
    opened = browser(w.owner).post(rows.address("identity")).content.decode()
    assert [one for one in (*NAMES, NOTE) if one not in opened] == []
    shelter = browser(w.shelter.first)
    passed = shelter.post(rows.address("referral")).content.decode()
    # Who it is, is shown once somebody takes the person on.
    assert [one for one in (*NAMES, NOTE, MESSAGE) if one in passed] == [MESSAGE]
    services.accept(w.shelter.first, rows.referral.pk, seen=3, request=uuid.uuid4())
    passed = shelter.post(rows.address("referral")).content.decode()
    assert [one for one in (*NAMES, NOTE) if one not in passed] == []


def test_who_a_person_is_is_opened_by_an_act_and_told_to_the_ledger(w: World, rows: Rows) -> None:
    client = browser(w.owner)

    def opened() -> int:
        return Event.objects.filter(act="read_identity", actor=w.owner.person).count()

    before = opened()
    assert NOTE not in client.get(rows.address("identity")).content.decode()
    assert opened() == before
    answer = client.post(rows.address("identity"))
    assert NOTE in answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"
    assert opened() == before + 1


def test_the_recipient_reads_nothing_after_consent_is_withdrawn(w: World, rows: Rows) -> None:
    shelter = browser(w.shelter.first)
    assert MESSAGE in shelter.post(rows.address("referral")).content.decode()
    browser(w.owner).post(rows.address("consent_withdraw"), sent(w, rows, "consent_withdraw"))
    answer = shelter.post(rows.address("referral"))
    assert [one for one in SECRETS if one in answer.content.decode()] == []
    line = shelter.get(rows.address("referral")).content.decode()
    assert "Withdrawn" in line
    assert "Referral for help" not in line  # not even what for


def test_a_form_that_is_wrong_keeps_what_was_typed_and_says_what_to_do(
    w: World, rows: Rows
) -> None:
    client = browser(w.owner)
    born = {"field": "born", "born": "no-day-zq", "seen": 1, "request": uuid.uuid4()}
    answer = client.post(rows.address("change"), born)
    assert answer.status_code == 422
    assert "no-day-zq" in answer.content.decode()


def test_a_file_is_handed_over_on_one_page_and_by_its_holder_alone(w: World, rows: Rows) -> None:
    form = {"request": uuid.uuid4(), "member": w.colleague.person, "do": "hand_over"}
    for who in ("colleague", "other_office", "shelter", "other", "admin", "stranger", "owner"):
        answer = browser(actor(w, who)).post(rows.address("share"), form)
        held = set(rows.file.holders.filter(until=None).values_list("member", flat=True))
        assert held == {(w.colleague if who == "owner" else w.owner).person}, who
    assert answer.status_code == 303
    assert browser(w.colleague).get(rows.address("share")).status_code == 200
    assert browser(w.owner).get(rows.address("share")).status_code == 403


def test_two_who_change_one_field_both_keep_theirs_and_one_chooses(w: World, rows: Rows) -> None:
    services.share_file(w.owner, rows.file.pk, w.colleague.person)
    first, second = browser(w.owner), browser(w.colleague)
    for client, name in ((first, "Written First"), (second, "Written Second")):
        form = {"field": "names", "names": name, "seen": 1, "request": uuid.uuid4()}
        assert client.post(rows.address("change"), form).status_code == 303
    opened = first.post(rows.address("identity")).content.decode()
    assert "Written First" in opened
    assert "Written Second" in opened
    assert "Two people changed this at the same time." in opened
    form = {"field": "names", "standing": [2, 3], "chosen": 3, "request": uuid.uuid4()}
    assert first.post(rows.address("choose"), form).status_code == 303
    opened = second.post(rows.address("identity")).content.decode()
    assert "Written Second" in opened
    assert "Written First" not in opened


def test_an_interview_on_two_devices_loses_no_answer(w: World, rows: Rows) -> None:
    tablet, desk = browser(w.owner), browser(w.owner)
    address = rows.address("interview")
    assert "Continue this interview here" in tablet.get(address).content.decode()
    tablet.post(address, {"do": "take_up"})
    assert "Who can hear you" in tablet.get(address).content.decode()
    number = Draft.objects.get(pk=rows.draft.pk).number
    desk.post(address, {"do": "take_up"})
    assert "Continue this interview here" in tablet.get(address).content.decode()
    old = {"do": "hearing", "hearing": "alone", "seen": number, "request": uuid.uuid4()}
    answer = tablet.post(address, old)
    assert answer["Location"] != address  # kept beside it
    both = desk.get(rows.address("interviews")).content.decode()
    assert "Runs in parallel to interview" in both
    again = tablet.post(address, old)
    assert again["Location"] == answer["Location"]
    assert Draft.objects.filter(beside=rows.draft).count() == 1


@pytest.mark.proves("nothing-overheard")
@pytest.mark.parametrize("hearing", ["others", "employer", "employers_interpreter"])
def test_an_interview_of_a_file_waits_while_somebody_may_hear(
    w: World, rows: Rows, hearing: str
) -> None:
    officer, address = browser(w.owner), rows.address("interview")
    officer.post(address, {"do": "take_up"})

    def act(do: str, **sent: str) -> str:
        now = {"seen": Draft.objects.get(pk=rows.draft.pk).number, "request": uuid.uuid4()}
        assert officer.post(address, {"do": do, **now, **sent}).status_code == 303
        answer = officer.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    page = act("hearing", hearing=hearing)
    assert "Not now" in page
    assert 'name="reply"' not in page
    assert "Who can hear you" in act("ask_hearing")
    assert 'name="reply"' in act("hearing", hearing="alone")


def test_who_saw_a_file_is_two_presses_from_the_list(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    listed = client.get(rows.address("index")).content.decode()
    assert f'href="{rows.address("file")}"' in listed
    page = client.get(rows.address("file")).content.decode()
    assert f'href="{rows.address("seen")}"' in page
    browser(w.shelter.first).post(rows.address("referral"))
    browser(w.colleague).get(rows.address("identity"))
    seen = client.get(rows.address("seen")).content.decode()
    assert "opened sealed content" in seen
    assert "Support worker" in seen
    assert "refused" in seen
    assert member_sign(w.colleague.person) in seen
    assert member_sign(w.shelter.first.person) not in seen  # by institution alone


def test_nothing_told_stands_in_an_address_a_title_or_the_log(
    w: World, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(w.shelter.first)
    found = client.post("/en/office/search/", {"names": NAMES[0]})
    own = services.accept(
        w.shelter.first, rows.referral.pk, seen=rows.referral.version, request=uuid.uuid4()
    )
    assert own is not None
    found = client.post("/en/office/search/", {"names": NAMES[0]})
    assert own.pseudonym in found.content.decode()
    for address in (f"/en/office/files/{own.pk}/", f"/en/office/files/{own.pk}/identity/"):
        title = client.get(address).content.decode().split("<title>")[1].split("</title>")[0]
        assert own.pseudonym not in title
    assert [one for one in (*SECRETS, own.pseudonym) if one in caplog.text] == []


def test_consent_is_asked_for_one_purpose_and_withdrawn_by_one_press(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    address = rows.address("consent")
    step = client.post(address, {"purpose": "identification", "request": uuid.uuid4()})
    assert "Read these words to the person" in step.content.decode()
    form = sent(w, rows, "consent") | {
        "purpose": "identification",
        "recipient": w.ident.institution.pk,
        "status": "given",
        "until": f"{rows.referral.valid_until:%Y-%m-%d}",
    }
    assert client.post(address, form).status_code == 303
    shown = {(one.purpose, one.verdict.allowed) for one in consents(w.owner, rows.file.pk)}
    assert ("identification", True) in shown
    taken = {"purpose": "identification", "recipient": w.ident.institution.pk}
    assert client.post(rows.address("consent_withdraw"), taken).status_code == 303
    shown = {(one.purpose, one.verdict.allowed) for one in consents(w.owner, rows.file.pk)}
    assert ("identification", False) in shown
