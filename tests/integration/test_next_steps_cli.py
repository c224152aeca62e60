"""What to do next, as ``manumit finding`` and ``manumit instruments steps`` tell it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main
from manumit.instruments import shipped_library

EVIDENCE = """
schema: manumit/evidence/1
list: adult_labour
age: adult
evidence:
  - {code: CD03, answer: yes, informant: worker, hearing: alone}
  - {code: CD01, answer: yes, informant: worker, hearing: alone}
"""
CONTACTS = """
schema: manumit/contacts/1
territory: Vasta
checked_on: 2020-01-01
contacts:
  - {kind: hotline, name: "<script>Line</script>", how: {phone: 555-0100}}
"""


@pytest.fixture(name="evidence")
def _evidence(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.yaml"
    path.write_text(EVIDENCE, "utf-8")
    return path


@pytest.fixture(name="contacts")
def _contacts(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.yaml"
    path.write_text(CONTACTS, "utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)


def test_text_says_what_to_do_next_for_both_with_danger_first(evidence: Path) -> None:
    lines = run("finding", evidence).output.splitlines()
    for title, first in (
        ("What to do next: For the officer", "The person may be in danger"),
        ("What to do next: For the worker", "You may be in danger"),
    ):
        assert first in lines[lines.index(title) + 1]
    assert any("This site has no list of contacts" in line for line in lines)


def test_contacts_of_a_file_are_shown_with_their_age(evidence: Path, contacts: Path) -> None:
    output = run("finding", evidence, "--contacts", contacts).output
    assert "Not checked since: 2020-01-01" in output
    assert "Telephone 555-0100" in output
    assert "No contact of this kind is listed here: " in output
    assert "invented" not in output


def test_invented_contacts_are_shown_only_by_name_and_marked(evidence: Path) -> None:
    assert "Example Hotline" not in run("finding", evidence).output
    output = run("finding", evidence, "--contacts", "demo").output
    assert "Example Hotline" in output
    assert "These contacts are invented" in output


@pytest.mark.parametrize("language", ["en", "ar"])
def test_html_escapes_what_contacts_bring(evidence: Path, contacts: Path, language: str) -> None:
    output = run(
        *("finding", evidence, "--contacts", contacts, "--format", "html", "--language", language)
    ).output
    assert "&lt;script&gt;Line" in output
    assert "<script" not in output
    assert "href" not in output


def test_json_gains_ids_and_keeps_what_it_had(evidence: Path) -> None:
    document = json.loads(run("finding", evidence, "--format", "json").output)
    assert document["format"] == "manumit/finding/1"
    assert document["next_steps"]["worker"][0] == "danger"
    assert document["next_steps"]["officer"][0] == "danger_officer"
    assert {"results", "changes", "conclusion"} <= document.keys()


def test_a_wrong_file_is_told_with_its_line(evidence: Path, contacts: Path) -> None:
    contacts.write_text(CONTACTS.replace("hotline", "immigration"), "utf-8")
    result = run("finding", evidence, "--contacts", contacts)
    assert result.exit_code == 1
    assert "[I129] contacts.yaml, row 6, at contacts[0].kind" in result.stderr
    assert run("finding", evidence, "--contacts", contacts.parent / "absent").exit_code == 1


def test_the_contacts_are_not_overwritten(evidence: Path, contacts: Path) -> None:
    assert run("finding", evidence, "--contacts", contacts, "--out", contacts).exit_code == 1
    assert contacts.read_text("utf-8") == CONTACTS


def test_every_step_is_listed_with_who_says_so() -> None:
    output = run("instruments", "steps").output
    for rule in shipped_library().steps:
        assert f"{rule.id} [{rule.urgency}; for: " in output
    assert output.count("[ours; ") + output.count("[published; ") == len(shipped_library().steps)
    assert "Convention on Action against Trafficking in Human Beings" in output
