"""An institution's own steps: what it can add, and what it cannot take away."""

from pathlib import Path

import pytest

from manumit.assessment import Answer, assess_answers, next_steps
from manumit.errors import InputError
from manumit.instruments import Audience, Library
from manumit.instruments.safeguards import PROTECTING_STEPS

HEAD = "schema: manumit/next-steps/1\nid: vasta\nextends: default\nchecked_on: 2026-11-25\n"
OWN = "basis: {standing: ours, note: Circular 4}"
UNION = f"steps:\n  - {{id: own_union, for: [worker], urgency: now, kinds: [trade_union], {OWN}}}\n"
PACK = (
    "schema: manumit/text-pack/1\nsubject: own\nlanguage: en\nreview: {status: original}\n"
    "entries:\n  nextstep/own_union: {label: Ask the union of Vasta.}\n"
)
FOR_ALL = f"for: [worker], urgency: now, kinds: [hotline, shelter, police, health], {OWN}"


def load(folder: Path, *texts: str) -> Library:
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(text, "utf-8")
    return Library.load(folder)


def problems(folder: Path, *texts: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        load(folder, *texts)
    return [(problem.code, problem.place.row) for problem in caught.value.problems]


def step_ids(library: Library, answers: dict[str, Answer]) -> list[str]:
    finding = assess_answers(answers, library.instrument("adult_labour"))
    return [step.id for step in next_steps(finding, library, audience=Audience.WORKER)]


def test_an_own_step_is_added_and_danger_still_stands_first(tmp_path: Path) -> None:
    library = load(tmp_path, HEAD + UNION, PACK)
    steps = step_ids(library, {"CD03": Answer.YES})
    assert steps[0] == "danger"
    assert "own_union" in steps
    assert library.texts.label("nextstep/own_union", "en").value == "Ask the union of Vasta."


def test_a_step_can_be_reworded_also_one_that_protects(tmp_path: Path) -> None:
    words = PACK.replace("own_union: {label: Ask the union of Vasta.}", "danger: {label: Call 1.}")
    library = load(tmp_path, words)
    assert library.texts.label("nextstep/danger", "en").value == "Call 1."
    assert step_ids(library, {"CD03": Answer.YES})[0] == "danger"


def test_other_steps_can_be_left_out_and_replaced_in_their_place(tmp_path: Path) -> None:
    later = f"{{id: papers, for: [worker], urgency: later, kinds: [consulate], {OWN}}}"
    library = load(tmp_path, f"{HEAD}remove: [new_work]\nsteps:\n  - {later}\n")
    steps = step_ids(library, {"EX04": Answer.YES})
    assert "new_work" not in steps
    assert steps[-1] == "papers"


@pytest.mark.proves("no-referral-to-immigration")
@pytest.mark.parametrize("step", PROTECTING_STEPS)
def test_a_step_that_protects_cannot_be_dropped(step: str, tmp_path: Path) -> None:
    """R-30, R-34, R-46, R-49, R-53."""
    assert ("I128", 1) in problems(tmp_path, f"{HEAD}remove: [{step}]\n")


@pytest.mark.parametrize(
    "changed",
    [
        f"when: [{{any_yes: [CD04]}}], {FOR_ALL}",
        FOR_ALL,
        f"when: [{{age: [child]}}], {FOR_ALL}",
    ],
)
def test_nor_told_to_others(changed: str, tmp_path: Path) -> None:
    assert problems(tmp_path, f"{HEAD}steps:\n  - {{id: danger, {changed}}}\n") == [("I128", 1)]


ALWAYS_FIREWALL = "kinds: [labour_inspectorate, trade_union, hotline]"


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        (f"for: [worker], urgency: soon, {ALWAYS_FIREWALL}", False),
        (f"for: [worker], urgency: later, {ALWAYS_FIREWALL}", True),
        (f"for: [officer], urgency: soon, {ALWAYS_FIREWALL}", True),
        ("for: [worker], urgency: soon, kinds: [hotline]", True),
    ],
)
def test_nor_later_nor_with_less_help(changed: str, refused: bool, tmp_path: Path) -> None:
    own = f"{HEAD}steps:\n  - {{id: firewall, {changed}, {OWN}}}\n"
    if refused:
        assert problems(tmp_path, own) == [("I128", 1)]
    else:
        assert load(tmp_path, own).registry.steps["firewall"].basis.note == "Circular 4"


def test_dropping_and_adding_again_does_not_move_danger_from_its_place(tmp_path: Path) -> None:
    shipped = next(rule for rule in Library.load().steps if rule.id == "danger")
    when = f"when: [{{any_yes: [{', '.join(shipped.when[0].any_yes)}]}}]"
    again = HEAD.replace("id: vasta", "id: again")
    library = load(
        tmp_path,
        f"{HEAD}remove: [danger]\n",
        f"{again}steps:\n  - {{id: danger, {when}, {FOR_ALL}}}\n",
    )
    assert step_ids(library, {"CD03": Answer.YES})[0] == "danger"


STEP = f"for: [worker], urgency: now, {OWN}"
NAMED = f"{HEAD}steps:\n  - {{id: own_union, kinds: [], {STEP}, when: "
MISTAKES = [
    ("I129", 6, f"{HEAD}steps:\n  - {{id: own_union, kinds: [immigration], {STEP}}}\n"),
    ("I104", 6, f"{HEAD}steps:\n  - {{id: own_union, kinds: [embassy], {STEP}}}\n"),
    ("I104", 6, f"{HEAD}steps:\n  - {{id: own_union, kinds: [], when: [], {STEP}}}\n"),
    ("I104", 1, HEAD.replace("extends: default\n", "")),
    ("I105", 1, HEAD.replace("id: vasta", "id: default")),
    ("I105", 1, HEAD + UNION + UNION.removeprefix("steps:\n")),
    ("I106", 5, f"{HEAD}remove: [nowhere]\n"),
    ("I106", 1, NAMED + "[{any_yes: [ZZ99]}]}\n"),
    ("I106", 1, HEAD + UNION.replace("note: Circular 4", "source: NOPE")),
    ("I133", 1, NAMED + "[{any_yes: [RV02]}]}\n"),
]  # fmt: skip


@pytest.mark.proves("no-referral-to-immigration")
@pytest.mark.parametrize(("code", "row", "text"), MISTAKES)
def test_a_mistake_has_a_code_and_a_line(code: str, row: int, text: str, tmp_path: Path) -> None:
    assert (code, row) in problems(tmp_path, text, PACK)


def test_a_step_without_words_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, HEAD + UNION) == [("I131", 1)]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    wrong = f"{HEAD}steps:\n  - {{id: own_union, kinds: [immigration, embassy], {STEP}}}\n"
    assert [code for code, _ in problems(tmp_path, wrong, PACK)] == ["I129", "I104"]
