"""``manumit serve`` as a person starts it, and production as an institution does."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from free_port import free_port
from manumit.web.institutions.demo import PEOPLE
from manumit.web.site.embedded import Addresses
from served import MANUMIT, first_line, serving
from web_database import make_of_an_institution


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=40) as answer:
        found: int = answer.status
        return found


def left_running(folder: Path) -> list[str]:
    """Programs that still work in a folder."""
    lines = (" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"]))
    return [line for line in lines if str(folder) in line]


def settled(count: Callable[[], int], expected: int) -> int:
    """Count again until there are as many as expected, for a minute; return the last count.

    A program answers before it has started all its processes, and ends before all of them are gone.
    """
    until = time.monotonic() + 60
    while (seen := count()) != expected and time.monotonic() < until:
        time.sleep(0.1)
    return seen


def answering(folder: Path) -> int:
    """How many processes of the web server work in a folder."""
    return len([line for line in left_running(folder) if "gunicorn" in line])


def test_it_starts_says_where_refuses_a_second_run_and_stops(open_folder: Path) -> None:
    folder, port = open_folder / "serve", free_port()
    with serving(folder, port, "--processes", "3", anew=True) as program:
        printed = first_line(program)
        assert printed == (
            f"manumit answers at http://127.0.0.1:{port}/ (this machine only). Stop: Ctrl-C.\n"
        )
        assert status(f"http://127.0.0.1:{port}/ar/") == 200
        assert settled(lambda: answering(folder), 1 + 3) == 1 + 3
        with serving(folder, free_port()) as second:
            _, problem = second.communicate(timeout=60)
            assert second.returncode == 1
            assert re.search(
                r"^\[S302\] serve: Another run of manumit \(process \d+\) works in this folder. "
                r"Stop it, or choose another folder with --folder.$",
                problem,
                re.MULTILINE,
            )
        with serving(open_folder / "other", port) as third:
            _, problem = third.communicate(timeout=60)
            assert third.returncode == 1
            assert f"[S301] Something else already answers at http://127.0.0.1:{port}/" in problem
    assert settled(lambda: len(left_running(folder)), 0) == 0

    began = time.monotonic()
    with serving(folder, port) as again:
        assert "answers at" in first_line(again)
        took = time.monotonic() - began
        assert status(f"http://127.0.0.1:{port}/") == 200
    sys.stdout.write(f"restart: {took:.1f} s\n")


def test_an_own_file_with_a_mistake_is_told_at_the_start(open_folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("schema: manumit/text-pack/1\n")
    with serving(open_folder / "own", free_port(), "--instruments", str(own)) as program:
        _, problem = program.communicate(timeout=120)
        assert program.returncode == 1
        assert "[S305]" in problem
        assert "own.yaml" in problem


def loaded(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a server does first: it loads the application."""
    command = [sys.executable, "-c", "import manumit.web.site.wsgi"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.proves("insecure-production-refused")
def test_production_refuses_the_embedded_database(production: dict[str, str]) -> None:
    done = loaded(production)
    assert done.returncode == 3
    assert done.stderr.startswith("[S201]")


@pytest.mark.proves("application-role-owns-nothing", "insecure-production-refused")
def test_production_refuses_a_role_that_owns(
    production: dict[str, str], addresses: Addresses
) -> None:
    for address in (addresses.owner, addresses.administrator):
        done = loaded(production | {"DATABASE_URL": address})
        assert done.returncode == 3
        assert "[S202]" in done.stderr


@pytest.mark.proves("application-role-owns-nothing")
@pytest.mark.parametrize(
    ("give", "take"),
    [
        ("GRANT manumit_owner TO manumit_app", "REVOKE manumit_owner FROM manumit_app"),
        ("GRANT pg_write_all_data TO manumit_app", "REVOKE pg_write_all_data FROM manumit_app"),
        ("GRANT UPDATE (role) ON ledger_event TO manumit_app",
         "REVOKE UPDATE (role) ON ledger_event FROM manumit_app"),
        ("GRANT DELETE ON process_move TO manumit_app",
         "REVOKE DELETE ON process_move FROM manumit_app"),
    ],
)  # fmt: skip
def test_production_refuses_a_role_that_may_become_the_owner_or_change_the_ledger(
    production: dict[str, str], database_of_an_institution: Addresses, give: str, take: str
) -> None:
    environment = production | {"DATABASE_URL": database_of_an_institution.application}
    with psycopg.connect(database_of_an_institution.administrator, autocommit=True) as given:
        given.execute(give)
        try:
            done = loaded(environment)
        finally:
            given.execute(take)
    assert done.returncode == 3
    assert done.stderr.startswith("[S202]")


@pytest.mark.proves("application-role-owns-nothing")
def test_production_on_a_database_of_its_own_starts(
    production: dict[str, str], database_of_an_institution: Addresses
) -> None:
    done = loaded(production | {"DATABASE_URL": database_of_an_institution.application})
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.proves("identity-is-sealed")
def test_production_refuses_a_key_ring_that_others_may_read(
    production: dict[str, str], database_of_an_institution: Addresses
) -> None:
    environment = production | {"DATABASE_URL": database_of_an_institution.application}
    ring = Path(environment["MANUMIT_KEY_RING"])
    ring.chmod(0o640)
    done = loaded(environment)
    assert done.returncode == 3
    assert done.stderr.startswith("[V102]")
    ring.unlink()
    assert loaded(environment).stderr.startswith("[V101]")
    made = subprocess.run(
        [*MANUMIT, "manage", "key_ring", "make", str(ring)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.stdout.startswith("1 key(s); current: k-")
    assert "[V" not in loaded(environment).stderr


LOUD = {
    "log_min_error_statement": "error",  # as PostgreSQL comes
    "log_error_verbosity": "default",  # as it comes
    "log_statement": "mod",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "0",
    "log_transaction_sample_rate": "1",
}
"""Each makes the server's log repeat what somebody wrote."""


@pytest.mark.proves("insecure-production-refused")
@pytest.mark.parametrize("setting", LOUD)
def test_production_refuses_a_server_whose_log_repeats_what_somebody_wrote(
    production: dict[str, str], database_of_an_institution: Addresses, open_folder: Path,
    setting: str,
) -> None:  # fmt: skip
    log = open_folder / "db" / "postgres.log"
    environment = production | {"DATABASE_URL": database_of_an_institution.application}
    planted = f"{setting}@told.org"
    assert not repeated(database_of_an_institution, log, f"x{planted}")
    with psycopg.connect(database_of_an_institution.administrator, autocommit=True) as given:
        given.execute(f"ALTER ROLE manumit_app SET {setting} = '{LOUD[setting]}'")
        try:
            assert repeated(database_of_an_institution, log, planted)
            done = loaded(environment)
        finally:
            given.execute("ALTER ROLE manumit_app RESET ALL")
    assert done.returncode == 3
    assert done.stderr.startswith("[S204]")
    assert f"into its log: {setting} = {LOUD[setting]}." in done.stderr


def repeated(addresses: Addresses, log: Path, text: str) -> bool:
    """Whether the log has it, after it stood in a statement and in a row that was refused."""
    name, country = sql.Literal(text), sql.Literal("NO")  # as Django puts values into a statement
    insert = sql.SQL(
        "INSERT INTO institutions_institution (id, kind, names, country, reachable)"
        " VALUES (gen_random_uuid(), {}, '{{}}', {}, true)"
    )
    with psycopg.connect(addresses.application, autocommit=True) as application:
        with pytest.raises(psycopg.errors.CheckViolation):
            application.execute(insert.format(name, country))
        update = sql.SQL("UPDATE institutions_institution SET kind = kind WHERE kind = {}")
        application.execute(update.format(name))
    return text in log.read_text("utf-8", errors="replace")


@pytest.fixture
def demonstrated(addresses: Addresses) -> Iterator[Addresses]:
    """A database that does not say that it is embedded, in which a demonstration was made."""
    yield make_of_an_institution(addresses, "demonstrated")
    with psycopg.connect(addresses.administrator, autocommit=True) as made:
        made.execute("DROP DATABASE demonstrated WITH (FORCE)")


@pytest.mark.proves("insecure-production-refused")
def test_production_refuses_what_a_demonstration_left(
    production: dict[str, str], demonstrated: Addresses
) -> None:
    environment = production | {"DATABASE_URL": demonstrated.application}
    assert loaded(environment).stderr == ""
    subprocess.run(
        [*MANUMIT, "manage", "demo_accounts"], env=environment | {"MANUMIT_MODE": "demo"},
        check=True, capture_output=True,
    )  # fmt: skip
    done, work = loaded(environment), background(environment)
    assert (done.returncode, work.returncode) == (3, 1)
    assert done.stderr.startswith("[S205]")
    accounts = sum(map(len, PEOPLE.values()))
    assert f"holds {len(PEOPLE)} invented institutions and {accounts} accounts of" in done.stderr
    assert work.stderr.startswith("[S205]")
    with psycopg.connect(demonstrated.administrator, autocommit=True) as server:
        # An account that is closed, or has another address, is one all the same.
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM institutions_institution")
        server.execute("UPDATE institutions_member SET is_active = false, email = id || '@x.org'")
        assert f"0 invented institutions and {accounts} acc" in loaded(environment).stderr
        server.execute("DELETE FROM institutions_member")
    assert loaded(environment).stderr == ""


def background(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Background work, until there is none."""
    return subprocess.run(
        [*MANUMIT, "manage", "procrastinate", "worker", "--one-shot"],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.proves("ledger-tampering")
def test_neither_pages_nor_background_work_start_without_a_sound_key_of_the_ledger(
    production: dict[str, str], database_of_an_institution: Addresses
) -> None:
    sound = production | {"DATABASE_URL": database_of_an_institution.application}
    demo = sound | {"MANUMIT_MODE": "demo"}
    assert background(sound).returncode == 0
    key = Path(sound["MANUMIT_LEDGER_KEY"])
    key.chmod(0o640)
    for environment in (sound, demo):
        assert (done := loaded(environment)).returncode == 3
        assert done.stderr.startswith("[L203]")
        assert (done := background(environment)).returncode == 1
        assert done.stderr.startswith("[L203] at MANUMIT_LEDGER_KEY")
    key.unlink()
    assert loaded(sound).stderr.startswith("[L204]")
    assert background(demo).stderr.startswith("[L204]")
    no_folder = {"MANUMIT_LEDGER_HEADS": str(key), "MANUMIT_LEDGER_KEY": ""}
    assert background(demo | no_folder).stderr.startswith("[L205]")


@pytest.mark.proves("ledger-tampering")
def test_background_work_is_refused_where_the_pages_are(production: dict[str, str]) -> None:
    done = background(production)
    assert done.returncode == 1
    assert done.stderr.startswith("[S201]")


@pytest.mark.proves("insecure-production-refused")
def test_the_deployment_check_of_django_is_clean(
    production: dict[str, str], database_of_an_institution: Addresses
) -> None:
    environment = production | {"DATABASE_URL": database_of_an_institution.application}
    # What other tests have recorded there may be old.
    subprocess.run([*MANUMIT, "ledger", "seal"], env=environment, check=True)
    done = subprocess.run(
        [*MANUMIT, "manage", "check", "--deploy", "--fail-level", "DEBUG"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "no issues" in done.stdout
    assert done.returncode == 0


@pytest.mark.proves("insecure-production-refused")
def test_production_without_settings_says_all_that_is_missing() -> None:
    others = ("MANUMIT_", "DATABASE_", "DJANGO_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(others)}
    done = loaded(kept)
    assert done.returncode == 3
    assert re.findall(r"\[(S\d+)\]", done.stderr) == [
        "S102", "S103", "S104", "S112", "S114", "S115", "S116",
    ]  # fmt: skip
