"""Bodies of messages about referrals: made from the row when sent, validated when received.

The other side is not trusted to have checked anything: what comes is read by the very readers that
pages use, before anything of it is kept.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema

from manumit.assessment import Age
from manumit.errors import InputError, Place
from manumit.exchange.evidence_file import evidence_pieces, evidence_schema
from manumit.web.cases.disclosures import (
    IDENTITY_FIELDS,
    Disclosure,
    FilePart,
    read_disclosure,
    refuse_status,
)
from manumit.web.cases.identity import value_to_text
from manumit.web.cases.models import Referral
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.cases.views.documents import finding_in_words, pieces_of
from manumit.web.directory.urgency import known_need, known_urgency
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.counterparts import INSTITUTION, OFFICE, local_id, reference
from manumit.web.federation.envelope import parse_uuid
from manumit.web.federation.lists import MessageKind
from manumit.web.federation.models import Counterpart, Peer
from manumit.web.institutions.models import Office
from manumit.web.kernel.consent.models import Consent, ConsentStatus, ReadingMode, Voice
from manumit.web.kernel.consent.services import ConsentQuestion, ReceivedConsent, locked_verdict
from manumit.web.kernel.consent.verdicts import ConsentVerdict
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.ui.languages import words

LONGEST_CODE = 40
ASKED = frozenset({"need", "urgency"})
"""Optional fields of a referral; earlier versions never send them."""
DEEPEST, MOST_NODES = 40, 20_000
_BROKEN = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, LookupError
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class ReceivedReferral:
    """A referral received from a peer, checked; its ``repr`` shows nothing.

    Attributes:
        role: of the member there who sent it.
        office: here.
        need, urgency: codes of this side's lists; empty: not stated, or of a later list.
        passed: what :func:`manumit.web.cases.disclosures.read_disclosure` reads, as text.
        consent: as the person gave it there.
    """

    role: str
    office: Office
    purpose: str
    parts: tuple[FilePart, ...]
    age: Age
    message: str
    passed: str
    valid_until: dt.datetime
    consent: ReceivedConsent
    need: str = ""
    urgency: str = ""


# Made


def message_body(peer: Peer, kind: MessageKind, row: Referral, step: Move) -> dict[str, Any]:
    """Return the body of a message about a referral.

    Args:
        peer: to whom.
        kind: of the message.
        row: the referral, as it is now.
        step: that the message reports.

    Raises:
        InputError: V101 to V107, V201, V301: the person was erased.
    """
    made: dict[str, Any] = {"role": step.role}
    if kind.carries == "reason":
        made |= {"reason": step.reason}
    elif kind.carries == "answer":
        made |= {"text": open_text(row, "answer") or "", "outcome": row.outcome}
    elif kind.carries == "referral":
        made |= _referral(peer, row)
    return made


def _referral(peer: Peer, row: Referral) -> dict[str, Any]:
    office = Counterpart.objects.get(peer=peer, kind=OFFICE, local=row.office_id, ours=False)
    asked = {"need": open_text(row, "need") or "", "urgency": row.urgency}
    return {
        # Only what is stated: a peer of an earlier version refuses a field that it does not know.
        **{name: code for name, code in asked.items() if code},
        "institution": str(reference(peer, INSTITUTION, row.sent_by_id)),
        "office": str(office.reference),
        "purpose": row.purpose,
        "parts": list(row.parts),
        "message": open_text(row, "message") or "",
        "passed": open_text(row, "passed") or "",
        "valid_until": int(row.valid_until.timestamp()),
        "consent": _consent(row),
    }


def consent_verdict(row: Referral) -> ConsentVerdict:
    """Return whether consent covers a referral; the row is locked until the transaction ends."""
    return locked_verdict(
        ConsentQuestion(
            subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
        )
    )


def _consent(row: Referral) -> dict[str, Any]:
    """Return the consent that the referral rests on now."""
    verdict = consent_verdict(row)
    if not verdict.allowed or verdict.consent is None:
        raise _refused("consent")
    one = Consent.objects.get(pk=verdict.consent)
    if one.valid_until is None:
        raise _refused("consent")
    return {
        "status": one.status,
        "voice": one.voice,
        "as_child": one.as_child,
        "text_version": one.text_version,
        "language": one.language,
        "asked": one.asked,
        "reason": one.reason,
        "until": int(one.valid_until.timestamp()),
    }


# Read


def read_referral(peer: Peer, body: Mapping[str, Any]) -> ReceivedReferral:
    """Read and check the body of a referral.

    Raises:
        InputError: Y310; F301 if it reveals migration status.
    """
    keys = {
        "role", "institution", "office", "purpose", "parts", "message", "passed", "valid_until",
        "consent",
    }  # fmt: skip
    if (
        body.keys() - ASKED != keys
        or local_id(peer, INSTITUTION, parse_uuid(body["institution"]), ours=False) is None
    ):
        raise _refused("referral")
    office = _office(peer, body["office"])
    text = _text(body["passed"], None)
    parts = _parts(body["parts"])
    try:
        passed = read_disclosure(text)
        _check_passed(passed, parts)
    except InputError:
        raise
    except (*_BROKEN, jsonschema.ValidationError):
        raise _refused("passed") from None  # the cause would quote it
    documents = [one for one in (passed.evidence, passed.finding) if one is not None]
    refuse_status(documents, office.institution)
    return ReceivedReferral(
        role=_text(body["role"], LONGEST_CODE),
        office=office,
        purpose=_text(body["purpose"], LONGEST_CODE),
        parts=parts,
        age=Age(passed.age),
        message=_text(body["message"], LONGEST_TEXT),
        passed=text,
        valid_until=_moment(body["valid_until"]),
        consent=_read_consent(body["consent"]),
        need=known_need(_text(body.get("need", ""), LONGEST_CODE)),
        urgency=known_urgency(_text(body.get("urgency", ""), LONGEST_CODE)),
    )


def read_answer(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return role, text and outcome of an answer.

    Raises:
        InputError: Y310.
    """
    if body.keys() != {"role", "text", "outcome"}:
        raise _refused("answer")
    outcome = _text(body["outcome"], LONGEST_CODE)
    text = _text(body["text"], LONGEST_TEXT)
    if outcome not in ("", *PERSON_AS_VICTIM.states) or not text.strip():
        raise _refused("answer")
    return _text(body["role"], LONGEST_CODE), text, outcome


