"""The eight questions of ``manumit start``, and the folder that their answers make."""

import signal
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.errors import InputError
from manumit.web.site.profiles import profiles
from manumit.web.start.answers import (
    UNKNOWN,
    StartAnswers,
    ask,
    parse_answers,
    read_answers,
    write_answers,
)
from manumit.web.start.leaflets import wall_page
from manumit.web.start.small_office import (
    SmallOffice,
    as_lines,
    made_once,
    take_answers,
    write_private,
)

SOUND: dict[str, Any] = {
    "schema": "manumit/start/1",
    "institution": {"name": "Haven of Anna", "country": "KE", "profile": "shelter"},
    "languages": ["en", "ar"],
    "contacts": UNKNOWN,
    "people": {"first": "a.b@example.org", "second": "c.d@example.org"},
    "exit_url": "https://weather.example.org/",
    "legal_basis": {"counting": UNKNOWN, "migration_status": UNKNOWN},
    "duty_to_report": UNKNOWN,
    "backups": {"data": "one", "keys": "two"},
}


def changed(**values: Any) -> dict[str, Any]:
    """The sound answers with some of them changed, by dotted path with ``__`` for the dot."""
    document = deepcopy(SOUND)
    for path, value in values.items():
        *parents, last = path.split("__")
        inner = document
        for name in parents:
            inner = inner[name]
        inner[last] = value
    return document


def sound(tmp_path: Path, **values: Any) -> StartAnswers:
    return parse_answers(changed(**values), tmp_path / "answers.yaml")


def test_the_law_may_be_unknown_and_paths_are_beside_the_file(tmp_path: Path) -> None:
    found = sound(tmp_path)
    assert (found.counting, found.migration_status, found.duty_to_report) == ("", "", "")
    assert found.contacts is None
    assert found.backup_data == tmp_path / "one"
    assert (found.kind, found.second_role, found.host) == ("shelter", "support", "localhost")


