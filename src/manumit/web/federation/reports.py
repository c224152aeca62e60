"""Feedback to the sender of a referral in another installation: service provided, outcome.

That there is a report is sent under the consent of the referral. Its code and day are sent only if
the person agreed when it was reported and still does when it is sent: what the sender may not read
is not on its machine.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.clocks import Due
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.process import REFERRAL as PROCESS
from manumit.web.cases.reports import ReportContent
from manumit.web.cases.services.progress import LISTS, TAKEN_ON, report_from_partner
from manumit.web.cases.services.referrals import may_inform_sender
from manumit.web.federation.bodies import consent_verdict
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.lists import APPLIED, CODE_NOT_KNOWN, HELD, NOT_COVERED, SUPERSEDED
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.sealed import open_text

LONGEST_CODE = 40
_EMPTY = {"code": "", "on": ""}


def report_body(report: ReferralReport) -> dict[str, Any]:
    """Return the body of a report message, with details only if the person agreed to that.

    Raises:
        InputError: V101 to V107, V201, V301: the person was erased.
    """
    if not may_disclose_details(report):
        return {"step": report.step, **_EMPTY}
    content = ReportContent.from_text(open_text(report, "content") or "")
    return {"step": report.step, "code": content.code, "on": content.on_day.isoformat()}


def may_disclose_details(report: ReferralReport) -> bool:
    """Return whether the sender may read the details; locked until the transaction ends."""
    own = CaseFile.objects.filter(origin=report.referral).first()
    return report.sender_may_read and may_inform_sender(report.referral, own, held=True)


def read_report(body: Mapping[str, Any]) -> tuple[Due, ReportContent | None]:
    """Return the step of a report and its content; None if the details are withheld.

    Raises:
        InputError: Y310.
    """
    refused = FederationCode.BAD_BODY.error(Place(field="report"))
    if body.keys() != {"step", *_EMPTY} or not all(isinstance(one, str) for one in body.values()):
        raise refused
    step = next((one for one in LISTS if one.value == body["step"]), None)
    code, day = body["code"], body["on"]
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
    return step, ReportContent(code, on_day)


def apply_report(
    who: Actor, referral: uuid.UUID, body: Mapping[str, Any], message: uuid.UUID
) -> str:
    """Store a report from a peer; return the result code of its acknowledgement.

    A code that this side's lists do not have is not stored: the report then only stops the clock.

    Args:
        who: the other side.
        referral: that this side sent to it.
        body: of the message.
        message: its id.

    Raises:
        InputError: Y310, K408.
    """
    step, content = read_report(body)
    # Locked, so that it does not end meanwhile.
    row = Referral.objects.select_for_update().get(pk=referral)
    if row.state not in TAKEN_ON:
        return SUPERSEDED if row.state in PROCESS.ends else HELD
    if not consent_verdict(row).allowed:
        return NOT_COVERED
    known = content is None or LISTS[step].has(content.code, timezone.now().date())
    # The id is the peer's own choice: it must not meet a form of this side.
    request = uuid.uuid5(who.person, str(message))
    report_from_partner(who, row, step, content if known else None, request=request)
    return APPLIED if known else CODE_NOT_KNOWN
