"""What only a small office can have wrong: user, certificate, backups, open questions."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from django.conf import settings

from manumit.errors import InputError, Place, Problem
from manumit.web.site.doctor import full_disks
from manumit.web.site.doctor_codes import DoctorCode
from manumit.web.start.small_office import SmallOffice

CERTIFICATE_LATE = 30  # days
QUESTIONS = {
    "counting": (
        "the legal basis for counting people",
        "MANUMIT_STATISTICS_BASIS",
        "Nobody is counted until then.",
    ),
    "migration_status": (
        "the legal basis for recording what reveals migration status",
        "MANUMIT_SPECIAL",
        "Nobody can record it until then.",
    ),
    "contacts": (
        "whom workers can ask",
        "MANUMIT_CONTACTS",
        "The public pages name nobody until then.",
    ),
}


def office_problems() -> list[Problem]:
    """Return S414 and S416 to S419 for the folder of ``manumit start``; nothing elsewhere."""
    folder = settings.MANUMIT.small_office
    if folder is None:
        return []
    office = SmallOffice(folder)
    problems = [*_user(office), *_certificate(office), *_backups(office), *_unstated(office)]
    if office.identity.exists():
        problems.append(DoctorCode.BACKUP_KEY_HERE.problem(Place.in_file(office.identity)))
    return problems


def _user(office: SmallOffice) -> Iterator[Problem]:
    if os.geteuid() == 0:
        yield DoctorCode.NOT_ITS_OWN_USER.problem(Place.in_file(office.folder))


def _certificate(office: SmallOffice) -> Iterator[Problem]:
    found = x509.load_pem_x509_certificate(office.certificate.read_bytes())
    days = (found.not_valid_after_utc - dt.datetime.now(dt.UTC)).days
    if days < CERTIFICATE_LATE:
        yield DoctorCode.CERTIFICATE_ENDS.problem(Place.in_file(office.certificate), days=days)


def _backups(office: SmallOffice) -> Iterator[Problem]:
    answers = office.answers()
    for folder in (answers.backup_data, answers.backup_keys):
        if _disk(folder) == _disk(office.folder):
            yield DoctorCode.SAME_DISK.problem(Place.in_file(folder))
    yield from full_disks(
        {"backups.data": answers.backup_data, "backups.keys": answers.backup_keys}
    )


def _disk(folder: Path) -> int:
    try:
        return folder.stat().st_dev
    except OSError:
        return -1  # the disk is not there now: backup_problems says when that lasts


def _unstated(office: SmallOffice) -> Iterator[Problem]:
    here = settings.MANUMIT
    stated = {
        "counting": here.statistics_basis,
        "migration_status": here.special,
        "contacts": here.contacts,
    }
    for name, (what, variable, off) in QUESTIONS.items():
        if not stated[name]:
            do = f"State it in {variable} and start again. {off}"
            yield DoctorCode.NOT_STATED.problem(Place(field=variable), what=what, do=do)
    try:
        duty = office.answers().duty_to_report
    except InputError:
        duty = ""
    if not duty:
        do = "Ask a lawyer, then write it into answers.yaml and on the page for the wall."
        place = Place.in_file(office.wall_page)
        yield DoctorCode.NOT_STATED.problem(place, what="what members must report", do=do)
