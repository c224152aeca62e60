"""A service that was given, or what came of a referral, told to the sender in its installation.

That there is one is told under the consent that the referral rests on. Which one it was, and on
what day, leaves only if the person agreed to that when it was reported and still does when it is
sent: what the sender may not read is not on its machine.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from manumit.errors import Place
from manumit.web.between.bodies import held
from manumit.web.between.codes import BetweenCode
from manumit.web.between.lists import APPLIED, CODE_NOT_KNOWN, HELD, NOT_COVERED, SUPERSEDED
from manumit.web.cases.clocks import Due
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.cases.reports import Said
from manumit.web.cases.services.progress import LISTS, TAKEN_ON, report_from_elsewhere
from manumit.web.cases.services.referrals import may_tell
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.sealed import open_text

LONGEST_CODE = 40
_EMPTY = {"code": "", "on": ""}


def report_body(report: ReferralReport) -> dict[str, Any]:
    """What a message carries.

    Raises:
        InputError: V101 to V107, V201, V301: the person was erased.
    """
    if not tells_which(report):
        return {"step": report.step, **_EMPTY}
    said = Said.from_text(open_text(report, "said") or "")
    return {"step": report.step, "code": said.code, "on": said.on_day.isoformat()}


def tells_which(report: ReferralReport) -> bool:
    """Whether the sender reads which it was; nobody changes that until the transaction ends."""
    own = CaseFile.objects.filter(origin=report.referral).first()
    return report.told and may_tell(report.referral, own, held=True)


def read_report(said: Mapping[str, Any]) -> tuple[Due, Said | None]:
    """Which step, and which one it was; None where only that there is one is told.

    Raises:
        InputError: Y310.
    """
    refused = BetweenCode.BAD_BODY.error(Place(field="report"))
    if said.keys() != {"step", *_EMPTY} or not all(isinstance(one, str) for one in said.values()):
        raise refused
    step = next((one for one in LISTS if one.value == said["step"]), None)
    code, day = said["code"], said["on"]
    if step is None or len(code) > LONGEST_CODE or (code == "") != (day == ""):
        raise refused
    if not code:
        return step, None
    try:
        on_day = dt.date.fromisoformat(day)
    except ValueError:
        raise refused from None
    if on_day.isoformat() != day:
        raise refused
    return step, Said(code, on_day)


def take_report(
    who: Actor, referral: uuid.UUID, body: Mapping[str, Any], message: uuid.UUID
) -> str:
    """Adds a report that came; the word of its acknowledgement.

    A code of no list of this side is not kept: then it is known that there is a report, which ends
    the clock, and no more.

    Args:
        who: the other side.
        referral: that this side sent to it.
        body: of the message.
        message: its id.

    Raises:
        InputError: Y310, K408.
    """
    step, said = read_report(body)
    # Locked, so that it does not end meanwhile.
    row = Referral.objects.select_for_update().get(pk=referral)
    if row.state not in TAKEN_ON:
        return SUPERSEDED if row.state in PROCESS.ends else HELD
    if not held(row).allowed:
        return NOT_COVERED
    known = said is None or LISTS[step].has(said.code, timezone.now().date())
    # The id is the peer's own choice: it must not meet a form of this side.
    request = uuid.uuid5(who.person, str(message))
    report_from_elsewhere(who, row, step, said if known else None, request=request)
    return APPLIED if known else CODE_NOT_KNOWN
