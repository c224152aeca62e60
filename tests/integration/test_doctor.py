"""What the doctor finds, each planted first; start and deployment check run the same list."""

import datetime as dt
import os
import re
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError, connections, transaction
from django.test import Client
from pytest_django import Settings

import cases_world
from manumit.errors import Problem
from manumit.web.institutions.adapters import SecondFactorAdapter
from manumit.web.institutions.rotation import sign_in_problems
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.ledger.models import INSTALLATION, Seal
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault.checks import ring_problems
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.ring import add_key, make_ring
from manumit.web.site import checks, doctor, spelling
from manumit.web.site.embedded import Addresses, make_database


def codes(problems: list[Problem]) -> list[str]:
    return [one.code for one in problems]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('connection failed: connection to server at "db" failed: Connection refused', "S401"),
        ('FATAL:  password authentication failed for user "manumit_app"', "S402"),
        ("fe_sendauth: no password supplied", "S402"),
        ('FATAL:  role "manumit_ap" does not exist', "S402"),
        ('FATAL:  database "manumti" does not exist', "S403"),
    ],
)
def test_a_database_that_refuses_is_a_finding_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, words: str, code: str
) -> None:
    def refuse() -> None:
        raise OperationalError(words)

    monkeypatch.setattr(
        checks, "connections", {"default": type("C", (), {"cursor": staticmethod(refuse)})}
    )
    found = checks.connection_problems()
    assert codes(found) == [code]
    assert words not in str(found[0])


def test_a_misspelt_setting_is_found_with_the_one_that_was_meant() -> None:
    named = {
        "MANUMIT_SPECAIL": "law",
        "MANUMIT_QQQQ7": "1",
        "MANUMIT_MODE": "production",
        "PATH": "",
    }
    second, first = spelling.setting_problems(named)  # by name
    assert str(first).startswith("[S405] at MANUMIT_SPECAIL: ")
    assert first.do == "Did you mean MANUMIT_SPECIAL?"
    assert second.do == "Take it out of the settings."


def test_every_setting_that_is_read_is_known() -> None:
    sources = Path(doctor.__file__).parents[2]
    read = {
        word
        for path in sources.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        for word in _variables(line)
    }
    assert read <= spelling.KNOWN | {"MANUMIT_"}
    assert "MANUMIT_HOSTS" in read


def _variables(line: str) -> set[str]:
    return set(re.findall(r'"(MANUMIT_[A-Z_]*)"', line))


