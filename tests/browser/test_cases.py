"""One invented person, carried by people of four institutions from an interview to an answer.

An inspector meets her, a shelter takes her on, the identification body decides and the prosecution
answers; each signs in to the own institution with a second factor, in a browser of their own. Then
the first of them reads who looked. Of a second person, a child, a guardian speaks and danger
stands in place of consent, of which the data protection officer is told. On the way every page is
looked at by axe, in light and dark, and for what must never stand in an address or a title.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser.browsers import SCHEMES, barriers, scrolls_sideways, violations
from browser.officers import (
    IDENT,
    INSPECTOR,
    MESSAGE,
    NARROW,
    PROSECUTION,
    PROTECTION,
    SHELTER,
    Officer,
    Walk,
    _walk,
    at_work,
)
from browser.packs import say
from browser.visitors import SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("walk")]
started = _walk
"""The demonstration, started once for this module."""

TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
WIDE = {"width": 1280, "height": 800}
NAME, IN_ARABIC = "Rahima Planted-Qx", "رحيمة"
TELEPHONE = "+880 1711 555 7431"
NOTE = "Never-after-dusk-Zq"
REASONING, ANSWER, SECOND = "Locked-door-Zq", "She-has-a-room-Zq", "Charge-is-drawn-up-Zq"
GUARDIAN = "Mwajuma Guardian-Zq"
SHOWN, HANDED_BY, CALLED = "Paid-nothing-Zq", "Her-cousin-Zq", "IMG-of-her-Zq.txt"
PLANTED = (
    NAME, IN_ARABIC, TELEPHONE, "7431", NOTE, MESSAGE, REASONING, ANSWER, SECOND, GUARDIAN, SHOWN,
    HANDED_BY, CALLED,
)  # fmt: skip
KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def meets(inspector: Officer) -> tuple[str, str]:
    """With a tablet: safe contact first, then who she is, then what she says.

    Returns:
        addresses of the file and of the interview, which goes on.
    """
    page = inspector.page
    inspector.look()
    inspector.to("files")
    inspector.follow("cases/new")
    inspector.choose("age", "cases_age/adult")
    inspector.press("cases/new_do")
    assert inspector.visitor.title == "How to contact the person safely"
    inspector.choose("ways", "cases_way/text")
    inspector.choose("never_by", "cases_never_by/employer_side")
    inspector.write("note", NOTE)
    inspector.press("cases/keep")
    file = page.url
    identifies(inspector)
    inspector.open_part("cases/interview")
    inspector.press("cases/begin")
    draft = page.url
    inspector.press("interview/hearing_alone")
    for number in range(6):
        inspector.press("answer/yes", axe=number == 0)
    return file, draft


def identifies(inspector: Officer) -> None:
    """Who she is: closed, opened by a press, closed again."""
    page = inspector.page
    inspector.open_part("cases/identity")
    assert NOTE not in page.content()
    inspector.press("cases/identity_open")
    assert NOTE in page.content()
    section = page.locator("section", has_text="Names").first
    section.locator("summary").click()
    inspector.write("names", f"{NAME}\n{IN_ARABIC}")
    inspector.click(section.get_by_role("button", name="Save"))
    assert NAME not in page.content()
    inspector.press("cases/identity_open")
    assert NAME in page.content()
    inspector.follow("cases/identity_close")
    inspector.open_part("cases_tab/overview")


def goes_on(inspector: Officer, draft: str) -> None:
    """At a desk: the interview is taken up where it was left, and closed to a finding."""
    page = inspector.page
    page.goto(draft)
    assert inspector.visitor.title == "Continue this interview here"
    inspector.look()
    inspector.press("cases/take_up_do")
    assert "Questions answered: 6" in page.locator("main").inner_text()
    for _ in range(30):
        if not inspector.visitor.is_asked:
            break
        inspector.visitor.reply("yes")
    if inspector.visitor.is_asked:
        inspector.press("interview/finish")
    inspector.look()
    inspector.press("cases/close")
    assert "There are signs of forced labour." in page.locator("main").inner_text()
    inspector.open_part("cases_tab/overview")


def brings(inspector: Officer) -> None:
    """Two documents: one is opened as a file, the other is withdrawn."""
    page = inspector.page
    inspector.open_part("cases/attachments")
    for kind in ("messages", "other"):
        inspector.follow("cases/attach")
        paper = {"name": CALLED, "mimeType": "text/html", "buffer": f"<b>{SHOWN}".encode()}
        page.get_by_label(say("en", "cases_field/file"), exact=True).set_input_files(paper)  # type: ignore[arg-type] # a payload
        inspector.choose("document_kind", f"cases_document/{kind}")
        inspector.write("on_day", "2026-06-30" if kind == "messages" else "")
        inspector.write("handed_by", HANDED_BY)
        inspector.press("cases/attach_do")
        assert HANDED_BY not in page.content()
    page.get_by_role("link", name="Document 1", exact=True).click()
    inspector.look()
    assert HANDED_BY in page.content()
    saved = inspector.visitor.saves("cases/attachment_open")
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-1\.txt", saved.suggested_filename)
    assert Path(saved.path()).read_text("utf-8") == f"<b>{SHOWN}"
    inspector.open_part("cases/attachments")
    page.get_by_role("link", name="Document 2", exact=True).click()
    inspector.look()
    inspector.choose("reason", "cases_reason/not_needed")
    inspector.press("cases/attachment_withdraw")
    page.get_by_role("link", name="Document 2", exact=True).click()
    inspector.look()
    assert inspector.visitor.button("cases/attachment_open").count() == 0
    inspector.open_part("cases/attachments")
    inspector.open_part("cases_tab/overview")


def writes(inspector: Officer) -> None:
    """What was shared, as a record: chosen, shown exactly, saved; without a word of who."""
    page = inspector.page
    inspector.follow("cases/record_choose")
    inspector.press("cases/record_look")
    shown = page.locator("section[aria-labelledby=leaves]").inner_text()
    assert "prs_" not in shown
    saved = inspector.visitor.saves("cases/record_save")
    assert saved.suggested_filename == "record.csv"
    text = Path(saved.path()).read_text("utf-8")
    assert text.startswith("vic_")
    assert [one for one in PLANTED if one in text] == []


def takes_on(shelter: Officer, theirs: str) -> str:
    """The shelter takes her on, and asks her two more things, each by itself.

    Returns:
        the address of the shelter's own file.
    """
    shelter.look()
    shelter.take_on()
    own = shelter.page.url
    assert own != theirs
    shelter.refer("identification", "Identification Body")
    shelter.page.goto(own)
    shelter.refer("criminal_proceedings", "Public Prosecution")
    return own


def decides(ident: Officer) -> None:
    """Beside the finding, with a reason and in words; and answers."""
    ident.look()
    ident.take_on()
    ident.open_part("cases/decisions")
    ident.follow("cases/decide")
    ident.choose_like("outcome", "reasonable grounds")
    ident.write("reasoning", REASONING)
    ident.press("cases/decide_do")
    text = ident.page.locator("main").inner_text()
    assert "Presumed victim." in text
    assert "Assistance is due" in text
    ident.answer(ANSWER)


def prosecutes(prosecution: Officer) -> None:
    """Has what was passed on and nothing else; and answers."""
    prosecution.look()
    prosecution.take_on()
    assert REASONING not in prosecution.page.content()
    prosecution.answer(SECOND)


def tells(shelter: Officer, own: str) -> None:
    """Reads the answer, tells the inspector, and finds her again in another spelling."""
    page = shelter.page
    shelter.to("referrals")
    shelter.follow("cases_list/sent")
    shelter.click(page.locator("main tbody tr", has_text="Prosecut").locator("th a").first)
    shelter.press("cases/referral_open")
    assert SECOND in page.locator("main").inner_text()
    page.goto(own)
    shelter.answer(ANSWER)
    shelter.to("person_search")
    shelter.write("names", "Raheema Planted-Qks")
    shelter.press("cases/search_do")
    assert page.locator("main li a.pseudonym").count() == 1


def is_told(inspector: Officer, file: str) -> None:
    """The answer has come; and who looked is two presses from the list."""
    page = inspector.page
    page.goto(file)
    assert "Answered" in page.locator("main").inner_text()
    inspector.open_part("cases/referrals")
    inspector.click(page.locator("main li a").first)
    inspector.press("cases/referral_open")
    assert ANSWER in page.locator("main").inner_text()
    writes(inspector)
    inspector.to("files")
    inspector.click(page.locator("main tbody th a").first)
    inspector.open_part("cases/seen")
    acts = page.locator("main").inner_text()
    further = page.get_by_role("link", name=say("en", "room_list/next"), exact=True)
    while further.count():
        further.click()
        acts += page.locator("main").inner_text()
    for shown in (
        "opened the identity",
        "created: the file",
        "created: an interview",
        "created: a finding",
        "added an attachment",
        "opened an attachment",
        "withdrew an attachment",
        "recorded consent",
        "referred",
        "accepted, declined or answered",
        "opened sealed content",
        "Support worker",
        "Haven Shelter",
    ):
        assert shown in acts, shown


def speaks(inspector: Officer) -> None:
    """Of a child: nobody speaks for it yet; a guardian is recorded, and agrees in its place."""
    page = inspector.page
    inspector.to("files")
    inspector.follow("cases/new")
    inspector.choose("age", "cases_age/child")
    inspector.press("cases/new_do")
    inspector.press("cases/keep")
    inspector.open_part("cases/mandates")
    assert "A guardian is needed." in page.locator("main").inner_text()
    inspector.follow("cases/mandate_new")
    inspector.choose_like("basis", "appointed by a court")
    inspector.write("name", GUARDIAN)
    inspector.press("cases/keep")
    assert GUARDIAN in page.locator("main").inner_text()
    inspector.open_part("cases_tab/overview")
    inspector.open_part("cases/consents")
    inspector.follow("cases/consent_new")
    inspector.choose("purpose", "cases_purpose/referral")
    inspector.press("cases/on")
    inspector.choose_like("recipient", "Haven Shelter")
    inspector.choose("status", "cases_consent_status/given")
    inspector.choose_like("voice", GUARDIAN)
    inspector.choose("asked", "cases_asked/read_aloud")
    inspector.press("cases/consent_record")
    assert "consent is valid" in page.locator("main").inner_text()
    inspector.open_part("cases/mandates")
    inspector.press("cases/mandate_end")
    assert "valid now" not in page.locator("main").inner_text()
    inspector.open_part("cases_tab/overview")


def in_danger(inspector: Officer) -> None:
    """A child in danger, towards one institution for some hours; from the page of its file."""
    page = inspector.page
    inspector.open_part("cases/consents")
    inspector.follow("cases/consent_new")
    inspector.choose("purpose", "cases_purpose/disclosure")
    inspector.press("cases/on")
    danger = page.locator("details", has_text=say("en", "cases/waiver"))
    danger.locator("summary").click()
    inspector.look()
    danger.get_by_label("Haven Shelter").check()
    danger.get_by_label("A child in danger").check()
    danger.get_by_label("For how many hours").fill("3")
    inspector.press("cases/waiver_do")
    assert "danger instead of consent" in page.locator("main").inner_text()


def watches(officer: Officer) -> None:
    """Reads one notice of two, and who looked; the file itself stays closed."""
    page = officer.page
    officer.look()
    officer.to("openings")
    officer.follow("cases/waivers")
    assert page.locator("main .files > li").count() == 2
    assert GUARDIAN not in page.content()
    officer.follow("cases/seen")
    assert "recorded danger instead of consent" in page.locator("main").inner_text()
    officer.follow("cases/openings")
    officer.follow("cases/waivers")
    officer.press("cases/notice")
    assert page.locator("main .files > li").count() == 1


def looks_after(inspector: Officer) -> None:
    """A second person, a child: a guardian speaks; danger comes, is over, and comes again."""
    speaks(inspector)
    in_danger(inspector)
    inspector.press("cases/danger_over")
    assert "The person's own answer applies again." in inspector.page.locator("main").inner_text()
    inspector.open_part("cases_tab/overview")
    in_danger(inspector)


@pytest.fixture(name="walked", scope="module")
def _walked(chromium: Browser, walk: Walk) -> Walk:
    """The whole walk, gone once for all the tests that look at what it left."""
    with at_work(walk, chromium, INSPECTOR, **TABLET) as inspector:
        file, draft = meets(inspector)
    shown = walk.accounts[INSPECTOR]
    with (
        at_work(walk, chromium, INSPECTOR, shown.codes[0]) as inspector,
        at_work(walk, chromium, SHELTER) as shelter,
    ):
        goes_on(inspector, draft)
        brings(inspector)
        inspector.agree("referral", "Haven Shelter")
        inspector.refer("referral", "Haven Shelter", agreed=True)
        own = takes_on(shelter, file)
        with at_work(walk, chromium, IDENT) as ident:
            decides(ident)
        with at_work(walk, chromium, PROSECUTION) as prosecution:
            prosecutes(prosecution)
        tells(shelter, own)
        is_told(inspector, file)
        looks_after(inspector)
        with at_work(walk, chromium, PROTECTION) as officer:
            watches(officer)
    return walk


@pytest.mark.timeout(600)  # one walk carries all tests of the module: 90 to 125 s on quiet cores
def test_a_person_is_carried_from_an_interview_to_an_answer(walked: Walk) -> None:
    assert walked.wrong == {}


def test_nothing_of_the_person_stood_in_an_address_a_title_or_the_log(walked: Walk) -> None:
    assert len(walked.addresses) > 50
    # Keys of rows and the port are numbers by chance, and a short one may stand in them.
    shown = [re.sub(KEY, "", one.removeprefix(walked.site)) for one in walked.addresses]
    seen = "\n".join((*shown, *walked.titles))
    log = walked.log_text()
    assert [one for one in PLANTED if one in seen or one in log] == []
    assert not re.search(r"[?&](?!page=|state=)", seen)
    assert not re.search(r"\b[BCDFGHJKLMNPQRTVWXZ2346789]{4}-[BCDFGHJKLMNPQRTVWXZ2346789]{4}\b",
                         "\n".join(walked.titles))  # fmt: skip


@pytest.mark.parametrize("email", [INSPECTOR, SHELTER, IDENT, PROSECUTION, PROTECTION])
def test_every_page_of_the_walk_in_arabic_on_a_telephone(
    chromium: Browser, walked: Walk, email: str
) -> None:
    shown = walked.accounts[email]
    wrong: dict[str, list[str]] = {}
    paths: dict[str, str] = {}
    for path in walked.pages[email]:  # one page of each kind
        paths[re.sub(r"[0-9a-f-]{36}", "*", path)] = path
    with at_work(walked, chromium, email, shown.codes[-1]) as officer:
        page = officer.page
        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        for path in paths.values():
            answer = page.goto(f"{walked.site}/ar/{path}")
            assert answer is not None
            found = barriers(page, SCHEMES) + officer.visitor.wrong_words() if answer.ok else []
            opened = page.locator("main form:not([action]) button")
            if answer.ok and opened.count() == 1 and path.endswith(("identity/",)):
                with page.expect_navigation(wait_until="load"):
                    opened.click()
                found += violations(page) + officer.visitor.wrong_words()
            if found:
                wrong[path] = found
            officer.visitor.complaints.clear()  # a page that only takes a form answers 405
    assert wrong == {}


def test_what_leaves_as_a_record_in_every_language(chromium: Browser, walked: Walk) -> None:
    """Both pages: what can leave, and exactly what leaves; at the width of a telephone too."""
    path = next(one for one in walked.pages[INSPECTOR] if one.endswith("/record/"))
    wrong: dict[str, list[str]] = {}
    with at_work(walked, chromium, INSPECTOR, walked.accounts[INSPECTOR].codes[1]) as officer:
        page = officer.page
        for language in SEEN_IN:
            page.goto(f"{walked.site}/{language}/{path}")
            found = stands_in_the_way(officer)
            with page.expect_navigation():
                page.get_by_role("button", name=say(language, "cases/record_look")).click()
            found += stands_in_the_way(officer)
            if found:
                wrong[language] = found
    assert wrong == {}


def stands_in_the_way(officer: Officer) -> list[str]:
    """What is wrong with the page that is shown, in both widths."""
    page, found = officer.page, officer.visitor.wrong_words()
    for width in (WIDE, NARROW):
        page.set_viewport_size(width)  # type: ignore[arg-type] # two numbers
        found += barriers(page, SCHEMES)
        found += ["scrolls sideways"] if scrolls_sideways(page) else []
    return found
