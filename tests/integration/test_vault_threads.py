"""Several who seal at the same time, each in a transaction and a thread of its own."""

import threading
import uuid
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.models import Attachment
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.site.embedded import Addresses
from web_database import forget_keys

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "ring.json"
    make_ring(path)
    settings.MANUMIT_KEY_RING = path
    return path


@pytest.mark.proves("identity-is-sealed")
def test_two_who_seal_at_the_same_time_do_not_disturb_each_other(addresses: Addresses) -> None:
    subjects = [new_subject() for _ in range(4)]
    wrong: list[str] = []
    begin = threading.Barrier(4)

    def work(subject: uuid.UUID) -> None:
        try:
            begin.wait(20)
            for number in range(25):
                row = Attachment(subject_id=subject, kind="")
                seal_text(row, "name", f"{subject} {number}")
                row.save()
                row = Attachment.objects.get(pk=row.pk)
                if open_text(row, "name") != f"{subject} {number}":
                    wrong.append("mixed up")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shall show it
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[subject]) for subject in subjects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Attachment.objects.filter(subject__in=subjects)
    assert wrong == []
    assert found.count() == 100
    found.delete()
    forget_keys(addresses, subjects)
