"""The two pages of ``manumit start``: one for the wall, one for the safe.

The page for the wall holds no secret, no name of a person and no address of a shelter; not even the
institution's name, since a visitor may photograph it. The page for the safe holds all the keys.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from manumit.web.start.answers import StartAnswers
from manumit.web.start.small_office import SmallOffice
from manumit.web.ui.languages import language, words

NONE = "none"
RULE = "-" * 72


def wall_page(answers: StartAnswers) -> str:
    """Return what everybody who works here should see, in each language of the institution."""
    tags = [tag for tag in answers.languages if language(tag)] or ["en"]
    return f"\n{RULE}\n\n".join("\n\n".join(_wall(tag, answers)) + "\n" for tag in tags)


def _wall(tag: str, answers: StartAnswers) -> Iterator[str]:
    spoken = words(tag)
    yield spoken.say("start/wall").upper()
    yield spoken.say("start/address", address=settings.MANUMIT.origin)
    for key in ("danger", "account", "leave", "paper", "colleague"):
        yield spoken.say(f"start/{key}")
    if answers.duty_to_report in ("", NONE):
        yield spoken.say(f"start/duty_{answers.duty_to_report or 'unknown'}")
    else:
        yield spoken.say("start/duty", duty=answers.duty_to_report)
    stated = {
        "status": answers.migration_status,
        "counting": answers.counting,
        "contacts": answers.contacts,
    }
    for key, answer in stated.items():
        if not answer:
            yield spoken.say(f"start/{key}_off")
    yield spoken.say("start/wrong")


def safe_page(office: SmallOffice) -> str:
    """Return what brings everything back: every key, and how it is used."""
    answers = office.answers()
    tag = answers.languages[0] if language(answers.languages[0]) else "en"
    spoken = words(tag)
    parts = [
        spoken.say("start/safe").upper(),
        f"{answers.name}, {dt.datetime.now(dt.UTC):%Y-%m-%d}",
        spoken.say("start/safe_what"),
        spoken.say("start/safe_how", data=answers.backup_data, keys=answers.backup_keys),
    ]
    files = (office.identity, office.ring, office.ledger_key, office.secret)
    parts += [f"{RULE}\n{one.name}\n{one.read_text('utf-8').strip()}" for one in files]
    return "\n\n".join([*parts, RULE, spoken.say("start/safe_then")]) + "\n"
