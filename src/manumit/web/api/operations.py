"""The operations. Nothing that is sent is stored, except contacts of a telephone system."""

import json
import uuid
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from manumit.assessment import assess
from manumit.assessment.render import to_json
from manumit.errors import Place
from manumit.exchange.evidence_file import evidence_of
from manumit.instruments import Indicator, Instrument
from manumit.terms import owed as work_out_owed
from manumit.terms import shipped_law
from manumit.terms.law.file import shipped_laws
from manumit.terms.reading import source_of
from manumit.terms.statement.owed_render import owed_json
from manumit.terms.wages.account_file import account_of
from manumit.web.api import scopes, selectors
from manumit.web.api.codes import ApiCode
from manumit.web.api.documents import COMPONENTS, text_of
from manumit.web.api.router import Operations
from manumit.web.api.schemas import (
    Claims,
    CompanyAnswer,
    CompanyQuery,
    ContactMade,
    EntryLine,
    Ground,
    IndicatorLine,
    LawLine,
    Laws,
    ListLine,
    Lists,
    ListView,
    NewContact,
    Referrals,
    Register,
    Result,
    TokenInfo,
)
from manumit.web.justice import selectors as justice
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.register.special import refuse_special
from manumit.web.line.verbs import ContactEntry, record_contact
from manumit.web.ui.languages import library

PUBLIC = ""
BODY = Path("body")
"""What problems of a sent document name as the place."""
operations = Operations()

Cursor = Annotated[str | None, Query(max_length=120, description="'next' of the page before")]
Limit = Annotated[int, Query(ge=1, le=100, description="how many at most")]
Language = Annotated[str, Query(max_length=35, description="such as en, fr, es or ar")]


