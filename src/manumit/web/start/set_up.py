"""The steps of ``manumit start``, from an empty folder to a verified backup.

Each step is idempotent and recorded when it is done. A run that is killed, between two steps or in
one, is finished by the next. Runs as a program of its own (``python -m manumit.web.start.set_up``),
so that nothing of it stays in memory while the pages answer.
"""

import contextlib
import datetime as dt
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from psycopg import sql

from manumit.errors import InputError, Place
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.site.embedded import (
    ADMINISTRATOR,
    APPLICATION,
    OWNER,
    embedded_database,
    make_database,
)
from manumit.web.site.launch import code_digest, folder_lock
from manumit.web.start.codes import StartCode
from manumit.web.start.small_office import SmallOffice, as_lines, made_once, write_private

DRILL = "manumit_drill"
"""The database that a backup is restored into, to see that it can be."""
CERTIFICATE_DAYS = 397


def keys(office: SmallOffice) -> None:
    """Make the secret, the ring, the ledger's key and the pair for backups."""
    from manumit.web.operations.recipients import new_pair  # noqa: PLC0415 - needs settings

    made_once(office.secret, lambda path: write_private(path, secrets.token_urlsafe(64)))
    made_once(office.ring, make_ring)
    made_once(office.ledger_key, new_key)
    made_once(office.identity, new_pair)
    public = office.identity.with_name(f"{office.identity.name}.pub")
    write_private(office.recipients, public.read_text("utf-8"), mode=0o644)


def certificate(office: SmallOffice) -> None:
    """Make a certificate for the pages that signs itself, until the institution has a real one."""
    made_once(office.certificate, lambda path: _sign(office, path))