def test_a_folder_of_work_that_others_may_enter_is_found(
    settings: Settings, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    settings.MANUMIT = replace(settings.MANUMIT, work=tmp_path)
    assert doctor.folder_problems() == []
    tmp_path.chmod(0o750)
    assert codes(doctor.folder_problems()) == ["S406"]
    settings.MANUMIT = replace(settings.MANUMIT, work=tmp_path / "nowhere")
    assert codes(doctor.folder_problems()) == ["S406"]


def test_a_full_disk_and_what_a_killed_restore_left_are_found(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MANUMIT = replace(settings.MANUMIT, work=tmp_path, files=None, ledger_heads=None)
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    assert doctor.disk_problems() == doctor.left_problems() == []
    monkeypatch.setattr(doctor, "LEAST_FREE", 1 << 50)
    (tmp_path / "restoring-x1").mkdir()
    assert codes(doctor.disk_problems()) == ["S407"]
    assert str(doctor.left_problems()[0]).startswith("[S413] restoring-x1: ")


@pytest.mark.proves("identity-is-sealed")
def test_a_ring_of_another_installation_is_found_before_anybody_signs_in(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    del db
    own, other = tmp_path / "own.json", tmp_path / "other.json"
    make_ring(own)
    make_ring(other)
    settings.MANUMIT_KEY_RING = own
    new_subject()
    secret = SecondFactorAdapter().encrypt("secret")
    person = cases_world.world().owner.person
    Authenticator.objects.create(user_id=person, type="totp", data={"secret": secret})
    assert ring_problems() == sign_in_problems() == []
    add_key(own)
    assert ring_problems() == sign_in_problems() == []
    settings.MANUMIT_KEY_RING = other
    assert codes(ring_problems() + sign_in_problems()) == ["V110", "V110"]


def test_late_backups_heads_and_work_are_found_and_stop_nothing(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del db
    assert codes(doctor.backup_problems()) == ["S409", "S410"]
    for act in ("back_up", "verify_backup"):
        with transaction.atomic():
            record(Act(act=act, institution=INSTALLATION, role="operator", kind="backup"))
    assert doctor.backup_problems() == []
    monkeypatch.setattr(doctor, "BACKUP_OLD", dt.timedelta(0))
    assert [one.what for one in doctor.backup_problems()] == ["The newest backup is 0 days old."]

    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        assert codes(doctor.worker_problems()) == ["S408"]
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        assert doctor.worker_problems() == []
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
        assert codes(doctor.worker_problems()) == ["S408"]

    new_key(tmp_path / "ledger.pem")
    settings.MANUMIT = replace(
        settings.MANUMIT, ledger_heads=tmp_path, ledger_key=tmp_path / "ledger.pem"
    )
    assert doctor.head_problems() == []
    institution = uuid.uuid4()
    for number in (1, 2):
        Seal.objects.create(
            institution=institution, number=number, at=dt.datetime.now(dt.UTC), spans={},
            leaves=b"", previous=bytes(32), head=bytes(32), key="k", signature=bytes(64),
        )  # fmt: skip
    (tmp_path / f"{institution}.jsonl").write_text('{"number": 1}\n')
    found = doctor.head_problems()
    assert codes(found) == ["S411"]
    assert found[0].what.startswith("1 seals of the ledger")


MANAGE = "from manumit.web.site.commands import manage; manage()"
DOCTOR = "from manumit.web.start.commands import doctor; doctor()"


@pytest.mark.proves("insecure-production-refused")
def test_start_check_and_doctor_say_the_same_of_a_database_without_tables(
    production: dict[str, str], addresses: Addresses
) -> None:
    name = f"bare_{os.getpid()}"
    with psycopg.connect(addresses.administrator, autocommit=True) as made:
        make_database(made, name)
        try:
            bare = addresses.application.replace("/manumit?", f"/{name}?")
            environment = production | {"DATABASE_URL": bare, "MANUMIT_EXIT_ULR": "https://x.org/"}
            runs = [
                subprocess.run(
                    [sys.executable, *command], env=environment, capture_output=True, text=True,
                    check=False,
                )
                for command in (
                    ("-c", "import manumit.web.site.wsgi"), ("-c", DOCTOR),
                    ("-c", MANAGE, "check", "--deploy"),
                )
            ]  # fmt: skip
        finally:
            made.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for one in runs:
        text = one.stdout + one.stderr
        assert one.returncode != 0
        assert "[S404]" in text
        assert "[S405] at MANUMIT_EXIT_ULR" in text
        assert "Traceback" not in text


# The pages that machines ask


def test_the_pages_for_machines_say_nothing_of_anybody(
    db: None, settings: Settings, django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    del db
    browser = Client()
    with django_assert_num_queries(0):
        assert browser.get("/healthz").content == b"ok\n"
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.content) == (200, b"ready\n")
    monkeypatch.setattr(checks, "is_current", lambda: False)
    assert browser.get("/readyz").status_code == 503
    assert b"Disallow: /*/office/\n" in browser.get("/robots.txt").content
    assert browser.get("/.well-known/security.txt").status_code == 404
    settings.MANUMIT = replace(settings.MANUMIT, security_contact="mailto:report@example.org")
    lines = browser.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[0] == "Contact: mailto:report@example.org"
    assert lines[1].startswith("Expires: ")
    assert browser.post("/healthz").status_code == 405
