"""What lies in a message about a referral: made from the row as it is sent, read as strange bytes.

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
from manumit.web.between.codes import BetweenCode
from manumit.web.between.counterparts import INSTITUTION, OFFICE, local_id, reference
from manumit.web.between.envelope import plain_uuid
from manumit.web.between.lists import Kind
from manumit.web.between.models import Counterpart, Peer
from manumit.web.cases.identity import written
from manumit.web.cases.models import Referral
from manumit.web.cases.passing import IDENTITY_FIELDS, Part, Passed, opened, refuse_status
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.cases.views.documents import kept_finding, pieces_of
from manumit.web.institutions.models import Office
from manumit.web.kernel.consent.models import Asked, Consent, Said, Voice
from manumit.web.kernel.consent.services import Carried, Question, held_verdict
from manumit.web.kernel.consent.verdicts import Verdict
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.pages.languages import words

LONGEST_CODE = 40
DEEPEST, MOST_NODES = 40, 20_000
_BROKEN = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, LookupError
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Came:
    """A referral as a peer tells it, checked; its ``repr`` shows nothing.

    Attributes:
        role: in which somebody there sent it.
        office: here.
        passed: what :func:`manumit.web.cases.passing.opened` reads, as text.
        consent: what the person said there.
    """

    role: str
    office: Office
    purpose: str
    parts: tuple[Part, ...]
    age: Age
    message: str
    passed: str
    valid_until: dt.datetime
    consent: Carried


# Made


def body_of(peer: Peer, kind: Kind, row: Referral, step: Move) -> dict[str, Any]:
    """What a message carries.

    Args:
        peer: to whom.
        kind: of the message.
        row: the referral, as it is now.
        step: that is told.

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
    return {
        "institution": str(reference(peer, INSTITUTION, row.sent_by_id)),
        "office": str(office.reference),
        "purpose": row.purpose,
        "parts": list(row.parts),
        "message": open_text(row, "message") or "",
        "passed": open_text(row, "passed") or "",
        "valid_until": int(row.valid_until.timestamp()),
        "consent": _consent(row),
    }


def held(row: Referral) -> Verdict:
    """Whether consent covers a referral now; nobody takes it back until the transaction ends."""
    return held_verdict(
        Question(subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child)
    )


def _consent(row: Referral) -> dict[str, Any]:
    """The word that the referral rests on now."""
    verdict = held(row)
    if not verdict.allowed or verdict.consent is None:
        raise _refused("consent")
    one = Consent.objects.get(pk=verdict.consent)
    if one.valid_until is None:
        raise _refused("consent")
    return {
        "said": one.said,
        "voice": one.voice,
        "as_child": one.as_child,
        "text_version": one.text_version,
        "language": one.language,
        "asked": one.asked,
        "reason": one.reason,
        "until": int(one.valid_until.timestamp()),
    }


# Read


def read_referral(peer: Peer, said: Mapping[str, Any]) -> Came:
    """A referral that a peer tells.

    Raises:
        InputError: Y310; F301 for what reveals migration status.
    """
    keys = {
        "role", "institution", "office", "purpose", "parts", "message", "passed", "valid_until",
        "consent",
    }  # fmt: skip
    if (
        said.keys() != keys
        or local_id(peer, INSTITUTION, plain_uuid(said["institution"]), ours=False) is None
    ):
        raise _refused("referral")
    office = _office(peer, said["office"])
    text = _text(said["passed"], None)
    parts = _parts(said["parts"])
    try:
        passed = opened(text)
        _check_passed(passed, parts)
    except InputError:
        raise
    except (*_BROKEN, jsonschema.ValidationError):
        raise _refused("passed") from None  # the cause would quote it
    documents = [one for one in (passed.evidence, passed.finding) if one is not None]
    refuse_status(documents, office.institution)
    return Came(
        role=_text(said["role"], LONGEST_CODE),
        office=office,
        purpose=_text(said["purpose"], LONGEST_CODE),
        parts=parts,
        age=Age(passed.age),
        message=_text(said["message"], LONGEST_TEXT),
        passed=text,
        valid_until=_moment(said["valid_until"]),
        consent=_carried(said["consent"]),
    )