def _sign(office: SmallOffice, path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    answers, now = office.answers(), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, answers.host)])
    names = [x509.DNSName(one) for one in dict.fromkeys((answers.host, "localhost"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(office.certificate_key, private.decode())
    write_private(path, signed.public_bytes(serialization.Encoding.PEM).decode())


def settings(office: SmallOffice) -> None:
    """Write the settings, once: from then on they are the institution's to change."""
    if not office.settings_file.exists():
        write_private(office.settings_file, as_lines(office.first_settings(office.answers())))


def tables(office: SmallOffice) -> None:
    """Make tables, triggers and rights, as their owner."""
    from django.core.management import call_command  # noqa: PLC0415 - needs settings

    call_command("prepare_database")
    write_private(office.prepared_by, code_digest())


def institution(office: SmallOffice) -> None:
    """Make the institution, and the links for its first two people in a file of their own.

    The file is written before the transaction ends: a kill in between leaves links to nothing,
    which the next run replaces, and never an institution that nobody can enter.
    """
    from django.db import transaction  # noqa: PLC0415 - needs settings

    from manumit.web.institutions.management import LASTS, address  # noqa: PLC0415 - as above
    from manumit.web.institutions.models import Institution  # noqa: PLC0415 - as above
    from manumit.web.institutions.services import make_institution  # noqa: PLC0415 - as above

    if Institution.objects.exists():
        return
    answers = office.answers()
    tag = answers.languages[0]
    with transaction.atomic():
        made = make_institution(
            answers.kind,
            answers.country,
            {tag: answers.name},
            answers.first,
            (answers.second, answers.second_role),
        )
        lines = [
            f"{one.invitation.role}, {one.invitation.email}:\n{address(one, tag)}\n" for one in made
        ]
        write_private(office.invitations, "\n".join([*lines, f"{LASTS}\n"]))


def checks(office: SmallOffice) -> None:
    """Look for everything that stops a start.

    Raises:
        InputError: what :func:`manumit.web.site.doctor.require_secure_start` raises.
    """
    del office
    from manumit.web.site.doctor import require_secure_start  # noqa: PLC0415 - needs settings

    require_secure_start()


def backup(office: SmallOffice) -> tuple[Path, Path]:
    """Make both parts of a backup, data first, and return where they lie.

    Raises:
        InputError: E104, E106, L202 to L205.
    """
    from manumit.web.kernel.ledger.sealer import seal_now  # noqa: PLC0415 - needs settings
    from manumit.web.operations.backup import back_up_data, back_up_keys  # noqa: PLC0415 - as above
    from manumit.web.operations.parts import DATA, KEYS, part_folder  # noqa: PLC0415 - as above
    from manumit.web.operations.recipients import read_recipients  # noqa: PLC0415 - as above

    answers = office.answers()
    for folder in (answers.backup_data, answers.backup_keys):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(".unfinished-*"):  # of a run that was killed
            shutil.rmtree(left, ignore_errors=True)
    seal_now()
    recipients = read_recipients(office.recipients)
    data = back_up_data(answers.backup_data, recipients)
    people = back_up_keys(answers.backup_keys, recipients)
    # The signed heads and the list of the erased: a restore elsewhere asks for both.
    shutil.copytree(office.folder / "heads", answers.backup_keys / "heads", dirs_exist_ok=True)
    return (
        part_folder(answers.backup_data, DATA, data),
        part_folder(answers.backup_keys, KEYS, people),
    )


def end_older_keys(newest: Path) -> None:
    """Remove the parts of the keys that are older than one that was verified.

    They could bring back who was erased since. A part that another installation signed is not
    ours to remove, and one dated later than the newest is a sign of a wrong clock: both stay.
    """
    from manumit.web.kernel.ledger.keys import signing_key  # noqa: PLC0415 - needs settings
    from manumit.web.operations.parts import is_signed_by  # noqa: PLC0415 - as above

    own = signing_key().public_key()
    for part in newest.parent.glob("keys-*"):
        if part.name < newest.name and is_signed_by(part, own):
            shutil.rmtree(part)


def verified(office: SmallOffice) -> None:
    """Restore the newest backup into a database of its own, and drop that again."""
    from manumit.web.operations.verification import newest_part, record_verified  # noqa: PLC0415

    answers, scratch = office.answers(), office.folder / "work" / "drill"
    data = newest_part(answers.backup_data, "data")
    people = newest_part(answers.backup_keys, "keys")
    with _drill_database(office), _drill_folder(scratch):
        shutil.copytree(office.folder / "heads", scratch / "heads")
        environment = office.environment() | {
            "DATABASE_URL": office.address(APPLICATION, DRILL),
            "MANUMIT_OWNER_URL": office.address(OWNER, DRILL),
            "MANUMIT_LEDGER_HEADS": str(scratch / "heads"),
            "MANUMIT_FILES": str(scratch / "files"),
            "MANUMIT_WORK": str(scratch / "work"),
        }
        command = [
            sys.executable,
            "-m",
            "django",
            "restore",
            "--from",
            str(data),
            "--keys",
            str(people),
            "--identity",
            str(office.identity),
        ]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    record_verified()
    if people is not None:  # a run that was killed leaves two
        end_older_keys(people)


@contextlib.contextmanager
def _drill_database(office: SmallOffice) -> Iterator[None]:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DRILL))
    with psycopg.connect(office.address(ADMINISTRATOR, "postgres"), autocommit=True) as server:
        server.execute(drop)
        make_database(server, DRILL)
        try:
            yield
        finally:
            server.execute(drop)


@contextlib.contextmanager
def _drill_folder(scratch: Path) -> Iterator[None]:
    shutil.rmtree(scratch, ignore_errors=True)
    for name in ("files", "work"):
        (scratch / name).mkdir(mode=0o700, parents=True)
    try:
        yield
    finally:
        shutil.rmtree(scratch)


def pages(office: SmallOffice) -> None:
    """Write the page for the wall and the page for the safe."""
    from manumit.web.start.leaflets import safe_page, wall_page  # noqa: PLC0415 - needs settings

    write_private(office.wall_page, wall_page(office.answers()), mode=0o644)
    write_private(office.safe_page, safe_page(office))


BEFORE: tuple[Callable[[SmallOffice], object], ...] = (keys, certificate, settings)
WITH_DATABASE: tuple[Callable[[SmallOffice], object], ...] = (
    tables,
    institution,
    checks,
    backup,
    verified,
    pages,
)
STEPS = tuple(step.__name__ for step in (*BEFORE, *WITH_DATABASE))


def set_up(office: SmallOffice) -> None:
    """Take every step that is not done yet.

    Raises:
        InputError: S302, S304, S306 to S308, S505, S509, and what the steps raise.
    """
    office.make_folders()
    with folder_lock(office.folder):
        _take(office, BEFORE)
        updated = "tables" in office.done() and not _is_prepared(office)
        if updated or not all(step in office.done() for step in STEPS):
            _with_database(office, updated=updated)


def _is_prepared(office: SmallOffice) -> bool:
    """Whether this very code has installed its triggers and rights here."""
    stamp = office.prepared_by
    return stamp.exists() and stamp.read_text("utf-8") == code_digest()


def _with_database(office: SmallOffice, *, updated: bool) -> None:
    """Take the steps that need the database; after an update, back up and prepare it again."""
    with embedded_database(office.folder):
        os.environ.update(office.environment(owner=True))
        import django  # noqa: PLC0415 - reads the settings that were just written

        django.setup()
        if updated:
            sys.stderr.write("  update ...\n")
            backup(office)
            tables(office)
        _take(office, WITH_DATABASE)


def _take(office: SmallOffice, steps: tuple[Callable[[SmallOffice], object], ...]) -> None:
    for step in steps:
        if step.__name__ in office.done():
            continue
        sys.stderr.write(f"  {step.__name__} ...\n")
        try:
            step(office)
        except subprocess.CalledProcessError as error:
            raise StartCode.STEP_FAILED.error(Place(), step=step.__name__) from error
        except OSError as error:
            place = Place.in_file(error.filename or office.folder)
            raise StartCode.NO_RIGHT.error(place, reason=error.strerror or str(error)) from error
        office.record_step(step.__name__)


def main() -> int:
    """Set a folder up; return 1 and say what is wrong where it can't be."""
    try:
        set_up(SmallOffice(Path(sys.argv[1]).resolve()))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
