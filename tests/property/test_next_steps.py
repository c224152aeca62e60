"""What to do next, over random answers."""

import datetime as dt
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.assessment import (
    Age,
    Answer,
    Finding,
    State,
    advice_view,
    assess_answers,
    next_steps,
)
from manumit.instruments import (
    Audience,
    Instrument,
    Population,
    Urgency,
    demo_contacts,
    shipped_library,
)

LIBRARY = shipped_library()
INSTRUMENTS = [LIBRARY.instrument(list_id) for list_id in LIBRARY.list_ids]
VIOLENCE_OR_CONFINEMENT = ("CD03", "CD04", "CR01", "CR05")
# Steps that end when more becomes known; all others stay.
OF_WHAT_IS_OPEN_OR_ABSENT = {"ask_later", "nothing_shown"}
TODAY = dt.date(2026, 11, 25)
WORDS_TO_AVOID = re.compile(r"victim|víctima|ضحي|immigra|inmigra|rescue|rescat", re.IGNORECASE)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Instrument, Mapping[str, Answer], Age]:
    """An instrument, answers from few to all of its codes, and an age that it is for."""
    instrument = draw(st.sampled_from(INSTRUMENTS))
    codes = draw(st.lists(st.sampled_from(sorted(instrument.codes)), unique=True, max_size=90))
    rest = draw(st.sampled_from([Answer.UNKNOWN, Answer.NO]))
    filled = dict.fromkeys(instrument.open_codes, rest)
    answers = filled | {code: draw(st.sampled_from(list(Answer))) for code in codes}
    child = instrument.population is Population.CHILD
    return (
        instrument,
        answers,
        draw(st.sampled_from([Age.CHILD, Age.UNSURE])) if child else (Age.ADULT),
    )


def ids(finding: Finding, audience: Audience) -> list[str]:
    return [step.id for step in next_steps(finding, LIBRARY, audience=audience)]


audiences = st.sampled_from(list(Audience))


@given(answered(), audiences)
def test_there_is_always_a_step_each_once_the_most_urgent_first(
    case: tuple[Instrument, Mapping[str, Answer], Age], audience: Audience
) -> None:
    instrument, answers, age = case
    steps = next_steps(assess_answers(answers, instrument, age=age), LIBRARY, audience=audience)
    assert steps
    assert len({step.id for step in steps}) == len(steps)
    places = [list(Urgency).index(step.rule.urgency) for step in steps]
    assert places == sorted(places)
    assert steps == next_steps(
        assess_answers(dict(reversed(list(answers.items()))), instrument, age=age),
        LIBRARY,
        audience=audience,
    )


@given(answered(), audiences, st.sampled_from(VIOLENCE_OR_CONFINEMENT))
def test_danger_is_first_when_violence_or_confinement_is_yes(
    case: tuple[Instrument, Mapping[str, Answer], Age], audience: Audience, sign: str
) -> None:
    instrument, answers, age = case
    finding = assess_answers({**answers, sign: Answer.YES}, instrument, age=age)
    assert ids(finding, audience)[0].startswith("danger")


@given(answered())
def test_child_steps_are_told_exactly_when_the_person_is_or_may_be_a_child(
    case: tuple[Instrument, Mapping[str, Answer], Age],
) -> None:
    instrument, answers, age = case
    finding = assess_answers(answers, instrument, age=age)
    for audience, step in ((Audience.WORKER, "child"), (Audience.OFFICER, "child_officer")):
        assert (step in ids(finding, audience)) is (age is not Age.ADULT)


@given(answered(), audiences)
def test_nothing_shown_is_said_only_where_no_open_answer_could_change_it(
    case: tuple[Instrument, Mapping[str, Answer], Age], audience: Audience
) -> None:
    instrument, answers, age = case
    finding = assess_answers(answers, instrument, age=age)
    states = {finding.labour_law, finding.forced_labour, finding.trafficking}
    assert ("nothing_shown" in ids(finding, audience)) is (states == {State.NO})
    if State.UNDETERMINED in states:
        assert "ask_later" in ids(finding, Audience.OFFICER)


@given(answered(), audiences, st.data())
def test_a_further_yes_takes_no_step_away(
    case: tuple[Instrument, Mapping[str, Answer], Age], audience: Audience, data: st.DataObject
) -> None:
    instrument, answers, age = case
    code = data.draw(st.sampled_from(sorted(instrument.codes)))
    before = ids(assess_answers(answers, instrument, age=age), audience)
    more = assess_answers({**answers, code: Answer.YES}, instrument, age=age)
    assert set(before) - OF_WHAT_IS_OPEN_OR_ABSENT <= set(ids(more, audience))


@given(answered(), audiences)
def test_what_is_asked_again_is_open_and_never_about_status_or_violence(
    case: tuple[Instrument, Mapping[str, Answer], Age], audience: Audience
) -> None:
    instrument, answers, age = case
    finding = assess_answers(answers, instrument, age=age)
    for step in next_steps(finding, LIBRARY, audience=audience):
        assert set(step.ask) <= finding.unknown - instrument.special_codes - {"CD04", "CR01"}


@settings(max_examples=30)
@given(answered(), audiences, st.sampled_from(["en", "fr", "es", "ar"]))
def test_no_view_uses_a_word_to_avoid_or_hides_a_missing_contact(
    case: tuple[Instrument, Mapping[str, Answer], Age], audience: Audience, language: str
) -> None:
    instrument, answers, age = case
    finding = assess_answers(answers, instrument, age=age)
    contacts = demo_contacts()
    seen = advice_view(
        finding, LIBRARY, language, audience=audience, contacts=contacts, today=TODAY
    )
    steps = next_steps(finding, LIBRARY, audience=audience)
    for shown, step in zip(seen.steps, steps, strict=True):
        text = " ".join(filter(None, (shown.label, shown.explanation, shown.helpers, shown.gap)))
        assert not WORDS_TO_AVOID.search(text)
        missing = [kind for kind in step.rule.kinds if not contacts.of_kind(kind)]
        assert (shown.gap is not None) is bool(missing)
        assert {contact.kind_id for contact in shown.contacts} == set(step.rule.kinds) - set(
            missing
        )


@pytest.mark.parametrize("audience", list(Audience))
def test_steps_are_told_where_nobody_has_asked_anything(audience: Audience) -> None:
    for instrument in INSTRUMENTS:
        assert ids(assess_answers({}, instrument), audience)
