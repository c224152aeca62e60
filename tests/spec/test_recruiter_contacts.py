"""Contacts and licence numbers as people write them, and as lists do (R-04)."""

import datetime as dt

import pytest

from manumit.recruitment import (
    AnswerSentence,
    ListMode,
    Reason,
    Recruiter,
    RecruiterIndex,
    RecruiterList,
    State,
    look_up,
)
from manumit.recruitment.contacts import read_contact, take_contacts

TODAY = dt.date(2026, 11, 30)
OURS = "+254 712 345 678"


def index_of(*entries: Recruiter) -> RecruiterIndex:
    mode = ListMode.AUTHORITY
    return RecruiterIndex(
        RecruiterList(source="Authority", day=TODAY, country="KE", mode=mode, entries=entries)
    )


def one(name: str, number: str = "", *, web: str = "", telephone: str = OURS) -> Recruiter:
    sites = (web,) if web else ()
    return Recruiter(
        name=name, number=number, state=State.ACTIVE, telephones=(telephone,), websites=sites
    )


@pytest.mark.parametrize(
    ("registered", "given", "theirs"),
    [
        (
            "facebook.com/profile.php?id=100",
            "https://m.facebook.com/profile.php?id=100&ref=x",
            True,
        ),
        ("facebook.com/profile.php?id=100", "facebook.com/profile.php?id=200", False),
        ("facebook.com/alnoor", "https://en-gb.facebook.com/alnoor/?fbclid=abc", True),
        ("bit.ly/AbC", "BIT.LY/AbC", True),
        ("bit.ly/AbC", "bit.ly/abc", False),
        ("chat.whatsapp.com/AbC", "https://chat.whatsapp.com/abc", False),
        ("wa.me/message/QX1", "wa.me/message/QX2", False),
        ("g.page/alnoor", "g.page/other", False),
        ("maps.app.goo.gl/x1", "https://maps.app.goo.gl/x2", False),
        ("tinyurl.com/alnoor", "tinyurl.com/others", False),
        ("alnoor.wordpress.com", "impostor.wordpress.com", False),
        ("https://alnoor.example/contact", "HTTPS://www.ALNOOR.example/vacancies?job=1", True),
        ("https://alnoor.example", "alnoor.example.net", False),
    ],
)
def test_a_page_on_a_site_of_many_is_itself_and_a_site_of_its_own_is_one(
    registered: str, given: str, theirs: bool
) -> None:
    index = index_of(one("Al Noor Manpower", "RL-0417", web=registered))
    answer = look_up(index, "RL-0417", given, TODAY)
    assert (answer.sentence is AnswerSentence.CONTACT_REGISTERED) is theirs


@pytest.mark.parametrize(
    "bare", ["facebook.com", "https://wa.me/", "m.me", "wordpress.com", "bit.ly/?"]
)
def test_a_site_of_many_alone_is_no_contact(bare: str) -> None:
    assert read_contact(bare, "KE") is None
    index = index_of(one("Al Noor Manpower", "RL-0417", web=bare))
    assert look_up(index, "RL-0417", bare, TODAY).reasons[-1] is Reason.CONTACT_UNREADABLE


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("RL-2024-00417", "RL-2024-00417"),
        ("NEA/RA/2023/0123", "NEA / RA / 2023 / 0123"),
        ("BL 1234567", "Licence no. BL 1234567"),
        ("RL.0001234", "rl.0001234"),
        ("RL-2024-00417", "RL-٢٠٢٤-٠٠٤١٧"),
        ("রল-২০২৪-০০৪১৭", "রল-2024-00417"),
        ("1234567", "1234567"),
    ],
)
def test_a_licence_number_is_no_telephone_number(listed: str, typed: str) -> None:
    index = index_of(one("Al Noor Manpower", listed), one("Blue Harbour Crewing", "RL-1"))
    for words in (typed, f"Al Noor Manpower {typed}"):
        assert look_up(index, words, "", TODAY).recruiter == index.published.entries[0]
        answer = look_up(index, f"{words} 0712 345 678", "", TODAY)
        assert answer.sentence is AnswerSentence.CONTACT_REGISTERED, words


def test_the_end_of_a_telephone_number_is_no_licence_number() -> None:
    index = index_of(one("Al Noor Manpower", "5678"), one("Blue Harbour Crewing", "RL-1"))
    answer = look_up(index, "Blue Harbour Crewing 0788 123 5678", "", TODAY)
    assert answer.recruiter == index.published.entries[1]
    assert answer.sentence is AnswerSentence.CONTACT_NOT_REGISTERED
    assert look_up(index, "Al Noor Manpower 5678", "", TODAY).recruiter is not None


def test_choosing_one_of_several_ends() -> None:
    twins = [one("Star Overseas", f"RL-2{at:03}") for at in range(9)]
    others = [
        one("Licensed Agency Ltd", "RL-3001"),
        one("Jobs.com Ltd", "RL-2024-00417"),
        one("Agency 2000", "RL-3002"),
        one("Northern Crew", "2000"),
        one("Plus 0788 123 456 Staffing", ""),
    ]
    index = index_of(*twins, *others)
    for entry in index.published.entries:
        chosen = look_up(index, f"{entry.name} {entry.number}".strip(), "", TODAY)
        assert chosen.recruiter == entry, entry


@pytest.mark.parametrize(
    ("text", "rest", "taken"),
    [
        ("Al Noor tel: 0712 345 678", "Al Noor", ["0712 345 678"]),
        ("Al Noor Tel.0712345678.", "Al Noor .", ["0712345678"]),
        ("RL-2024-00417", "RL-2024-00417", []),
        ("XX1234567 A/1234567 1234567-B", "XX1234567 A/1234567 1234567-B", []),
        (
            "see https://alnoor.example/a, or bit.ly/AbC",
            "see , or",
            ["https://alnoor.example/a", "bit.ly/AbC"],
        ),
    ],
)
def test_contacts_are_taken_out_of_a_line(text: str, rest: str, taken: list[str]) -> None:
    assert take_contacts(text) == (rest, taken)
