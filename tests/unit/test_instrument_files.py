"""A deploying institution's own files: what they can do, and what is said when they are wrong."""

from pathlib import Path

import pytest

import manumit
from manumit.assessment import Answer, State, assess_answers
from manumit.errors import InputError
from manumit.instruments import Library, ReviewStatus, Standing, Strength
from manumit.instruments.reading import is_shipped, read_document
from manumit.web.ui.languages import library

OWN_LIST = """
schema: manumit/indicator-list/1
id: adult_labour_vasta
extends: adult_labour
edition: "2026, with two changes of the Vasta inspectorate"
indicators:
  - code: EX10
    dimension: exploitation
    strength: strong
    label: Sleeps at the machine
    verification: verified
    standing: ours
  - {code: EX03, dimension: exploitation, strength: strong, label: Hazard, verification: verified}
remove: [EX09]
"""

OWN_TEXTS = """
schema: manumit/text-pack/1
subject: labour
language: bn
review: {status: reviewed, by: A. Reviewer, on: 2026-05-01}
entries:
  CD01:
    questions:
      - "আপনার কাগজপত্র কি অন্য কেউ রেখে দিয়েছে?"
      - {text: draft, review: {status: unreviewed}}
"""


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def problems(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        Library.load(path)
    return [(p.code, p.place.row, p.place.field) for p in caught.value.problems]


def test_a_list_can_be_extended_without_code(tmp_path: Path) -> None:
    own = Library.load(written(tmp_path, OWN_LIST)).instrument("adult_labour_vasta")
    assert own.by_code["EX03"].strength is Strength.STRONG
    assert "EX09" not in own.codes
    finding = assess_answers({"EX10": Answer.YES, "EX02": Answer.YES}, own)
    assert finding.dimension("exploitation") is State.YES


def test_every_file_that_comes_with_the_program_fits_its_schema() -> None:
    """No start asks it again, so that a file in a wrong form has to fail here."""
    read = [read_document(one.path) for one in library().documents]
    assert {one.kind for one in read} >= {"indicator-list", "sources", "text-pack"}
    assert all(is_shipped(one.path) for one in read)
    assert len(read) > 100
    assert not is_shipped(Path(manumit.__file__).parent.parent / "own.yaml")


@pytest.mark.proves("safeguards-of-instruments")
def test_an_own_list_cannot_open_an_indicator_that_reveals_status(tmp_path: Path) -> None:
    """R-34: it repeats RV02 and says nothing of its class; the class stays."""
    reopened = (
        "schema: manumit/indicator-list/1\nid: own\nextends: adult_labour\nindicators:\n"
        "  - {code: RV02, dimension: recruitment_abuse_vulnerability, strength: medium,\n"
        "     label: Abuse of status, verification: verified}\n"
    )
    own = Library.load(written(tmp_path, reopened)).instrument("own")
    assert "RV02" not in own.codes
    assert "RV02" in own.special_codes


def test_the_shipped_list_stays_as_it_is(tmp_path: Path) -> None:
    library = Library.load(written(tmp_path, OWN_LIST))
    assert library.instrument("adult_labour").by_code["EX03"].strength is Strength.MEDIUM


def test_a_language_is_data_with_a_review_for_each_string(tmp_path: Path) -> None:
    texts = Library.load(written(tmp_path, OWN_TEXTS)).texts
    first, second = texts.all_of("CD01", "questions", "bn")
    assert (first.review.status, first.review.by) == (ReviewStatus.REVIEWED, "A. Reviewer")
    assert not first.needs_notice
    assert second.review.status is ReviewStatus.UNREVIEWED
    assert second.needs_notice


def test_a_string_that_a_language_lacks_comes_in_english_and_says_so(tmp_path: Path) -> None:
    texts = Library.load(written(tmp_path, OWN_TEXTS)).texts
    label = texts.label("CD01", "bn")
    assert (label.language, label.missing, label.needs_notice) == ("en", True, True)


def test_an_institution_can_correct_a_shipped_text(tmp_path: Path) -> None:
    correction = (
        "schema: manumit/text-pack/1\nsubject: labour\nlanguage: fr\n"
        "review: {status: reviewed, by: B, on: 2026-05-01}\n"
        "entries:\n  CD01: {label: Rétention des papiers}\n"
    )
    texts = Library.load(written(tmp_path, correction)).texts
    assert texts.label("CD01", "fr").value == "Rétention des papiers"
    assert texts.one("CD01", "explanation", "fr").review.status is ReviewStatus.UNREVIEWED


def test_a_folder_of_files_is_loaded_and_all_problems_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, "schema: nonsense", "one.yaml")
    written(tmp_path, "key: [", "two.yaml")
    assert [code for code, _, _ in problems(tmp_path)] == ["I103", "I102"]


LIST_HEAD = "schema: manumit/indicator-list/1\nid: own\nextends: adult_labour\n"
PACK_HEAD = "schema: manumit/text-pack/1\nsubject: s\nlanguage: fr\nreview: {status: unreviewed}\n"
SETS_HEAD = "schema: manumit/item-sets/1\nsets:\n"
OURS = "basis: {standing: ours}"

