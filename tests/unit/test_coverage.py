"""What a language lacks is told to whoever adds it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main
from manumit.errors import InputError
from manumit.instruments import Library, ReviewStatus, shipped_library
from manumit.instruments.coverage import coverage

PACK = """schema: manumit/text-pack/1
subject: labour
language: sw
review: {status: unreviewed}
entries:
  CD01:
    label: {text: "Hati", review: {status: reviewed, by: A. Reviewer, on: 2026-05-01}}
    questions:
      - {text: "Je, kuna mtu anayeshika hati zako?", audio: cd01.ogg}
      - "Je?"
  topic/wages: {label: "Mshahara"}
"""
SPECIAL = {"DR06", "RV02", "RV14", "VD05"}


@pytest.fixture(name="pack")
def _pack(tmp_path: Path) -> Path:
    (tmp_path / "cd01.ogg").write_bytes(b"OggS")
    path = tmp_path / "sw.yaml"
    path.write_text(PACK, "utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["instruments", "coverage", *arguments], catch_exceptions=False)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_shipped_languages_are_complete_for_an_interview(language: str) -> None:
    found = coverage(shipped_library(), language)
    assert found.complete
    assert found.missing_explanations == ()


def test_what_is_missing_is_named(pack: Path) -> None:
    found = coverage(Library.load(pack), "sw")
    assert not found.complete
    assert "CD01" not in found.missing_questions + found.missing_labels
    assert "CD01" in found.missing_explanations
    assert {"CD02", "AC02", "SAFE01", "AGE01"} <= set(found.missing_questions)
    assert {"CD02", "LL01", "SAFE01"} <= set(found.missing_labels)
    assert {"answer/yes", "step/postpone", "reason/gate"} <= set(found.missing_phrases)


def test_why_a_topic_is_asked_is_heard_by_the_worker_and_belongs_to_it(pack: Path) -> None:
    assert "topic/wages" in coverage(Library.load(pack), "sw").missing_phrases
    explained = PACK.replace('"Mshahara"', '"Mshahara", explanation: "Ni haki yako."')
    pack.write_text(explained, "utf-8")
    assert "topic/wages" not in coverage(Library.load(pack), "sw").missing_phrases


def test_strings_are_counted_by_review_and_questions_by_audio(pack: Path) -> None:
    found = coverage(Library.load(pack), "sw")
    assert found.strings == {
        ReviewStatus.ORIGINAL: 0,
        ReviewStatus.UNREVIEWED: 3,
        ReviewStatus.REVIEWED: 1,
    }
    assert (found.with_audio, found.without_audio) == (1, 1)


def test_only_the_lists_that_are_used_count(pack: Path) -> None:
    library = Library.load(pack)
    child = coverage(library, "sw", ["child_labour"])
    assert "EX06" not in child.missing_questions
    assert "EX06" in coverage(library, "sw", ["adult_labour"]).missing_questions
    with pytest.raises(InputError):
        coverage(library, "sw", ["no_such_list"])


def test_what_reveals_migration_status_is_never_wanted(pack: Path) -> None:
    """R-34: nobody is asked to translate what nobody may be asked."""
    found = coverage(Library.load(pack), "sw")
    assert SPECIAL.isdisjoint(found.questions + found.missing_labels + found.missing_explanations)


def test_reports_and_paper_forms_are_not_part_of_an_interview(pack: Path) -> None:
    found = coverage(Library.load(pack), "sw")
    rooms = {one.split("/")[0] for one in found.missing_phrases}
    assert "topic" in rooms
    assert rooms.isdisjoint({"report", "paper"})


def test_a_language_without_a_pack_lacks_everything() -> None:
    found = coverage(shipped_library(), "tlh")
    assert found.missing_questions == found.questions != ()


def test_the_command_names_what_is_missing_and_ends_with_1(pack: Path) -> None:
    result = run("sw", "--instruments", str(pack), "--list", "adult_labour")
    assert result.exit_code == 1
    assert "Questions: 1 of the 71 codes that are asked" in result.output
    assert "CD02" in result.output
    assert "Strings: original 0, unreviewed 3, reviewed 1" in result.output
    assert "Questions with audio: 1; without: 1" in result.output


def test_the_command_ends_with_0_when_nothing_is_missing() -> None:
    result = run("fr")
    assert result.exit_code == 0
    assert "Missing questions: none" in result.output


def test_a_language_that_is_not_loaded_is_a_wrong_use_of_the_command() -> None:
    assert run("tlh").exit_code == 2
