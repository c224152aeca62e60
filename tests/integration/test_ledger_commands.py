"""`manumit ledger` as its operator meets it: exit codes, what is said, no traceback."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import psycopg
import pytest

from manumit.web.kernel.ledger.keys import new_key
from manumit.web.site.embedded import Addresses
from served import MANUMIT

INSERT = """
    INSERT INTO ledger_event (uuid, institution, role, act, kind, purpose, outcome, reason)
    VALUES (gen_random_uuid(), %s, 'inspector', 'read_file', '', '', 'allowed', '')
"""


@pytest.fixture
def installation(database_of_an_institution: Addresses, tmp_path: Path) -> dict[str, str]:
    """Settings of an installation, with two acts in its ledger."""
    new_key(tmp_path / "key.pem")
    (tmp_path / "heads").mkdir()
    with psycopg.connect(database_of_an_institution.application) as application:
        for _ in range(2):
            application.execute(INSERT, [uuid.uuid4()])
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANUMIT_", "DJANGO_"))}
    return kept | {
        "MANUMIT_MODE": "demo",
        "MANUMIT_SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "DATABASE_URL": database_of_an_institution.application,
        "MANUMIT_LEDGER_KEY": str(tmp_path / "key.pem"),
        "MANUMIT_LEDGER_HEADS": str(tmp_path / "heads"),
    }


def ledger(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*MANUMIT, "ledger", *words], env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.proves("ledger-tampering")
def test_from_a_key_to_a_verdict(
    installation: dict[str, str], database_of_an_institution: Addresses, tmp_path: Path
) -> None:
    sealed = ledger(installation, "seal")
    assert (sealed.returncode, sealed.stdout) == (0, "2 seals made.\n")
    exported = tmp_path / "heads.txt"
    assert ledger(installation, "heads", "--export", str(exported)).returncode == 0
    heads = [json.loads(line) for line in exported.read_text().splitlines()]
    assert [head["number"] for head in heads] == [1, 1]

    # Somebody with the exported heads and the public key, and without the private one.
    outside = {k: v for k, v in installation.items() if not k.startswith("MANUMIT_LEDGER_")}
    given = ("--heads", str(exported), "--public-key", f"{installation['MANUMIT_LEDGER_KEY']}.pub")
    sound = ledger(outside, "verify", *given)
    assert sound.returncode == 0
    assert sound.stdout.splitlines() == [
        (
            "2 rows under 2 seals, 0 of them erased on record; 0 rows wait for a seal; "
            "2 exported heads."
        ),
        "In order.",
    ]

    with psycopg.connect(database_of_an_institution.owner) as owner:
        owner.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_event SET act = 'search' WHERE institution = %s",
                      [heads[1]["institution"]])  # fmt: skip
        owner.execute("ALTER TABLE ledger_event ENABLE TRIGGER USER")
    for environment, words in ((installation, ()), (outside, given)):
        found = ledger(environment, "verify", *words)
        assert found.returncode == 1
        assert found.stderr.startswith(f"[L101] at ledger of {heads[1]['institution']}: Row ")
    only = ("--institution", heads[0]["institution"])
    assert ledger(installation, "verify", *only).returncode == 0

    with psycopg.connect(database_of_an_institution.owner) as owner:
        for table in ("ledger_event", "ledger_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"DELETE FROM {table}")  # noqa: S608 - two names of ours
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    gone = ledger(outside, "verify", *given)
    assert gone.returncode == 1
    assert gone.stderr.count("[L105]") == 2
    blind = ledger(outside, "verify", *given[2:])
    assert blind.returncode == 0
    assert "Without exported heads" in blind.stderr


@pytest.mark.proves("ledger-tampering")
def test_acts_that_wait_long_for_a_seal_are_told(
    installation: dict[str, str], database_of_an_institution: Addresses
) -> None:
    def answers() -> tuple[bool, bool]:
        check = subprocess.run(
            [*MANUMIT, "manage", "check", "--deploy"],
            env=installation, capture_output=True, text=True, check=False,
        )  # fmt: skip
        verified = ledger(installation, "verify")
        assert (check.returncode, verified.returncode) == (0, 0)
        shown = "[L207] 1 acts have waited for a seal for more than 10 minutes."
        return shown in check.stderr, shown in verified.stderr

    ledger(installation, "seal")
    with psycopg.connect(database_of_an_institution.application) as application:
        application.execute(INSERT, [uuid.uuid4()])
    assert answers() == (False, False)
    with psycopg.connect(database_of_an_institution.owner) as owner:
        owner.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        owner.execute(
            "UPDATE ledger_event SET at = at - interval '11 minutes'"
            " WHERE number = (SELECT max(number) FROM ledger_event)"
        )
        owner.execute("ALTER TABLE ledger_event ENABLE TRIGGER USER")
    assert answers() == (True, True)
    assert ledger(installation, "seal").stdout == "1 seals made.\n"
    assert answers() == (False, False)


def test_what_is_missing_is_said(installation: dict[str, str], tmp_path: Path) -> None:
    without = {k: v for k, v in installation.items() if not k.startswith("MANUMIT_LEDGER_")}
    assert ledger(without, "verify").stderr.startswith("[L202] at MANUMIT_LEDGER_KEY")
    with_key = without | {"MANUMIT_LEDGER_KEY": installation["MANUMIT_LEDGER_KEY"]}
    assert ledger(with_key, "seal").stderr.startswith("[L205]")
    nowhere = without | {"MANUMIT_LEDGER_KEY": str(tmp_path / "nowhere")}
    assert ledger(nowhere, "seal").stderr.startswith("[L204]")
    no_key = tmp_path / "words"
    no_key.write_text("words")
    assert ledger(installation, "verify", "--public-key", str(no_key)).stderr.startswith("[L204]")
    no_heads = ledger(installation, "verify", "--heads", str(no_key))
    assert no_heads.returncode == 1
    assert no_heads.stderr.startswith("[L201] words, row 1")


def test_a_key_is_made_and_never_overwritten(installation: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "another.pem"
    assert ledger(installation, "new-key", str(path)).returncode == 0
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    again = ledger(installation, "new-key", str(path))
    assert (again.returncode, again.stderr[:6]) == (1, "[L206]")
    assert path.read_bytes() == before
