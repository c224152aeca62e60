"""Somebody of whom there are grounds, and checks that they are not punished, for tests (R-50)."""

import dataclasses
import datetime as dt

from cases_world import Body, World, agreed, file_of, finding_of, referred, request
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile
from manumit.web.cases.services import Judgement
from manumit.web.cases.signs import signs_of
from manumit.web.justice.models import NonPunishment
from manumit.web.justice.services import CheckSubmission, LegalAdvice
from manumit.web.kernel.days import today

PURPOSE, AGAINST = "non_punishment_check", "CR-2026-7741"
ADVISER, WHY = "Advocate Njerizq", "watered-plants-behind-a-locked-door-zq"


def legal_advice(ago: int = 2) -> LegalAdvice:
    """Return the advice of a lawyer, given some days ago."""
    return LegalAdvice(adviser=ADVISER, on_day=today() - dt.timedelta(days=ago), language="vi")


def with_ident(w: World) -> CaseFile:
    """Somebody arrested on a cannabis farm, whom the inspectorate referred."""
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.ident, "identification")
    sent = referred(w.owner, file, w.ident, "identification")
    own = services.accept(w.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    return own


def presumed(w: World) -> CaseFile:
    """The same, of whom the identification body says that there are grounds."""
    file = with_ident(w)
    found, reason = file.findings.get(), "reasonable_grounds"
    judgement = Judgement(step="presume", reason=reason, reasoning="so", finding=found.pk)
    services.decide(w.ident.first, file.pk, judgement, seen=file.version, request=request())
    return file


def arrested(file: CaseFile, to: Body) -> CheckSubmission:
    """A check while the police already proceed against the person."""
    found = file.findings.order_by("-number")[0]
    return CheckSubmission(
        office=to.office.pk, offence="drug_cultivation", proceedings="yes", against=AGAINST,
        list_id=found.list_id, signs=signs_of(found)[:5], reasons=WHY,
    )  # fmt: skip


def feared(
    file: CaseFile, to: Body, proceedings: str = "no", advice: LegalAdvice | None = None
) -> CheckSubmission:
    """A check of an offence that perhaps nobody knows of."""
    return dataclasses.replace(
        arrested(file, to), proceedings=proceedings, against="", advice=advice or legal_advice()
    )


def sent(w: World, file: CaseFile) -> NonPunishment:
    """A check that rests on proceedings."""
    asked = arrested(file, w.prosecution)
    return services.send_check(w.ident.first, file.pk, asked, request=request())


def sent_on_advice(w: World, file: CaseFile) -> NonPunishment:
    """One that rests on what the person said after legal advice."""
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    asked = feared(file, w.prosecution)
    return services.send_check(w.ident.first, file.pk, asked, request=request())
