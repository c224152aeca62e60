"""The eight questions of ``manumit start``: asked on the terminal, or read from a file.

An answer never holds a secret. To a question about the law, ``unknown`` is an answer: what rests on
it stays off, and the pages to hang up and ``manumit doctor`` say so.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from manumit.countries import is_country
from manumit.errors import InputError, Place, Problem
from manumit.instruments.reading import field_path, parse_yaml, read_text, reason_of
from manumit.web.site.profiles import profiles
from manumit.web.start.codes import StartCode

SCHEMA = "manumit/start/1"
UNKNOWN = "unknown"
PROFILES = ("hotline", "inspectorate", "shelter", "union", "ministry", "research", "all")
DEFAULT_HOST, DEFAULT_PORT = "localhost", 8443
DEFAULT_EXIT = "https://www.wikipedia.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAnswers:
    """What an institution answered.

    Attributes:
        name, country, profile: of the institution; the country as ISO 3166-1 alpha-2.
        languages: tags, the main one first.
        contacts: a contacts file for the public pages; None where nobody is named yet.
        first, second: e-mail addresses of the administrator and of the second person.
        exit_url: where the quick exit leads.
        counting: the basis for counting people, ``consent`` or ``law: ...``; empty if unknown.
        migration_status: the basis for recording what reveals it; empty: nobody can record it.
        duty_to_report: what members must report to whom; empty if unknown.
        backup_data, backup_keys: two folders outside the installation.
        host, port: how browsers reach the pages.
    """

    name: str
    country: str
    profile: str
    languages: tuple[str, ...]
    contacts: Path | None
    first: str
    second: str
    exit_url: str
    counting: str
    migration_status: str
    duty_to_report: str
    backup_data: Path
    backup_keys: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    @property
    def kind(self) -> str:
        """The kind of institution, which decides the roles that it may give."""
        return profiles()[self.profile].kind

    @property
    def second_role(self) -> str:
        """The role of the second person, who approves beside the administrator."""
        return profiles()[self.profile].second_role

    def document(self) -> dict[str, Any]:
        """Return the answers as their file holds them."""
        return {
            "schema": SCHEMA,
            "institution": {"name": self.name, "country": self.country, "profile": self.profile},
            "languages": list(self.languages),
            "contacts": UNKNOWN if self.contacts is None else str(self.contacts),
            "people": {"first": self.first, "second": self.second},
            "exit_url": self.exit_url,
            "legal_basis": {
                "counting": self.counting or UNKNOWN,
                "migration_status": self.migration_status or UNKNOWN,
            },
            "duty_to_report": self.duty_to_report or UNKNOWN,
            "backups": {"data": str(self.backup_data), "keys": str(self.backup_keys)},
            "address": {"host": self.host, "port": self.port},
        }


def read_answers(path: Path) -> StartAnswers:
    """Return the answers of a file; paths in it are relative to the file.

    Raises:
        InputError: I101, I102, S501.
    """
    return parse_answers(parse_yaml(read_text(path), path), path)


def parse_answers(document: Any, path: Path) -> StartAnswers:
    """Return the answers of a document; paths in it are relative to its file.

    Raises:
        InputError: S501, every problem at once.
    """
    problems = _problems(document, path)
    if problems:
        raise InputError(problems)
    return _answers(document, path.resolve().parent)


def _problems(document: Any, path: Path) -> list[Problem]:
    text = (resources.files("manumit.web.start") / "schema/answers.json").read_text("utf-8")
    problems = [
        StartCode.BAD_ANSWER.problem(
            Place(file=path.name, field=field_path(list(error.absolute_path)) or None),
            reason=reason_of(error),
        )
        for error in jsonschema.Draft202012Validator(json.loads(text)).iter_errors(document)
    ]
    if problems:
        return problems
    wrong = []
    if not is_country(document["institution"]["country"]):
        wrong.append(("institution.country", "this is no country of ISO 3166-1"))
    if document["people"]["first"].casefold() == document["people"]["second"].casefold():
        wrong.append(("people.second", "the second person has to be somebody else"))
    if document["backups"]["data"] == document["backups"]["keys"]:
        wrong.append(("backups.keys", "data and keys need two folders"))
    contacts = document["contacts"]
    if contacts != UNKNOWN and not (path.resolve().parent / contacts).is_file():
        wrong.append(("contacts", "there is no such file"))
    return [
        StartCode.BAD_ANSWER.problem(Place(file=path.name, field=field), reason=reason)
        for field, reason in wrong
    ]


def _answers(document: dict[str, Any], folder: Path) -> StartAnswers:
    institution, basis = document["institution"], document["legal_basis"]
    address = document.get("address", {"host": DEFAULT_HOST, "port": DEFAULT_PORT})
    contacts = document["contacts"]
    return StartAnswers(
        **institution,
        languages=tuple(document["languages"]),
        contacts=None if contacts == UNKNOWN else (folder / contacts).resolve(),
        **document["people"],
        exit_url=document["exit_url"],
        counting=_stated(basis["counting"]),
        migration_status=_stated(basis["migration_status"]),
        duty_to_report=_stated(document["duty_to_report"]),
        backup_data=(folder / document["backups"]["data"]).resolve(),
        backup_keys=(folder / document["backups"]["keys"]).resolve(),
        **address,
    )


def _stated(answer: str) -> str:
    return "" if answer == UNKNOWN else answer


def write_answers(answers: StartAnswers) -> str:
    """Return the text of a file of answers."""
    return yaml.safe_dump(answers.document(), sort_keys=False, allow_unicode=True)


UNSURE = "I don't know yet"

type Prompt = Callable[[str, str], str]
type Tell = Callable[[str], None]


def ask(prompt: Prompt, tell: Tell) -> dict[str, Any]:
    """Ask the eight questions and return a document for :func:`parse_answers`.

    Args:
        prompt: shows a question with a default, and returns the answer.
        tell: shows a line.
    """
    tell("Eight questions. No answer is a secret. Settings can be changed later in settings.env.")
    tell("1. The institution")
    institution = {
        "name": prompt("   Name, as people know it", ""),
        "country": prompt("   Country (two letters, such as KE)", "").upper(),
        "profile": prompt(f"   What it is ({', '.join(PROFILES)})", PROFILES[0]),
    }
    host = prompt("   The name of this machine that colleagues type in a browser", DEFAULT_HOST)
    languages = prompt("2. Languages, the main one first (en, fr, es, ar)", "en")
    contacts = _ask_unsure(
        "3. Contacts shown to workers: a contacts file", "contacts", prompt, tell
    )
    tell("4. The first two people: neither can let anybody in alone")
    people = {
        "first": prompt("   E-mail of the administrator", ""),
        "second": prompt("   E-mail of the second person", ""),
    }
    exit_url = prompt("5. Where the quick exit leads: a harmless site", DEFAULT_EXIT)
    basis, duty = _ask_law(prompt, tell)
    tell("8. Backups: two folders, best on two other disks")
    backups = {
        "data": prompt("   Folder for the data", "../manumit-backup/data"),
        "keys": prompt("   Folder for the keys of people", "../manumit-backup/keys"),
    }
    return {
        "schema": SCHEMA,
        "institution": institution,
        "languages": languages.replace(",", " ").split(),
        "contacts": contacts,
        "people": people,
        "exit_url": exit_url,
        "legal_basis": basis,
        "duty_to_report": duty,
        "backups": backups,
        "address": {"host": host, "port": DEFAULT_PORT},
    }


STAYS_OFF = {
    "contacts": "The public pages name nobody to ask until you name a file.",
    "counting": "Nobody is counted in statistics until you state it.",
    "migration_status": "Nobody can record it until you state it.",
    "duty_to_report": "The page for the wall says: not clarified, so promise nobody that nothing "
    "is reported.",
}


def _ask_law(prompt: Prompt, tell: Tell) -> tuple[dict[str, str], str]:
    tell("6. Legal basis")
    counting = "   For counting people in statistics: 'consent', or 'law: ' and the article"
    status = "   For recording what reveals migration status"
    basis = {
        "counting": _ask_unsure(counting, "counting", prompt, tell),
        "migration_status": _ask_unsure(status, "migration_status", prompt, tell),
    }
    duty = "7. Duty to report: what members must report, and to whom ('none' if there is none)"
    return basis, _ask_unsure(duty, "duty_to_report", prompt, tell)


def _ask_unsure(question: str, name: str, prompt: Prompt, tell: Tell) -> str:
    """Return the answer; an unknown one is followed by what stays off."""
    answer = prompt(f"{question} (Enter: {UNSURE})", UNKNOWN)
    if answer not in (UNKNOWN, UNSURE):
        return answer
    tell(f"   {STAYS_OFF[name]}")
    return UNKNOWN
