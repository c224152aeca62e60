"""A forgotten password: one neutral link, to whoever has an account, and nothing else."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from manumit.errors import InputError
from manumit.web.institutions import jobs
from manumit.web.site.deployment import Deployment, Mail
from office import PASSWORD, World, code, enrol, steps, with_key_ring, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

NEW = "seven slow trains to the harbour"
SERVER = Mail("mail.example.org", 465, "office", "p", ssl=True, sender="post@example.org")
LOCAL = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Any) -> World:
    with_key_ring(tmp_path, settings)
    settings.MAILERS = LOCAL
    settings.MANUMIT = dataclasses.replace(django_settings.MANUMIT, mail=SERVER)
    return world()


def test_the_link_works_once_and_the_second_factor_stays(w: World) -> None:
    enrol(w.worker)
    jobs.send_password_link(member=str(w.worker.pk))
    (sent,) = mail.outbox
    assert sent.to == ["worker@example.org"]
    assert sent.subject == "Your link"
    body, subject = str(sent.body), str(sent.subject)
    found = re.search(r"http://localhost(/en/office/password/link/\S+)", body)
    assert found is not None
    rest = (subject + body.replace(found[0], "")).lower()
    assert not {"manumit", "haven", "shelter", "support", "case", "worker"} & set(rest.split())
    client = Client()
    shown = client.get(found[1])
    assert shown["Location"].endswith("-set-password/")
    changed = client.post(shown["Location"], {"password1": NEW, "password2": NEW})
    assert changed["Location"] == "/en/office/password/done/"
    assert steps(Client(), "worker@example.org", PASSWORD) == "200"
    assert steps(Client(), "worker@example.org", NEW) == "/en/office/second-factor/"
    assert steps(Client(), "worker@example.org", NEW, code()) == "/en/office/"
    again = Client().get(found[1])
    assert "This link was used or has expired." in again.content.decode()


def test_nothing_is_sent_to_nobody_or_to_a_closed_account(w: World) -> None:
    jobs.send_password_link(member=str(jobs.NOBODY))
    w.worker.is_active = False
    w.worker.save()
    jobs.send_password_link(member=str(w.worker.pk))
    assert mail.outbox == []


def test_without_a_mail_server_the_page_says_whom_to_ask(w: World, settings: Any) -> None:
    settings.MANUMIT = dataclasses.replace(django_settings.MANUMIT, mail=None)
    page = Client().get("/en/office/password/forgotten/").content.decode()
    assert "Ask an administrator of your institution" in page
    jobs.send_password_link(member=str(w.worker.pk))
    assert mail.outbox == []


ENVIRONMENT = {
    "MANUMIT_MODE": "demo",
    "MANUMIT_SECRET_KEY": "0123456789abcdef" * 4,
    "DATABASE_URL": "postgresql://a@/b",
}


@pytest.mark.parametrize(
    "given",
    [
        {"MANUMIT_MAIL_URL": "smtp://mail.example.org", "MANUMIT_MAIL_FROM": "a@example.org"},
        {"MANUMIT_MAIL_URL": "smtps://mail.example.org"},
        {"MANUMIT_MAIL_URL": "smtps://", "MANUMIT_MAIL_FROM": "a@example.org"},
    ],
)
def test_a_mail_server_in_clear_or_without_a_sender_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(InputError, match="S117"):
        Deployment.from_environment(ENVIRONMENT | given)


def test_a_mail_server_is_read_and_its_password_is_never_shown() -> None:
    given = {
        "MANUMIT_MAIL_URL": "smtp+starttls://office:p%40ss@mail.example.org",
        "MANUMIT_MAIL_FROM": "a@example.org",
    }
    found = Deployment.from_environment(ENVIRONMENT | given).mail
    assert found == Mail(
        "mail.example.org", 587, "office", "p@ss", ssl=False, sender="a@example.org"
    )
    assert "p@ss" not in repr(found)
