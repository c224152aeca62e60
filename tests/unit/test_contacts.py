"""A deployment's file of contacts: what is read, what is refused, how it is shown."""

import datetime as dt
from pathlib import Path

import pytest

from manumit.assessment import AdviceView, Answer, advice_view, assess_answers
from manumit.assessment.render import to_html, to_text
from manumit.errors import InputError
from manumit.instruments import (
    Audience,
    ContactKind,
    Contacts,
    Library,
    YesNoUnknown,
    demo_contacts,
    read_contacts,
    shipped_library,
)
from manumit.instruments.library import shipped_paths

TODAY = dt.date(2026, 11, 25)
HEAD = "schema: manumit/contacts/1\nterritory: Vasta\nchecked_on: 2026-11-01\ncontacts:\n"
HOTLINE = "  - {kind: hotline, name: Line, how: {phone: 555-0100}}\n"


def read(folder: Path, text: str) -> Contacts:
    path = folder / "contacts.yaml"
    path.write_text(text, "utf-8")
    return read_contacts(path, today=TODAY)


def problems(folder: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return [(problem.code, problem.place.row) for problem in caught.value.problems]


def seen(contacts: Contacts | None, language: str = "en", today: dt.date = TODAY) -> AdviceView:
    library = shipped_library()
    finding = assess_answers({"CD01": Answer.YES}, library.instrument("adult_labour"))
    return advice_view(
        finding, library, language, audience=Audience.WORKER, contacts=contacts, today=today
    )


def test_what_nobody_wrote_down_is_unknown_and_said_so(tmp_path: Path) -> None:
    contacts = read(tmp_path, HEAD + HOTLINE)
    (hotline,) = contacts.contacts
    assert {hotline.free_of_charge, hotline.anonymous, hotline.reports_status} == {
        YesNoUnknown.UNKNOWN
    }
    facts = " ".join(seen(contacts).contacts[0].facts)
    assert "not known whether it is free of charge" in facts
    assert "ask before you speak" in facts


MISTAKES = [
    ("I129", 5, HEAD + HOTLINE.replace("kind: hotline", "kind: immigration")),
    ("I104", 5, HEAD + HOTLINE.replace("kind: hotline", "kind: embassy")),
    ("I104", 5, HEAD + HOTLINE.replace("{phone: 555-0100}", "{}")),
    ("I104", 5, HEAD + HOTLINE.replace("555-0100", "ask around")),
    ("I104", 5, HEAD + HOTLINE.replace("phone: 555-0100", "web: 'javascript:alert(1)'")),
    ("I104", 5, HEAD + HOTLINE.replace("name: Line", "name: {en: ' '}")),
    ("I104", 5, HEAD + HOTLINE.replace("name: Line", "name: Line, anonymous: perhaps")),
    ("I104", 3, HEAD.replace("2026-11-01", "last week") + HOTLINE),
    ("I104", 1, HEAD.replace("checked_on: 2026-11-01\n", "") + HOTLINE),
    ("I132", 3, HEAD.replace("2026-11-01", "2027-11-01") + HOTLINE),
    ("I130", 1, "schema: manumit/sources/1\nsources: {}\n"),
    ("I103", 1, "territory: Vasta\n"),
    ("I102", 6, HEAD + "  - {kind: hotline\n"),
]


@pytest.mark.proves("no-referral-to-immigration")
@pytest.mark.parametrize(("code", "row", "text"), MISTAKES)
def test_a_mistake_has_a_code_and_a_line(code: str, row: int, text: str, tmp_path: Path) -> None:
    assert (code, row) in problems(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    wrong = HEAD + HOTLINE.replace("hotline", "immigration") + HOTLINE.replace("name: Line, ", "")
    assert problems(tmp_path, wrong) == [("I129", 5), ("I104", 6)]


@pytest.mark.proves("no-referral-to-immigration")
def test_a_contact_that_passes_on_status_comes_last_with_a_warning(tmp_path: Path) -> None:
    """R-34: though the file names it first, and its kind is the first to help."""
    reporting = HOTLINE.replace("name: Line", "name: Reporting Line, reports_status: yes")
    union = HOTLINE.replace("hotline", "trade_union").replace("Line", "Union")
    contacts = read(tmp_path, HEAD + reporting + HOTLINE + union)
    assert [one.name.in_language("en") for one in contacts.of_kind(ContactKind.HOTLINE)] == [
        "Line",
        "Reporting Line",
    ]
    for step in seen(contacts).steps:
        warned = [contact.warning is not None for contact in step.contacts]
        assert warned == sorted(warned)
        if any(warned):
            assert step.helpers is not None
            assert "Reporting Line (Careful: may report" in step.helpers


def test_a_kind_that_is_not_listed_is_shown_as_a_gap(tmp_path: Path) -> None:
    papers = next(
        step for step in seen(read(tmp_path, HEAD + HOTLINE)).steps if step.id == "papers"
    )
    assert papers.helpers is None
    assert papers.gap is not None
    assert "labour inspectorate; trade union; legal advice" in papers.gap


def test_without_a_file_the_kinds_are_named_and_that_no_list_was_given() -> None:
    view = seen(None)
    assert view.contacts == ()
    assert any("This site has no list of contacts" in notice for notice in view.notices)
    assert all(step.gap is None for step in view.steps)
    papers = next(step for step in view.steps if step.id == "papers")
    assert papers.helpers is not None
    assert "labour inspectorate" in papers.helpers


@pytest.mark.parametrize(
    ("days", "begins"),
    [(0, "Last checked on"), (180, "Last checked on"), (181, "Not checked since")],
)
def test_old_contacts_are_said_to_be_old(days: int, begins: str, tmp_path: Path) -> None:
    contacts = read(tmp_path, HEAD + HOTLINE)
    view = seen(contacts, today=contacts.checked_on + dt.timedelta(days=days))
    assert next(notice for notice in view.notices if "2026-11-01" in notice).startswith(begins)


@pytest.mark.parametrize(("language", "name"), [("fr", "Ligne"), ("ar", "Line"), ("en", "Line")])
def test_names_come_in_the_language_or_in_english(language: str, name: str, tmp_path: Path) -> None:
    translated = HOTLINE.replace("name: Line", "name: {fr: Ligne, en: Line}")
    assert seen(read(tmp_path, HEAD + translated), language).contacts[0].name == name


def test_a_number_is_not_turned_around_in_arabic() -> None:
    """It begins with a plus sign, which a right-to-left page would put at its end."""
    library = shipped_library()
    finding = assess_answers({"CD01": Answer.YES}, library.instrument("adult_labour"))
    advice = [seen(demo_contacts(), "ar")]
    for rendered in (to_html, to_text):
        assert "\u2066+1 202-555-0100\u2069" in rendered(finding, library, "ar", advice)
        assert "\u2066" not in rendered(finding, library, "en", [seen(demo_contacts())])


def test_the_invented_contacts_are_loaded_by_name_only_and_say_that_they_are_invented() -> None:
    assert not any(path.name == "contacts-demo.yaml" for path in shipped_paths())
    assert not shipped_library().of_kind("contacts")
    demo = demo_contacts()
    assert demo.invented
    for language in ("en", "fr", "es", "ar"):
        notice = shipped_library().texts.label("advice/invented", language).value
        assert any(notice in one for one in seen(demo, language).notices)


def test_the_invented_contacts_can_be_nobodys() -> None:
    """Numbers kept for fiction (555-01..), domains kept for examples."""
    for contact in demo_contacts().contacts:
        for way, used in contact.ways.items():
            for value in used.by_language.values():
                if way in ("phone", "sms", "whatsapp"):
                    assert "555-01" in value
                elif way in ("web", "email"):
                    assert "example.org" in value


def test_a_file_of_contacts_can_be_checked_like_the_others(tmp_path: Path) -> None:
    path = tmp_path / "contacts.yaml"
    path.write_text(HEAD + HOTLINE, "utf-8")
    assert Library.load(path).of_kind("contacts")
