"""What is wrong with an installation: one list for the start, the deployment check and the doctor.

What stops a start is wrong in itself. What is only worth a warning (a late backup, a full disk,
work that halted) must not keep out the people who work: ``manumit doctor`` says it. Nothing here
changes anything, and no message holds a secret or a value of a record.
"""

import datetime as dt
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Warned
from django.core.checks.registry import registry
from django.db import connections
from django.utils import timezone

from manumit.errors import InputError, Place, Problem
from manumit.web.institutions.rotation import sign_in_problems
from manumit.web.kernel.ledger.checks import ledger_problems, sealing_problems
from manumit.web.kernel.ledger.heads import unexported_heads
from manumit.web.kernel.ledger.models import INSTALLATION, Event
from manumit.web.kernel.register.checks import register_problems
from manumit.web.kernel.vault.checks import ring_problems, vault_problems
from manumit.web.site import checks
from manumit.web.site.codes import SiteCode
from manumit.web.site.doctor_codes import DoctorCode
from manumit.web.site.spelling import setting_problems

LEAST_FREE = 1_000  # MB
HALTED = dt.timedelta(minutes=5)  # a worker answers every ten seconds
BACKUP_OLD = dt.timedelta(hours=50)  # two nights, and time to make it
VERIFIED_OLD = dt.timedelta(days=100)  # a drill each quarter


type Look = Callable[[], list[Problem]]
_others: list[Look] = []


def register_problems_of(look: Look) -> None:
    """Make known what else the doctor looks at; called once from an ``AppConfig.ready``."""
    _others.append(look)


def require_secure_start() -> None:
    """Stops before the first page, and before background work, where something is insecure.

    Raises:
        InputError: F101 to F103, L202 to L205, S201 to S207, S401 to S406, S412, V101 to V110,
            V404.
    """
    problems = stopping_problems()
    if not problems and settings.MANUMIT.production:
        problems = [
            SiteCode.DEPLOYMENT_CHECK.problem(Place(), finding=one) for one in _framework_findings()
        ]
    if problems:
        raise InputError(problems)


def stopping_problems() -> list[Problem]:
    """Return everything for which neither pages nor background work start."""
    production = settings.MANUMIT.production
    problems = [*register_problems(), *ledger_problems()]
    if production:
        problems += [*setting_problems(os.environ), *folder_problems(), *vault_problems()]
    unreachable = checks.connection_problems()
    if unreachable:
        return problems + unreachable
    problems += checks.database_problems(production=production)
    problems += checks.schema_problems() or checks.migration_problems()
    if production:
        problems += [*checks.log_problems(), *checks.demo_problems()]
        # Only of tables that are as expected can be asked what the ring opens.
        if not any(one.code in ("S206", "S412") for one in problems):
            problems += [*ring_problems(), *sign_in_problems()]
    return problems


def running_problems() -> list[Problem]:
    """Return what goes wrong with time, while everything runs; stops nothing."""
    problems = [*disk_problems(), *left_problems()]
    for look in (sealing_problems, head_problems, worker_problems, backup_problems, *_others):
        problems += look()
    return problems


def every_problem() -> list[Problem]:
    """Return all that the doctor finds; what stops a start comes first."""
    problems = stopping_problems()
    if any(one.code in ("S206", "S401", "S402", "S403", "S404") for one in problems):
        return [*problems, *disk_problems(), *left_problems()]
    found = [
        SiteCode.DEPLOYMENT_CHECK.problem(Place(), finding=one)
        for one in _framework_findings()
        if settings.MANUMIT.production
    ]
    return [*problems, *found, *running_problems()]


@register(deploy=True)
def deployment_findings(**_: Any) -> list[CheckMessage]:
    """Return the same list to ``manage check --deploy``: errors stop a start, warnings do not."""
    found: list[CheckMessage] = [
        Error(str(one), id=f"manumit.{one.code}") for one in stopping_problems()
    ]
    if found:
        return found
    return [Warned(str(one), id=f"manumit.{one.code}") for one in sealing_problems()]