def read_answer(said: Mapping[str, Any]) -> tuple[str, str, str]:
    """Role, text and outcome of an answer.

    Raises:
        InputError: Y310.
    """
    if said.keys() != {"role", "text", "outcome"}:
        raise _refused("answer")
    outcome = _text(said["outcome"], LONGEST_CODE)
    text = _text(said["text"], LONGEST_TEXT)
    if outcome not in ("", *PERSON_AS_VICTIM.states) or not text.strip():
        raise _refused("answer")
    return _text(said["role"], LONGEST_CODE), text, outcome


def read_plain(said: Mapping[str, Any], *, reason: bool) -> tuple[str, str]:
    """Role and reason of a step that carries no more; an empty reason where it has none.

    Raises:
        InputError: Y310.
    """
    if said.keys() != ({"role", "reason"} if reason else {"role"}):
        raise _refused("step")
    return _text(said["role"], LONGEST_CODE), _text(said.get("reason", ""), LONGEST_CODE)


def _check_passed(passed: Passed, parts: tuple[Part, ...]) -> None:
    """Nothing but the parts that are named, each as the pages of this side read it."""
    Age(passed.age)
    for field, values in passed.identity.items():
        for value in values:
            written(field, value)
    if passed.evidence is not None:
        jsonschema.validate(passed.evidence, evidence_schema())
        evidence_pieces(passed.evidence["evidence"])
    if passed.finding is not None:
        _check_size(passed.finding)
        kept_finding(passed.finding, words("en"))
        list(pieces_of(passed.finding))
    if (passed.evidence is not None) != (Part.EVIDENCE in parts):
        raise ValueError
    if (passed.finding is not None) != (Part.FINDING in parts):
        raise ValueError
    named = {field for part in parts for field in IDENTITY_FIELDS.get(part, ())}
    if not passed.identity.keys() <= named:
        raise ValueError
    if len(passed.list_id) > LONGEST_CODE or len(passed.engine) > 2 * LONGEST_CODE:
        raise ValueError


def _check_size(document: object) -> None:
    """No tree that a page could not show."""
    waiting, seen = [(document, 0)], 0
    while waiting:
        one, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_NODES:
            raise ValueError
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(child, depth + 1) for child in inside]


def _office(peer: Peer, said: object) -> Office:
    key = local_id(peer, OFFICE, plain_uuid(said), ours=True)
    if key is None:
        raise _refused("office")
    found = Office.objects.select_related("institution")
    office = found.filter(pk=key, institution=peer.institution_id).first()
    if office is None:
        raise _refused("office")
    return office


def _parts(said: object) -> tuple[Part, ...]:
    names = {one.value: one for one in Part}
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise _refused("parts")
    if not set(said) <= names.keys() or len(set(said)) != len(said):
        raise _refused("parts")
    return tuple(names[one] for one in said)


def _carried(said: object) -> Carried:
    keys = {
        "said", "voice", "as_child", "text_version", "language", "asked", "reason", "until"
    }  # fmt: skip
    if not isinstance(said, dict) or said.keys() != keys or type(said["as_child"]) is not bool:
        raise _refused("consent")
    given, version = said["said"] == Said.GIVEN, said["text_version"]
    shaped = (
        said["voice"] in Voice.values
        and said["asked"] in Asked.values
        and type(version) is int
        and 0 < version < 2**15
        and said["reason"] == ""
        if given
        else (said["voice"], said["asked"], said["language"], version) == ("", "", "", None)
        and said["said"] == Said.NOT_REQUIRED
    )
    language = _text(said["language"], 3)
    plain = language.isascii() and language.isalpha() and language.islower() and len(language) > 1
    if not shaped or (given and not plain):
        raise _refused("consent")
    return Carried(
        said=Said(said["said"]),
        voice=said["voice"],
        as_child=said["as_child"],
        text_version=version,
        language=language,
        asked=said["asked"],
        reason=_text(said["reason"], LONGEST_CODE),
        until=_moment(said["until"]),
    )


def _moment(said: object) -> dt.datetime:
    if type(said) is not int or not 0 <= said < 2**33:
        raise _refused("time")
    return dt.datetime.fromtimestamp(said, dt.UTC)


def _text(said: object, longest: int | None) -> str:
    if not isinstance(said, str) or (longest is not None and len(said) > longest) or "\0" in said:
        raise _refused("text")
    return said


def _refused(field: str) -> InputError:
    return BetweenCode.BAD_BODY.error(Place(field=field))


def message_id(peer: uuid.UUID, told: uuid.UUID) -> uuid.UUID:
    """The id of the message that tells a step or a report: the same whenever it is made."""
    return uuid.uuid5(peer, str(told))
