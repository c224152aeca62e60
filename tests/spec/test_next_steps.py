"""What to do next beside a finding, told as a labour inspector would check it.

Scenarios are those of the domain reference, section 9; rules are its R-01 to R-76.
"""

import re

import pytest

from manumit.assessment import (
    Age,
    Answer,
    Evidence,
    Finding,
    Hearing,
    State,
    assess,
    assess_answers,
)
from manumit.assessment import next_steps as steps_for
from manumit.instruments import Audience, ContactKind, Standing, Urgency, shipped_library

LIBRARY = shipped_library()
LANGUAGES = ("en", "fr", "es", "ar")


def worker_with(*yes: str, rest: Answer = Answer.UNKNOWN, list_id: str = "adult_labour") -> Finding:
    """A finding in which these signs are there and everything else is answered alike."""
    instrument = LIBRARY.instrument(list_id)
    answers = dict.fromkeys(instrument.open_codes, rest) | dict.fromkeys(yes, Answer.YES)
    return assess_answers(answers, instrument)


def told_to(audience: Audience, finding: Finding) -> list[str]:
    return [step.id for step in steps_for(finding, LIBRARY, audience=audience)]


def to_worker(finding: Finding) -> list[str]:
    return told_to(Audience.WORKER, finding)


def to_officer(finding: Finding) -> list[str]:
    return told_to(Audience.OFFICER, finding)


def words(step_id: str, language: str = "en") -> str:
    found = (
        LIBRARY.texts.one(f"nextstep/{step_id}", kind, language)
        for kind in ("label", "explanation")
    )
    return " ".join(text.value for text in found)


def test_scenario_1_papers_are_asked_back_and_nothing_shows_the_complaint() -> None:
    """R-30, R-13: a passport is kept; the worker is not sent alone, the employer learns nothing."""
    finding = worker_with("CD01")
    assert "papers" in to_worker(finding)
    assert "do not go for them alone" in words("papers")
    assert "not_before_employer" in to_officer(finding)
    assert "Do not mention a complaint, its date or a worker in any notice" in words(
        "not_before_employer"
    )


def test_scenario_2_wages_can_be_claimed_whatever_the_papers() -> None:
    """R-34, R-35, R-51: neither status nor a decision on trafficking is asked for."""
    finding = worker_with("CD14", rest=Answer.NO)
    assert finding.trafficking is State.NO
    assert {"wages", "labour_remedy", "firewall"} <= set(to_worker(finding))
    assert "whatever your papers say and whatever is decided about trafficking" in words("wages")
    assert "firewall_officer" in to_officer(finding)
    assert "Do not ask for, record or pass on" in words("firewall_officer")


@pytest.mark.parametrize("age", [Age.CHILD, Age.UNSURE])
def test_scenario_5_a_child_or_perhaps_a_child_is_protected_at_once(age: Age) -> None:
    """R-46, R-53: child protection, guardian, best interests; no adult interview."""
    child = LIBRARY.instrument("child_labour")
    finding = assess_answers({"AC03": Answer.YES, "EX04": Answer.YES}, child, age=age)
    steps = {s.id: s.rule for a in Audience for s in steps_for(finding, LIBRARY, audience=a)}
    for step_id in ("child", "child_officer"):
        assert steps[step_id].urgency is Urgency.NOW
        assert steps[step_id].kinds[0] is ContactKind.CHILD_PROTECTION
    for shown in ("best interests", "guardian", "Do not interview a child like an adult"):
        assert shown in words("child_officer")


def test_an_adult_is_not_told_what_is_for_children() -> None:
    """R-46."""
    finding = worker_with("CD01")
    assert not {"child", "child_officer"} & {*to_worker(finding), *to_officer(finding)}


def test_scenario_6_help_does_not_depend_on_testimony_and_starts_at_once() -> None:
    """R-48, R-49."""
    finding = worker_with("CD01", "EX01")
    assert finding.forced_labour is State.YES
    assert {"help_without_testimony", "no_need_to_decide"} <= set(to_worker(finding))
    assert "who_decides" in to_officer(finding)
    assert "start at once" in words("who_decides")
    assert "It makes no difference if the person does not testify" in words("who_decides")


def test_no_step_needs_the_police() -> None:
    """R-49: the police are named for danger only, and never as the first or the only help."""
    for rule in LIBRARY.steps:
        if ContactKind.POLICE in rule.kinds:
            assert rule.id in ("danger", "danger_officer")
            assert rule.kinds[0] is not ContactKind.POLICE


def test_scenario_7_who_was_made_to_break_the_law_sees_a_lawyer_first() -> None:
    """R-50: and the prosecutor is told early only where proceedings exist."""
    finding = worker_with("CD05", "EX01")
    assert "made_to_offend" in to_worker(finding)
    assert "before you tell anybody else" in words("made_to_offend")
    assert "non_punishment" in to_officer(finding)
    assert "otherwise only with the person's consent" in words("non_punishment")


def test_scenario_8_nothing_is_passed_on_without_consent() -> None:
    """R-52, R-53: also when nothing is shown; duties to report are told beforehand."""
    for finding in (worker_with(), worker_with(rest=Answer.NO), worker_with("CD04")):
        assert "consent" in to_officer(finding)
    assert "At most you may submit an anonymous notification" in words("consent")
    assert "before the person speaks" in words("consent")


def test_scenario_11_an_employment_service_need_not_know_what_happened() -> None:
    assert "new_work" in to_worker(worker_with("EX04"))
    assert "do not have to tell them what happened" in words("new_work")