MISTAKES = [
    ("I102", 3, "schema: manumit/sources/1\nsources:\n  a: b: c\n"),
    ("I102", 4, PACK_HEAD.replace("language: fr\n", "language: fr\nlanguage: es\n")),
    ("I103", 1, "indicators: []\n"),
    ("I103", 1, "- a list\n"),
    ("I104", 5, LIST_HEAD + "indicators:\n  - {code: EX10, dimension: exploitation}\n"),
    ("I104", 4, LIST_HEAD + "colour: red\n"),
    ("I104", 4, PACK_HEAD.replace("unreviewed", "reviewed") + "entries: {}\n"),
    ("I105", 1, LIST_HEAD.replace("id: own", "id: adult_labour")),
    ("I106", 3, LIST_HEAD.replace("adult_labour", "nobody")),
    ("I106", 1, LIST_HEAD + "conclusions: nowhere\n"),
    ("I106", 1, LIST_HEAD + "source: P99\n"),
    (
        "I106",
        1,
        LIST_HEAD
        + "indicators:\n  - {code: EX10, dimension: beyond, label: abc, verification: verified, "
        "strength: weak}\n",
    ),
    ("I106", 1, f"{SETS_HEAD}  - {{id: own, {OURS}, items: [{{id: OW01, codes: [XX01]}}]}}\n"),
    (
        "I107",
        1,
        (
            "schema: manumit/conclusions/1\ntables:\n  - id: own\n    rows:\n"
            f"      - {{id: a, any: [act], {OURS}}}\n      - {{id: b, all: [act, means], {OURS}}}\n"
            f"      - {{id: c, {OURS}}}\n"
        ),
    ),
    (
        "I108",
        1,
        (
            "schema: manumit/conclusions/1\ntables:\n  - id: own\n    rows:\n"
            f"      - {{id: a, all: [act], {OURS}}}\n"
        ),
    ),
    (
        "I109",
        1,
        LIST_HEAD + "indicators:\n  - {code: EX10, dimension: exploitation, label: abc, "
        "verification: verified}\n",
    ),
    ("I112", 6, PACK_HEAD + "entries:\n  ZZ01: {label: x}\n"),
    (
        "I113",
        1,
        "schema: manumit/interview/1\nid: own\ntopics:\n  - {id: status, codes: [RV02]}\n",
    ),
]


@pytest.mark.parametrize(("code", "row", "text"), MISTAKES)
def test_a_mistake_has_a_code_and_a_line(code: str, row: int, text: str, tmp_path: Path) -> None:
    assert (code, row) in [(c, r) for c, r, _ in problems(written(tmp_path, text))]


INTERVIEW = """
schema: manumit/interview/1
id: own
topics:
  - {id: safety, always: true, gate: safety, codes: [SAFE01]}
  - {id: age, always: true, gate: age, codes: [AGE01]}
  - {id: core, always: true, core: [CD03, CD01, CD11, EX01, CD14],
     codes: [CD03, CD01, CD11, EX01, CD14]}
  - {id: violence, always: true, last: true, core: [CD04], codes: [CD04, CR01]}
"""
TABLE = "schema: manumit/conclusions/1\ntables:\n  - id: own\n    rows:\n"
PUBLISHED = "basis: {standing: published, source: P8}"
INDICATOR = "indicators:\n  - {label: abc, verification: verified, strength: strong, "

# What an institution's own file must not be able to switch off.
BREACHES = [
    ("I115", (f"{TABLE}      - {{id: a, all: [act, means], {OURS}}}\n"
     f"      - {{id: b, all: [act], positive: true, {PUBLISHED}}}\n      - {{id: c, {OURS}}}\n")),
    ("I116", (f"{TABLE}      - {{id: a, all: [act], positive: true, {OURS}}}\n"
     f"      - {{id: c, {OURS}}}\n")),
    ("I117", ("schema: manumit/indicator-list/1\nid: own\nextends: child_labour\n"
     "conclusions: adult_labour\n")),
    ("I117", LIST_HEAD + "population: child\n"),
    ("I118", LIST_HEAD + INDICATOR + "code: RV08, dimension: coercion_destination}\n"),
    ("I118", LIST_HEAD + INDICATOR + "code: CD04, dimension: abuse_vulnerability_destination}\n"),
    ("I119", LIST_HEAD + "remove: [CD01]\n"),
    ("I119", INTERVIEW.replace("core: [CD03, CD01,", "core: [CD03,")),
    ("I120", INTERVIEW.replace("gate: safety, ", "")),
    ("I121", INTERVIEW.replace("last: true, ", "")),
    ("I106", INTERVIEW.replace("codes: [CD03,", "codes: [ZZ99, CD03,")),
    ("I113", INTERVIEW.replace("codes: [CD03,", "codes: [RV02, CD03,")),
    ("I105", f"{TABLE}      - {{id: a, all: [act], {OURS}}}\n      - {{id: a, {OURS}}}\n"),
    ("I106", LIST_HEAD + INDICATOR + "code: EX10, dimension: exploitation, source: NOPE}\n"),
    ("I122", PACK_HEAD + "entries:\n  phrase/counts: {label: '{strong.__class__}'}\n"),
    ("I122", PACK_HEAD + "entries:\n  CD01: {label: 'a {name} b'}\n"),
    ("I104", PACK_HEAD + "entries:\n  phrase/notice: {label: ' '}\n"),
]  # fmt: skip