def _framework_findings() -> list[CheckMessage]:
    """Return what Django's own checks of a deployment find, without the list above."""
    every = registry.get_checks(include_deployment_checks=True)
    found = [
        one
        for check in every
        if check is not deployment_findings and "database" not in check.tags
        for one in check(app_configs=None, databases=list(connections))
    ]
    return [one for one in found if not one.is_silenced()]


def folder_problems() -> list[Problem]:
    """Return S406 where others may enter the folder of work in progress."""
    try:
        shared = stat.S_IMODE(settings.MANUMIT.work.stat().st_mode) & 0o077
    except OSError:
        shared = 1
    return [DoctorCode.FOLDER_SHARED.problem(Place(field="MANUMIT_WORK"))] if shared else []


def disk_problems() -> list[Problem]:
    """Return S407 for each disk of a folder of ours that is nearly full."""
    here = settings.MANUMIT
    return full_disks(
        {
            "MANUMIT_WORK": here.work,
            "MANUMIT_FILES": here.files,
            "MANUMIT_LEDGER_HEADS": here.ledger_heads,
        }
    )


def full_disks(folders: Mapping[str, Path | None]) -> list[Problem]:
    """Return S407 for each disk of some folders, by their settings, that is nearly full."""
    problems, disks = [], set()
    for name, folder in folders.items():
        if folder is None or not folder.exists() or folder.stat().st_dev in disks:
            continue
        disks.add(folder.stat().st_dev)
        free = shutil.disk_usage(folder).free // 1_000_000
        if free < LEAST_FREE:
            place = Place(field=name)
            problems.append(DoctorCode.DISK_FULL.problem(place, free=free, least=LEAST_FREE))
    return problems


def left_problems() -> list[Problem]:
    """Return S413 for each folder that a killed restore left in the folder of work."""
    folder = settings.MANUMIT.work
    left = sorted(folder.glob("restoring-*")) if folder.is_dir() else []
    return [DoctorCode.RESTORE_LEFT.problem(Place.in_file(one)) for one in left]


def head_problems() -> list[Problem]:
    """Return S411 where seals are not exported to the folder of heads."""
    if settings.MANUMIT.ledger_heads is None:
        return []
    try:
        behind = unexported_heads()
    except InputError:
        return []  # ledger_problems says it
    place = Place(field="MANUMIT_LEDGER_HEADS")
    return [DoctorCode.HEADS_BEHIND.problem(place, behind=behind)] if behind else []


def worker_problems() -> list[Problem]:
    """Return S408 where no worker has given a sign of life."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        last = cursor.fetchone()[0]
    if last is not None and timezone.now() - last < HALTED:
        return []
    minutes = int(HALTED.total_seconds()) // 60
    return [DoctorCode.WORKER_HALTED.problem(Place(), minutes=minutes)]


def backup_problems() -> list[Problem]:
    """Return S409 and S410 where the ledger knows no recent backup, or no verified one."""
    kinds = (
        ("back_up", BACKUP_OLD, DoctorCode.BACKUP_OLD),
        ("verify_backup", VERIFIED_OLD, DoctorCode.BACKUP_UNVERIFIED),
    )
    return [
        code.problem(Place(), age=age)
        for act, limit, code in kinds
        if (age := _too_old(act, limit)) is not None
    ]


def _too_old(act: str, limit: dt.timedelta) -> str | None:
    """How old the last act of this kind is, in words; None where it is recent enough."""
    acts = Event.objects.filter(institution=INSTALLATION, act=act)
    last = acts.order_by("-number").values_list("at", flat=True).first()
    if last is None:
        return "missing: none was made yet"
    age = timezone.now() - last
    return None if age < limit else f"{age.days} days old"


def printed(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield a line for each problem, the same one once."""
    yield from dict.fromkeys(str(one) for one in problems)