def _takes(component: str) -> dict[str, Any]:
    schema = {"$ref": f"{COMPONENTS}{component}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.auth  # type: ignore[attr-defined] # put there by ``router.Token``
    return found


@operations.get("/token", TokenInfo, None)
def own_token(request: HttpRequest) -> TokenInfo:
    """Return this token: its id, its office, and when it ends."""
    who = _actor(request)
    assert who.person is not None  # noqa: S101 - the token itself
    return TokenInfo(id=who.person, office=who.office, expires_at=who.until)


@operations.get("/lists", Lists, scopes.RULES)
def lists(request: HttpRequest, language: Language = "en") -> Lists:
    """Return every list of indicators."""
    del request
    _known(language)
    return Lists(
        items=[ListLine(**_line(library().instrument(one), language)) for one in library().list_ids]
    )


@operations.get("/lists/{list_id}", ListView, scopes.RULES)
def one_list(request: HttpRequest, list_id: str, language: Language = "en") -> ListView:
    """Return a list with its indicators, without those that reveal migration status (R-34)."""
    del request
    _known(language)
    if list_id not in library().list_ids:
        raise ApiCode.NOT_THERE.error(Place())
    found = library().instrument(list_id)
    entries = [_indicator(one, language) for one in found.indicators]
    return ListView(**_line(found, language), entries=entries)


def _known(language: str) -> None:
    known = library().texts.languages
    if language not in known:
        raise ApiCode.NO_LANGUAGE.error(Place(field="language"), known=", ".join(known))


def _line(found: Instrument, language: str) -> Mapping[str, Any]:
    return {
        "id": found.id,
        "name": library().texts.label(f"list/{found.id}", language).value,
        "population": found.population,
        "exploitation": found.exploitation,
        "edition": found.edition,
        "checked_on": found.checked_on,
        "scored": found.scored,
        "indicators": len(found.indicators),
    }


def _indicator(one: Indicator, language: str) -> IndicatorLine:
    texts = library().texts
    label, explanation = (
        texts.label(one.code, language),
        texts.one(one.code, "explanation", language),
    )
    questions = texts.all_of(one.code, "questions", language)
    return IndicatorLine(
        code=one.code,
        dimension=one.dimension,
        phase=one.phase,
        strength=one.strength,
        label=label.value,
        explanation=explanation.value,
        questions=[text.value for text in questions],
        reviewed=not any(text.needs_notice for text in (label, explanation, *questions)),
    )


@operations.get("/laws", Laws, scopes.RULES)
def laws(request: HttpRequest) -> Laws:
    """Return the jurisdictions whose wage rules come with manumit."""
    del request
    found = [shipped_law(name) for name in shipped_laws()]
    return Laws(
        items=[
            LawLine(
                id=law.id, names=dict(law.names), currency=law.currency, checked=law.checked,
                stale_from=law.stale_from,
            )
            for law in found
        ]
    )  # fmt: skip


@operations.post("/findings", Result, scopes.ASSESS, extra=_takes("Evidence"))
def findings(request: HttpRequest) -> Result:
    """Assess evidence about one person's work, and store nothing of it."""
    file = evidence_of(text_of(request.body), BODY)
    _loaded("list", file.list_id, library().list_ids)
    refuse_special((one.code for one in file.evidence), allowed=False, library=library())
    found = assess(file.evidence, library().instrument(file.list_id), age=file.age)
    return Result(result=json.loads(to_json(found, library())))


def _loaded(field: str, name: str, known: Collection[str]) -> None:
    """Refuse an unknown name without repeating it."""
    if name not in known:
        raise ApiCode.WRONG_VALUE.error(Place(file=BODY.name, field=field))


@operations.post("/owed", Result, scopes.OWED, extra=_takes("Account"))
def owed(request: HttpRequest) -> Result:
    """Work out what is owed for one person's work, and store nothing of it."""
    source = source_of(text_of(request.body), BODY, "account")
    _loaded("law", str(source.data["law"]), shipped_laws())
    law = shipped_law(str(source.data["law"]))
    return Result(result=json.loads(owed_json(work_out_owed(account_of(source, law), law))))


@operations.get("/referrals", Referrals, scopes.REFERRALS)
def referrals(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Referrals:
    """Return the state of referrals that the office sent or got; no personal data."""
    return selectors.referrals(_actor(request), cursor, limit)


@operations.get("/claims", Claims, scopes.CLAIMS)
def claims(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Claims:
    """Return the state and sums of claims that the office holds; no personal data."""
    return selectors.claims(_actor(request), cursor, limit)


@operations.get("/register", Register, PUBLIC)
def register(request: HttpRequest) -> Register:
    """Return the public register of sanctions. No token is needed, and no reader is recorded."""
    del request
    return Register(
        items=[
            EntryLine(
                name=one.name, country=one.country, ground=one.ground, since=one.since,
                until=one.until,
            )
            for one in justice.current_entries()
        ]
    )  # fmt: skip


@operations.post("/register/look-up", CompanyAnswer, scopes.SANCTIONS)
def look_up(request: HttpRequest, asked: CompanyQuery) -> CompanyAnswer:
    """Return whether a firm is on the register of sanctions today."""
    found = justice.look_up(_actor(request), asked.country, asked.number)
    grounds = [Ground(ground=ground, until=until) for ground, until in found.grounds]
    return CompanyAnswer(listed=found.listed, grounds=grounds)


@operations.post("/contacts", ContactMade, scopes.CONTACTS)
def contacts(request: HttpRequest, sent: NewContact) -> ContactMade:
    """Record a contact of the office. Sent again with the same 'request', it is recorded once."""
    who = _actor(request)
    # Within its token: two systems of one office may count their requests alike.
    key = uuid.uuid5(who.person, str(sent.request))
    entry = ContactEntry(**sent.dict(exclude={"request"}))
    row = record_contact(who, entry, request=key)
    return ContactMade(reference=row.reference, state=row.state, call_back_at=row.call_back_at)


OPERATIONS = tuple(operations.scopes)
