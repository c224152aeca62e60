"""What an institution may leave open, and what production refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from manumit.errors import InputError
from manumit.web.site.deployment import Deployment, Mode

SECRET = "kJ3v9Qe1Zx7Lr5Tn0Wb8Yh2Uc6Ds4Fg1Ap9Mo3Ki7Vj5Rw8Xq2B"  # noqa: S105 - of no installation


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.touch(0o600)
    path.write_text(SECRET)
    return path


@pytest.fixture
def sound(secret_file: Path, tmp_path: Path) -> dict[str, str]:
    """An installation with nothing wrong."""
    return {
        "MANUMIT_MODE": "production",
        "MANUMIT_SECRET_KEY_FILE": str(secret_file),
        "MANUMIT_HOSTS": "rights.example.org",
        "DATABASE_URL": "postgresql://manumit_app@db.example.org/manumit?sslmode=verify-full",
        "MANUMIT_KEY_RING": str(tmp_path / "keys" / "ring.json"),
        "MANUMIT_FILES": str(tmp_path / "files"),
        "MANUMIT_LEDGER_KEY": str(tmp_path / "keys" / "ledger.pem"),
        "MANUMIT_LEDGER_HEADS": str(tmp_path / "heads"),
    }


def codes(environment: dict[str, str]) -> list[str]:
    with pytest.raises(InputError) as caught:
        Deployment.from_environment(environment)
    return [problem.code for problem in caught.value.problems]


def test_a_sound_installation_is_accepted(sound: dict[str, str]) -> None:
    found = Deployment.from_environment(sound)
    assert found.production
    assert found.secret_key == SECRET
    assert found.hosts == ("rights.example.org",)
    assert found.database["host"] == "db.example.org"
    assert found.owner is None
    assert not found.uploads


@pytest.mark.proves("no-unnamed-connections")
def test_no_provider_and_no_mail_server_is_asked_unless_one_is_named(sound: dict[str, str]) -> None:
    found = Deployment.from_environment(sound)
    assert (found.oidc, found.mail) == (None, None)


@pytest.mark.proves("insecure-production-refused")
def test_what_nobody_has_thought_about_is_production() -> None:
    assert codes({}) == ["S102", "S103", "S104", "S112", "S114", "S115", "S116"]


@pytest.mark.proves("insecure-production-refused")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"MANUMIT_MODE": "debug"}, "S101"),
        ({"MANUMIT_SECRET_KEY_FILE": "", "MANUMIT_SECRET_KEY": "short"}, "S102"),
        ({"MANUMIT_SECRET_KEY_FILE": "", "MANUMIT_SECRET_KEY": "a" * 80}, "S102"),
        ({"MANUMIT_HOSTS": ""}, "S103"),
        ({"MANUMIT_HOSTS": "*"}, "S103"),
        ({"MANUMIT_HOSTS": "rights.example.org,.example.org"}, "S103"),
        ({"DATABASE_URL": ""}, "S104"),
        ({"DATABASE_URL": "sqlite:///here.db"}, "S105"),
        ({"DATABASE_URL": "postgresql://db?nonsense=1"}, "S105"),
        ({"DATABASE_URL": "postgresql://app@db.example.org/manumit"}, "S110"),
        ({"DATABASE_URL": "postgresql://app@db.example.org/manumit?sslmode=require"}, "S110"),
        ({"DATABASE_URL": "postgresql:///manumit?hostaddr=192.0.2.7"}, "S110"),
        ({"DATABASE_URL": "postgresql://app@localhost/m?hostaddr=192.0.2.7"}, "S110"),
        ({"DATABASE_URL": "postgresql://app@localhost,db.example.org/m"}, "S110"),
        ({"DATABASE_URL": "postgresql:///manumit?service=far"}, "S110"),
        ({"MANUMIT_EXIT_URL": "http://example.org/"}, "S106"),
        ({"MANUMIT_EXIT_URL": "https://example.org; script-src *"}, "S106"),
        ({"MANUMIT_UPLOADS": "yes"}, "S107"),
        ({"MANUMIT_LAW": "zz"}, "S121"),
        ({"MANUMIT_OWN_FILES": "nowhere.yaml"}, "S108"),
        ({"MANUMIT_CONTACTS": "nowhere.yaml"}, "S108"),
        ({"MANUMIT_SECRET_KEY_FILE": "nowhere"}, "S108"),
        ({"MANUMIT_KEY_RING": ""}, "S112"),
        ({"MANUMIT_FILES": ""}, "S114"),
        ({"MANUMIT_LEDGER_KEY": ""}, "S115"),
        ({"MANUMIT_LEDGER_HEADS": ""}, "S116"),
    ],
)
def test_each_insecure_value_is_refused(
    sound: dict[str, str], changes: dict[str, str], code: str
) -> None:
    assert code in codes(sound | changes)


@pytest.mark.proves("insecure-production-refused")
def test_a_secret_that_others_may_read_is_refused(sound: dict[str, str], secret_file: Path) -> None:
    secret_file.chmod(0o640)
    assert codes(sound) == ["S109"]


@pytest.mark.proves("identity-is-sealed")
def test_a_key_ring_among_the_data_is_refused(sound: dict[str, str], tmp_path: Path) -> None:
    inside = tmp_path / "postgres" / "deeper"
    inside.mkdir(parents=True)
    ring = {"MANUMIT_KEY_RING": str(inside / "ring.json")}
    assert Deployment.from_environment(sound | ring).key_ring == inside / "ring.json"
    (tmp_path / "postgres" / "PG_VERSION").touch()
    assert codes(sound | ring) == ["S113"]
    linked = tmp_path / "elsewhere"
    linked.symlink_to(inside)
    assert codes(sound | {"MANUMIT_KEY_RING": str(linked / "ring.json")}) == ["S113"]
    assert codes(sound | {"MANUMIT_KEY_RING": str(tmp_path / "files" / "ring.json")}) == ["S113"]


@pytest.mark.proves("insecure-production-refused")
def test_every_problem_is_told_at_once(sound: dict[str, str]) -> None:
    assert codes(sound | {"MANUMIT_HOSTS": "*", "MANUMIT_UPLOADS": "1", "DATABASE_URL": ""}) == [
        "S103", "S104", "S107",
    ]  # fmt: skip


@pytest.mark.proves("insecure-production-refused")
def test_no_message_and_no_repr_holds_a_secret(sound: dict[str, str]) -> None:
    found = Deployment.from_environment(sound)
    assert SECRET not in repr(found)
    with pytest.raises(InputError) as caught:
        Deployment.from_environment(sound | {"DATABASE_URL": "mysql://app:hunter22@db/x"})
    assert "hunter22" not in str(caught.value)


def test_a_demonstration_asks_for_less_and_listens_to_this_machine(secret_file: Path) -> None:
    found = Deployment.from_environment(
        {
            "MANUMIT_MODE": "demo",
            "MANUMIT_SECRET_KEY_FILE": str(secret_file),
            "DATABASE_URL": "postgresql://manumit_app@/manumit?host=/somewhere",
        }
    )
    assert found.mode is Mode.DEMO
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert found.uploads
    assert found.key_ring is None
    assert found.files is None


def test_what_reveals_status_is_kept_on_a_stated_basis_only(sound: dict[str, str]) -> None:
    assert Deployment.from_environment(sound).special == ""
    stated = sound | {"MANUMIT_SPECIAL": "  Act 12 of 2020, s. 4 "}
    assert Deployment.from_environment(stated).special == "Act 12 of 2020, s. 4"


def test_attempts_are_counted_by_what_the_server_in_front_says(sound: dict[str, str]) -> None:
    asked = (
        "import django; django.setup()\n"
        "from allauth.core.internal.httpkit import get_client_ip\n"
        "from django.test import RequestFactory\n"
        "for given in ('192.0.2.66, 198.51.100.4', '198.51.100.4'):\n"
        "    request = RequestFactory().get('/', REMOTE_ADDR='127.0.0.1',\n"
        "        headers={'x-forwarded-for': given})\n"
        "    print(get_client_ip(request))\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MANUMIT_")}
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment | sound | {"DJANGO_SETTINGS_MODULE": "manumit.web.site.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["198.51.100.4", "198.51.100.4"]