@pytest.mark.proves("safeguards-of-instruments")
@pytest.mark.parametrize(("code", "text"), BREACHES)
def test_a_rule_that_protects_a_person_cannot_be_switched_off(
    code: str, text: str, tmp_path: Path
) -> None:
    assert code in [found for found, _, _ in problems(written(tmp_path, text))]


def test_an_own_indicator_can_speak_for_labour_law_and_forced_labour(tmp_path: Path) -> None:
    written(tmp_path, OWN_LIST, "a-list.yaml")
    written(
        tmp_path,
        f"{SETS_HEAD}  - {{id: own_law, extends: labour_law, {OURS}, items: [\n"
        "      {id: LL05, codes: [EX10]}, {id: LL11, codes: [EX10]}]}\n"
        f"  - {{id: own_force, extends: involuntariness, {OURS}, items: [\n"
        "      {id: IN06, codes: [EX10]}]}\n",
        "b-sets.yaml",
    )
    own = Library.load(tmp_path).instrument("adult_labour_vasta")
    finding = assess_answers({"EX10": Answer.YES, "CD01": Answer.YES}, own)
    assert {finding.item(item) for item in ("LL05", "LL11")} == {State.YES}
    assert finding.forced_labour is State.YES


@pytest.mark.proves("safeguards-of-instruments")
def test_an_own_item_set_cannot_bring_vulnerability_into_forced_labour(tmp_path: Path) -> None:
    item = "{id: MP01, codes: [RV08]}"
    text = f"{SETS_HEAD}  - {{id: own, extends: menace, {OURS}, items: [{item}]}}\n"
    assert [code for code, _, _ in problems(written(tmp_path, text))] == ["I111"]


def test_an_own_interview_that_keeps_the_safeguards_is_taken(tmp_path: Path) -> None:
    assert Library.load(written(tmp_path, INTERVIEW)).registry.interviews["own"]


@pytest.mark.proves("safeguards-of-instruments")
def test_what_an_institution_adds_is_its_own_unless_it_names_a_source(tmp_path: Path) -> None:
    """An own grade must not pass as the ILO's."""
    own = Library.load(written(tmp_path, OWN_LIST)).instrument("adult_labour_vasta")
    assert {own.by_code[code].basis.standing for code in ("EX10", "EX03")} == {Standing.OURS}
    assert own.by_code["EX03"].basis.source is None
    assert own.by_code["EX01"].basis.standing is Standing.PUBLISHED


def test_a_translation_that_calls_itself_original_is_still_not_reviewed(tmp_path: Path) -> None:
    pack = PACK_HEAD.replace("unreviewed", "original") + "entries:\n  CD01: {label: Papiers}\n"
    texts = Library.load(written(tmp_path, pack)).texts
    assert texts.label("CD01", "fr").needs_notice


def test_a_folder_without_files_is_not_in_order(tmp_path: Path) -> None:
    assert problems(tmp_path) == [("I123", None, None)]
    written(tmp_path, "schema: nonsense", "one.yml")
    assert [code for code, _, _ in problems(tmp_path)] == ["I103"]


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"schema: \xff\xfe\n")
    assert problems(path) == [("I101", None, None)]
    assert problems(tmp_path / "absent.yaml") == [("I101", None, None)]


@pytest.mark.proves("foreign-files-are-data")
def test_control_characters_are_no_traceback(tmp_path: Path) -> None:
    assert problems(written(tmp_path, "schema: \x07\n"))[0][0] == "I102"


@pytest.mark.parametrize("tagged", ["!!bool abc", "!!int abc", "!!float abc", "!!timestamp abc"])
def test_a_value_that_is_none_of_its_tag_is_no_traceback(tmp_path: Path, tagged: str) -> None:
    assert problems(written(tmp_path, f"schema: {tagged}\n"))[0][0] == "I102"


@pytest.mark.parametrize(
    "deep",
    ["[" * 100_000, "[" * 200 + "]" * 200, "- " * 5_000, "{a: " * 9_999],
    ids=["open", "closed", "lines", "maps"],
)
def test_a_file_without_a_bottom_is_refused_before_anything_falls_into_it(
    tmp_path: Path, deep: str
) -> None:
    assert problems(written(tmp_path, f"schema: {deep}"))[0][0] == "I102"


def test_yes_and_no_are_words_and_dates_are_text(tmp_path: Path) -> None:
    text = PACK_HEAD + "entries:\n  answer/yes: {label: yes}\n  answer/no: {label: no}\n"
    texts = Library.load(written(tmp_path, text)).texts
    assert (texts.label("answer/yes", "fr").value, texts.label("answer/no", "fr").value) == (
        "yes",
        "no",
    )


def test_an_unknown_list_is_named_with_those_that_exist() -> None:
    with pytest.raises(InputError, match=r"I114.*adult_labour"):
        Library.load().instrument("nobody")