def read_plain(body: Mapping[str, Any], *, reason: bool) -> tuple[str, str]:
    """Return role and reason of a step without further content; the reason may be empty.

    Raises:
        InputError: Y310.
    """
    if body.keys() != ({"role", "reason"} if reason else {"role"}):
        raise _refused("step")
    return _text(body["role"], LONGEST_CODE), _text(body.get("reason", ""), LONGEST_CODE)


def _check_passed(passed: Disclosure, parts: tuple[FilePart, ...]) -> None:
    """Check that only the named parts are present, and that the pages can show each of them."""
    Age(passed.age)
    for field, values in passed.identity.items():
        for value in values:
            value_to_text(field, value)
    if passed.evidence is not None:
        jsonschema.validate(passed.evidence, evidence_schema())
        evidence_pieces(passed.evidence["evidence"])
    if passed.finding is not None:
        _check_size(passed.finding)
        finding_in_words(passed.finding, words("en"))
        list(pieces_of(passed.finding))
    if (passed.evidence is not None) != (FilePart.EVIDENCE in parts):
        raise ValueError
    if (passed.finding is not None) != (FilePart.FINDING in parts):
        raise ValueError
    named = {field for part in parts for field in IDENTITY_FIELDS.get(part, ())}
    if not passed.identity.keys() <= named:
        raise ValueError
    if len(passed.list_id) > LONGEST_CODE or len(passed.engine) > 2 * LONGEST_CODE:
        raise ValueError


def _check_size(document: object) -> None:
    """Refuse a document that is too deep or too large for a page."""
    waiting, seen = [(document, 0)], 0
    while waiting:
        one, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_NODES:
            raise ValueError
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(child, depth + 1) for child in inside]


def _office(peer: Peer, value: object) -> Office:
    key = local_id(peer, OFFICE, parse_uuid(value), ours=True)
    if key is None:
        raise _refused("office")
    found = Office.objects.select_related("institution")
    office = found.filter(pk=key, institution=peer.institution_id).first()
    if office is None:
        raise _refused("office")
    return office


def _parts(value: object) -> tuple[FilePart, ...]:
    names = {one.value: one for one in FilePart}
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _refused("parts")
    if not set(value) <= names.keys() or len(set(value)) != len(value):
        raise _refused("parts")
    return tuple(names[one] for one in value)


def _read_consent(value: object) -> ReceivedConsent:
    keys = {
        "status", "voice", "as_child", "text_version", "language", "asked", "reason", "until"
    }  # fmt: skip
    if not isinstance(value, dict) or value.keys() != keys or type(value["as_child"]) is not bool:
        raise _refused("consent")
    given, version = value["status"] == ConsentStatus.GIVEN, value["text_version"]
    shaped = (
        value["voice"] in Voice.values
        and value["asked"] in ReadingMode.values
        and type(version) is int
        and 0 < version < 2**15
        and value["reason"] == ""
        if given
        else (value["voice"], value["asked"], value["language"], version) == ("", "", "", None)
        and value["status"] == ConsentStatus.NOT_REQUIRED
    )
    language = _text(value["language"], 3)
    plain = language.isascii() and language.isalpha() and language.islower() and len(language) > 1
    if not shaped or (given and not plain):
        raise _refused("consent")
    return ReceivedConsent(
        status=ConsentStatus(value["status"]),
        voice=value["voice"],
        as_child=value["as_child"],
        text_version=version,
        language=language,
        asked=value["asked"],
        reason=_text(value["reason"], LONGEST_CODE),
        until=_moment(value["until"]),
    )


def _moment(value: object) -> dt.datetime:
    if type(value) is not int or not 0 <= value < 2**33:
        raise _refused("time")
    return dt.datetime.fromtimestamp(value, dt.UTC)


def _text(value: object, longest: int | None) -> str:
    if (
        not isinstance(value, str)
        or (longest is not None and len(value) > longest)
        or "\0" in value
    ):
        raise _refused("text")
    return value


def _refused(field: str) -> InputError:
    return FederationCode.BAD_BODY.error(Place(field=field))


def message_id(peer: uuid.UUID, source: uuid.UUID) -> uuid.UUID:
    """Return the id of the message about a step or report: the same each time it is made."""
    return uuid.uuid5(peer, str(source))