@pytest.mark.parametrize("sign", ["CD03", "CD04", "CR01", "CD11", "CR05", "ILO03", "ILO05"])
def test_danger_comes_first(sign: str) -> None:
    """R-53: violence, threats of it, confinement; before everything else, for both."""
    finding = worker_with(sign)
    assert to_worker(finding)[0] == "danger"
    assert to_officer(finding)[0] == "danger_officer"


def test_what_nobody_knows_is_never_a_no() -> None:
    """With one question open that could change a result, nothing says "nothing is shown"."""
    nothing = worker_with(rest=Answer.NO)
    assert "nothing_shown" in to_worker(nothing)
    assert "does not prove that everything is fine" in words("nothing_shown")
    adult = LIBRARY.instrument("adult_labour")
    answers = dict.fromkeys(adult.open_codes, Answer.NO)
    one_open = assess_answers(answers | {"EX04": Answer.UNKNOWN}, adult)
    assert one_open.labour_law is State.UNDETERMINED
    assert "nothing_shown" not in to_worker(one_open)
    assert "ask_later" in to_officer(one_open)


def test_a_no_beside_the_foreman_is_asked_again_alone_and_violence_is_not_pressed() -> None:
    """R-36; decision 3: such a "no" counts as unknown."""
    adult = LIBRARY.instrument("adult_labour")
    pieces = [
        Evidence(id=code, code=code, answer=Answer.NO, hearing=Hearing.EMPLOYER)
        for code in ("CD02", "CD04")
    ]
    finding = assess(pieces, adult)
    found = {s.id: s for s in steps_for(finding, LIBRARY, audience=Audience.OFFICER)}
    assert "CD02" in found["ask_later"].ask
    assert not {"CD04", "CR01"} & set(found["ask_later"].ask)


def test_a_case_of_labour_law_alone_goes_to_a_labour_remedy() -> None:
    """R-39, R-40."""
    finding = worker_with("EX06", rest=Answer.NO)
    assert (finding.labour_law, finding.forced_labour) == (State.YES, State.NO)
    assert "labour_remedy" in to_worker(finding)
    assert "labour_remedy_officer" in to_officer(finding)
    assert "still goes to a labour remedy" in words("labour_remedy_officer")
    assert "nothing_shown" not in to_worker(finding)


@pytest.mark.parametrize(
    ("sign", "step"),
    [("CD01", "papers"), ("CR03", "papers"), ("CD14", "wages"), ("EX04", "wages"),
     ("CD02", "debt"), ("CR04", "debt"), ("CD04", "health"), ("EX03", "health")],
)  # fmt: skip
def test_a_single_answer_brings_its_step(sign: str, step: str) -> None:
    assert step in to_worker(worker_with(sign, rest=Answer.NO))
    assert step not in to_worker(worker_with(rest=Answer.NO))


@pytest.mark.proves("no-referral-to-immigration")
def test_nobody_is_sent_to_immigration_and_no_step_asks_what_reveals_status() -> None:
    """R-34."""
    assert "immigration" not in {str(kind) for kind in ContactKind}
    special = LIBRARY.instrument("adult_labour").special_codes
    assert special
    assert not special & {code for rule in LIBRARY.steps for code in rule.codes}


@pytest.mark.proves("no-referral-to-immigration")
def test_answers_that_reveal_status_change_no_step() -> None:
    """R-34: even where a deployment has asked for them, and they change a finding."""
    open_to_all = LIBRARY.instrument("adult_labour", special=True)
    no = dict.fromkeys(LIBRARY.instrument("adult_labour").open_codes, Answer.NO)
    plain = assess_answers(no, LIBRARY.instrument("adult_labour"))
    yes = no | dict.fromkeys(open_to_all.special_codes, Answer.YES)
    status_known = assess_answers(yes, open_to_all)
    assert status_known.item_set("act") is not plain.item_set("act")
    for audience in Audience:
        assert told_to(audience, status_known) == told_to(audience, plain)


WORDS_TO_AVOID = re.compile(
    r"victim|víctima|ضحي|ضحايا|immigra|inmigra|هجرة|rescue|rescat|illegal|illégal|ilegal|غير شرعي",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_uses_a_word_to_avoid(language: str) -> None:
    """Section 8: nobody is called a victim before a decision."""
    assert WORDS_TO_AVOID.search("une victime")
    for rule in LIBRARY.steps:
        assert not WORDS_TO_AVOID.search(words(rule.id, language)), rule.id


def test_steps_are_few_and_short_and_say_who_says_so() -> None:
    assert 15 <= len(LIBRARY.steps) <= 25
    for rule in LIBRARY.steps:
        assert len(LIBRARY.texts.label(rule.text_id, "en").value.split()) <= 30, rule.id
        assert rule.basis.note is not None
        if rule.basis.standing is Standing.PUBLISHED:
            assert rule.basis.source is not None
            assert rule.basis.verification is not None


def test_cited_rules_exist() -> None:
    cited = re.findall(r"R-(\d+)", " ".join(rule.basis.note or "" for rule in LIBRARY.steps))
    assert len(cited) > 20
    assert all(1 <= int(number) <= 76 for number in cited)


@pytest.mark.parametrize("step_id", ["no_need_to_decide", "wages", "who_decides", "firewall"])
def test_what_differs_by_country_is_marked_and_promises_nothing(step_id: str) -> None:
    rules = {rule.id: rule for rule in LIBRARY.steps}
    assert rules[step_id].depends_on_country
    assert not re.search(r"\byou have (?:the|a) right\b|\bguarantee", words(step_id))