def test_answers_are_the_same_after_they_were_written(tmp_path: Path) -> None:
    found = sound(tmp_path, legal_basis__counting="law: Act 7, s. 2", languages=["fr"])
    file = tmp_path / "answers.yaml"
    file.write_text(write_answers(found), "utf-8")
    assert read_answers(file) == found


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"institution__country": "QX"}, "institution.country"),
        ({"institution__country": "Kenya"}, "institution.country"),
        ({"institution__profile": "police"}, "institution.profile"),
        ({"people__second": "A.B@example.org"}, "people.second"),
        ({"people__first": "nobody"}, "people.first"),
        ({"exit_url": "http://example.org/"}, "exit_url"),
        ({"contacts": "nowhere.yaml"}, "contacts"),
        ({"legal_basis__counting": "maybe"}, "legal_basis.counting"),
        ({"backups__keys": "one"}, "backups.keys"),
        ({"languages": []}, "languages"),
    ],
)
def test_a_wrong_answer_is_named_by_its_field(
    tmp_path: Path, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as caught:
        parse_answers(changed(**wrong), tmp_path / "answers.yaml")
    assert [(one.code, one.place.field) for one in caught.value.problems] == [("S501", field)]


def test_i_do_not_know_yet_says_at_once_what_stays_off(tmp_path: Path) -> None:
    asked: list[str] = []
    shown: list[str] = []
    given = iter(["Haven", "ke", "hotline", "office.x.org", "en, fr", "I don't know yet",
                  "a@x.org", "b@x.org", "https://x.org/", "unknown", "unknown", "unknown",
                  "../d", "../k"])  # fmt: skip

    def prompt(question: str, default: str) -> str:
        del default
        asked.append(question)
        return next(given)

    found = parse_answers(ask(prompt, shown.append), tmp_path / "answers.yaml")
    assert (found.country, found.languages, found.counting) == ("KE", ("en", "fr"), "")
    assert found.host == "office.x.org"
    text = "\n".join(shown)
    for words in ("name nobody", "Nobody is counted", "Nobody can record it", "not clarified"):
        assert words in text
    numbers = [line.strip()[0] for line in [*asked, *shown] if line.strip()[0].isdigit()]
    assert sorted(numbers) == list("12345678")


def test_each_profile_names_a_kind_and_a_role_that_this_kind_gives() -> None:
    from manumit.web.institutions.kinds import roles_of  # noqa: PLC0415 - needs settings

    for name, profile in profiles().items():
        assert profile.second_role in roles_of(profile.kind), name


@pytest.mark.parametrize("duty", [UNKNOWN, "none", "crimes against children, to the police"])
def test_the_page_for_the_wall_names_nobody_and_no_place(tmp_path: Path, duty: str) -> None:
    answers = sound(tmp_path, duty_to_report=duty, languages=["en", "fr", "es", "ar"])
    page = wall_page(answers)
    for private in ("Haven", "Anna", "a.b@", "c.d@", str(tmp_path), "weather"):
        assert private not in page
    assert ("crimes against children" in page) == (duty not in (UNKNOWN, "none"))
    assert ("not clarified yet" in page) == (duty == UNKNOWN)
    assert page.count("-" * 72) == 3


# The folder


def test_settings_survive_quotes_and_are_read_as_they_were(tmp_path: Path) -> None:
    office = SmallOffice(tmp_path)
    settings = {"MANUMIT_SPECIAL": 'the "Act", s. 4 = $X', "MANUMIT_PORT": "1", "MANUMIT_LAW": ""}
    write_private(office.settings_file, as_lines(settings) + "MANUMIT_HOSTS=plain.org\n")
    assert office.settings() == {
        "MANUMIT_SPECIAL": 'the "Act", s. 4 = $X', "MANUMIT_PORT": "1",
        "MANUMIT_HOSTS": "plain.org",
    }  # fmt: skip
    assert office.settings_file.stat().st_mode & 0o777 == 0o600


def test_other_answers_and_backups_within_the_folder_are_refused(tmp_path: Path) -> None:
    office = SmallOffice(tmp_path / "office")
    office.make_folders()
    within = sound(tmp_path, backups__data="office/backups")
    with pytest.raises(InputError, match="S507"):
        take_answers(office, within)
    assert not office.answers_file.exists()
    take_answers(office, sound(tmp_path))
    take_answers(office, sound(tmp_path))
    with pytest.raises(InputError, match="S502"):
        take_answers(office, sound(tmp_path, duty_to_report="none"))
    assert office.answers() == sound(tmp_path)


def test_a_folder_with_too_long_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="S504"):
        SmallOffice(tmp_path / ("x" * 90)).make_folders()


def test_a_key_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_text("private")
        path.with_name(f"{path.name}.pub").write_text("public")

    for _ in range(2):
        made_once(tmp_path / "key", make)
    assert len(made) == 1
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {
        "key": "private", "key.pub": "public",
    }  # fmt: skip


def test_a_kill_while_a_file_is_written_leaves_the_older_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_private(file, "older")
    script = (
        "import os, signal, sys, pathlib\n"
        "from manumit.web.start.small_office import write_private\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_private(pathlib.Path(sys.argv[1]), 'newer')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert file.read_text() == "older"


def test_the_sound_answers_are_a_file_that_yaml_reads(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(yaml.safe_dump(SOUND))
    assert read_answers(file) == sound(tmp_path)


def test_an_office_begins_with_empty_folders_for_its_backups(tmp_path: Path) -> None:
    """It would end the parts of the keys of a machine that was lost, which are all there is."""
    given = sound(tmp_path)
    office = SmallOffice(tmp_path / "office")
    office.make_folders()
    (given.backup_keys / "keys-20260101T000000Z").mkdir(parents=True)
    with pytest.raises(InputError, match="S508"):
        take_answers(office, given)
    assert not office.answers_file.exists()
    (given.backup_keys / "keys-20260101T000000Z").rmdir()
    take_answers(office, given)
    assert office.answers() == given
