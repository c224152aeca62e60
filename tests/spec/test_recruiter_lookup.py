"""Who recruits? What a published list answers, and what it never says (R-04)."""

import datetime as dt
import random
from dataclasses import replace

import pytest

import recruiter_noise as noise
from manumit.names.firms import firm_forms, firm_words
from manumit.recruitment import (
    Answer,
    AnswerSentence,
    LicenceStanding,
    ListMode,
    Reason,
    Recruiter,
    RecruiterIndex,
    RecruiterList,
    State,
    look_up,
)

TODAY = dt.date(2026, 11, 30)
OURS, OTHER = "+254 712 345 678", "0788 123 456"
AL_NOOR = Recruiter(
    name="Al Noor Manpower Ltd", number="RL-0417", state=State.ACTIVE, telephones=(OURS,),
    mails=("jobs@alnoor.example",), websites=("https://alnoor.example", "facebook.com/alnoorjobs"),
    since=dt.date(2025, 1, 1), until=dt.date(2027, 12, 31), other_names=("النور للتوظيف",),
)  # fmt: skip
SUSPENDED = Recruiter(
    name="Blue Harbour Crewing", number="RL-0500", state=State.SUSPENDED,
    state_since=dt.date(2026, 10, 2), telephones=("+254 711 000 111",),
)  # fmt: skip
OVER = Recruiter(name="Karibu Placement", number="RL-0011", state=State.ACTIVE,
                 until=dt.date(2026, 3, 1))  # fmt: skip
TO_COME = Recruiter(name="Safari Domestic Staff", number="RL-0600", state=State.ACTIVE,
                    since=dt.date(2027, 1, 1))  # fmt: skip
MANPOWER = [Recruiter(name=f"{one} Manpower", number=f"RL-1{at:03}", state=State.ACTIVE)
            for at, one in enumerate(("Desert Rose", "Golden Gate", "Lake View"))]  # fmt: skip
TWINS = [Recruiter(name="Star Overseas", number=f"RL-2{at:03}", state=State.ACTIVE,
                   telephones=(f"+254 733 000 00{at}",)) for at in range(2)]  # fmt: skip
LIST = RecruiterList(
    source="Licensing Authority of Kenya (invented)", day=dt.date(2026, 11, 20), country="KE",
    mode=ListMode.AUTHORITY, entries=(AL_NOOR, SUSPENDED, OVER, TO_COME, *MANPOWER, *TWINS),
)  # fmt: skip
INDEX = RecruiterIndex(LIST)
MIRROR = RecruiterIndex(replace(LIST, mode=ListMode.MIRROR, authority="Authority, +254 20 000 000"))


def ask(words: str, contact: str = "", *, today: dt.date = TODAY) -> Answer:
    return look_up(INDEX, words, contact, today)


@pytest.mark.parametrize(
    "contact",
    [OURS, "0712 345678", "٠٧١٢٣٤٥٦٧٨", "https://wa.me/254712345678", "JOBS@alnoor.example",
     "www.alnoor.example/vacancies", "https://m.facebook.com/alnoorjobs/", f"{OURS}, 0712345678"],
)  # fmt: skip
def test_a_contact_that_they_registered_is_theirs_however_it_is_written(contact: str) -> None:
    answer = ask("Al Noor Manpower", contact)
    assert answer.sentence is AnswerSentence.CONTACT_REGISTERED
    assert answer.recruiter == AL_NOOR


@pytest.mark.proves("look-ups-leave-nothing")
@pytest.mark.parametrize(
    "contact", [OTHER, "facebook.com/alnoorjobs2", "jobs@alnoor.example.net", f"{OURS}, {OTHER}"]
)
@pytest.mark.parametrize("words", ["RL-0417", "rl 0417", "Licence no. RL-0417", "Al Noor Manpower"])
def test_an_impostor_with_a_true_number_always_gets_the_second_sentence(
    words: str, contact: str
) -> None:
    answer = ask(words, contact)
    assert answer.sentence is AnswerSentence.CONTACT_NOT_REGISTERED
    assert answer.recruiter == AL_NOOR  # whose true contacts the reader is shown
    assert Reason.CONTACT_NOT_LISTED in answer.reasons


def test_without_a_contact_nothing_confirms_who_is_calling() -> None:
    answer = ask("Al Noor Manpower Limited")
    assert answer.sentence is AnswerSentence.CONTACT_NOT_REGISTERED
    assert Reason.CONTACT_NOT_GIVEN in answer.reasons


def test_a_girl_sends_a_misspelt_name_and_a_number_in_one_line() -> None:
    answer = ask("Al Noor Manpowr 0788123456")
    assert answer.sentence is AnswerSentence.CONTACT_NOT_REGISTERED
    assert answer.recruiter is not None
    assert answer.recruiter.telephones == (OURS,)


def test_a_licence_that_is_suspended_over_or_to_come_is_not_current() -> None:
    answers = [ask(one.name) for one in (SUSPENDED, OVER, TO_COME)]
    assert {one.sentence for one in answers} == {AnswerSentence.NOT_CURRENT}
    assert [(one.standing, one.since) for one in answers] == [
        (LicenceStanding.SUSPENDED, dt.date(2026, 10, 2)),
        (LicenceStanding.EXPIRED, dt.date(2026, 3, 1)),
        (LicenceStanding.NOT_BEGUN, dt.date(2027, 1, 1)),
    ]
    assert ask("Karibu Placement", today=dt.date(2026, 3, 1)).licensed  # its last day


@pytest.mark.parametrize(
    "words", ["Northern Lights Catering", "RL-9999", "", "🙂🙂", "0788 999 999"]
)
def test_what_is_not_on_the_list_is_not_found(words: str) -> None:
    answer = ask(words)
    assert answer.sentence is AnswerSentence.NOT_FOUND
    assert answer.first is None


def test_a_telephone_alone_finds_whose_it_is() -> None:
    assert ask("", "0712 345 678").recruiter == AL_NOOR
    assert ask("0712 345 678").sentence is AnswerSentence.CONTACT_REGISTERED


@pytest.mark.parametrize(
    "words", ["Al Nour Manpower", "Al Noor", "Blue Harbor Crew", "عل نور مانباور", "अल नूर मैनपावर",
              "আল নুর ম্যানপাওয়ার", "Al Noor Manpower LLC"]
)  # fmt: skip
def test_a_likeness_alone_never_says_licensed(words: str) -> None:
    answer = ask(words)
    assert answer.sentence is AnswerSentence.SEVERAL_ALIKE
    assert answer.first in {AL_NOOR, SUSPENDED}


def test_a_likeness_with_a_registered_contact_is_settled() -> None:
    assert ask("Al Nour Manpower", OURS).sentence is AnswerSentence.CONTACT_REGISTERED


def test_two_with_one_name_are_told_apart_by_number_or_contact() -> None:
    assert ask("Star Overseas").sentence is AnswerSentence.SEVERAL_ALIKE
    assert ask("Star Overseas RL-2001").recruiter == TWINS[1]
    assert ask("Star Overseas", "0733000000").recruiter == TWINS[0]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        (["Placement Services Ltd"], "SA Placement Services Ltd"),
        (["Y Manpower"], "E Manpower"),
        (["A Y Manpower"], "A E Manpower"),
        (["Fischer Recruitment", "Fischer Travel", "Fischer Crewing"], "Fisher Recruitment"),
        (["Fischer Recruitment"] * 4, "Fisher Recruitment"),
    ],
)
def test_initials_and_the_spelling_of_a_family_distinguish_recruiters(
    listed: list[str], asked: str
) -> None:
    one = Recruiter(name=listed[0], state=State.ACTIVE, other_names=tuple(listed[1:]))
    several = [Recruiter(name=name, state=State.ACTIVE) for name in listed]
    for entries in ([one], several):
        index = RecruiterIndex(replace(LIST, entries=tuple(entries)))
        assert look_up(index, asked, "", TODAY).sentence is AnswerSentence.SEVERAL_ALIKE


def test_legal_forms_are_left_out_where_they_stand() -> None:
    assert firm_words("SA Placement (Pvt.) Ltd") == ("sa", "placement")
    assert firm_words("Smith and Co. Ltd") == ("smith",)
    assert firm_words("Smith and Sons") == firm_words("Smith & Sons") == ("smith", "sons")
    assert firm_words("شركة النور للتوظيف") == ("النور", "للتوظيف")
    assert firm_words("Company Limited") == ("company",)
    assert firm_forms("SA Placement Limited") == {"ltd"}


def test_a_true_number_with_another_name_is_looked_at_again() -> None:
    answer = ask("Northern Lights RL-0417")
    assert answer.sentence is AnswerSentence.SEVERAL_ALIKE
    assert Reason.NUMBER_OF_ANOTHER_NAME in answer.reasons


def test_an_unknown_script_is_searched_exactly_and_this_is_said() -> None:
    thai = Recruiter(name="จัดหางานสยาม", number="1", state=State.ACTIVE)
    index = RecruiterIndex(replace(LIST, entries=(thai,)))
    assert look_up(index, "จัดหางานสยาม", "", TODAY).recruiter == thai
    assert Reason.SCRIPT_UNKNOWN in look_up(index, "จัดหางาน", "", TODAY).reasons


def test_a_mirror_of_31_days_asks_the_authority() -> None:
    last = LIST.day + dt.timedelta(days=30)
    assert look_up(MIRROR, "Al Noor Manpower", OURS, last).licensed
    for words in ("Al Noor Manpower", "Al Nour", "nobody at all"):
        answer = look_up(MIRROR, words, OURS, last + dt.timedelta(days=1))
        assert answer.sentence is AnswerSentence.ASK_AUTHORITY
        assert answer.first is None
        assert answer.authority == "Authority, +254 20 000 000"
    # A warning stays a warning.
    old = look_up(MIRROR, "Blue Harbour Crewing", "", last + dt.timedelta(days=99))
    assert old.sentence is AnswerSentence.NOT_CURRENT
    assert Reason.LIST_TOO_OLD in old.reasons


def test_every_answer_says_whose_list_of_which_day() -> None:
    for words in ("Al Noor Manpower", "Al Nour", "nobody at all"):
        answer = ask(words)
        assert (answer.source, answer.day) == (LIST.source, LIST.day)


@pytest.mark.skipif(
    not noise.ORDERS.exists(), reason="the shared data are not beside this checkout"
)
def test_real_names_are_found_and_others_are_not_called_licensed() -> None:
    """A small part of what ``benchmarks/recruiters.py`` measures; the noise is older."""
    chance = random.Random(noise.SEED)
    distinct = {"".join(firm_words(one)): one for one in noise.real_names(noise.EMPLOYERS)}
    names = chance.sample(list(distinct.values()), 1_000)
    listed, absent = names[:500], names[500:]
    entries = tuple(Recruiter(name=one, state=State.ACTIVE) for one in listed)
    index = RecruiterIndex(replace(LIST, entries=entries))
    asked = [
        (at, make(listed[at], chance))
        for make in noise.NOISES.values()
        for at in chance.sample(range(len(listed)), 25)
    ]
    right = [at for at, text in asked if look_up(index, text, "", TODAY).first == entries[at]]
    assert len(right) >= 0.95 * len(asked)
    wrong = [one for one in absent if look_up(index, one, "", TODAY).licensed]
    assert wrong == []
