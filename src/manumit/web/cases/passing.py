"""What a referral passes on: parts of the sender's file as they are now, sealed with it."""

import enum
import json
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.identity import Field, Value, read, standing
from manumit.web.cases.models import CaseFile, EvidenceSet, FindingVersion, Identity, IdentityValue
from manumit.web.institutions.kinds import roles_of
from manumit.web.institutions.models import Institution
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text


class Part(enum.StrEnum):
    """A part of a file that can be passed on by itself."""

    IDENTITY = "identity"
    SAFE_CONTACT = "safe_contact"
    EVIDENCE = "evidence"
    FINDING = "finding"


IDENTITY_FIELDS = {
    Part.IDENTITY: (Field.NAMES, Field.CONTACTS, Field.BORN, Field.LANGUAGE),
    Part.SAFE_CONTACT: (Field.SAFE_CONTACT,),
}


def receiving_roles(institution: Institution) -> frozenset[str]:
    """Roles of an institution that take referrals."""
    return frozenset(
        role
        for role in roles_of(institution.kind)
        if Relation.REFERRED in grants().of(role, "referral", "answer")
    )


def parts_for(institution: Institution) -> tuple[Part, ...]:
    """What may be passed on to an institution: nothing that its people would not see anyway."""
    roles = receiving_roles(institution)
    sees = [grants().of(role, "referral", SEE)[Relation.REFERRED] for role in roles]
    whole = bool(sees) and all(FieldClass.IDENTIFYING in classes for classes in sees)
    return tuple(Part) if whole else ()


@dataclass(frozen=True, slots=True, repr=False)
class Passed:
    """What lies in a referral; its ``repr`` shows nothing.

    Attributes:
        age: adult, child or unsure.
        identity: the values of each field: several where they stood side by side.
        list_id, engine: of evidence and finding.
        evidence: a document ``manumit/evidence/1``, or None.
        finding: a document ``manumit/finding/1``, or None.
    """

    age: str
    identity: Mapping[Field, Sequence[Value]]
    list_id: str
    engine: str
    evidence: Mapping[str, Any] | None
    finding: Mapping[str, Any] | None


def collected(
    file: CaseFile, parts: Collection[Part], finding: FindingVersion | None, to: Institution
) -> str:
    """The parts as a text to be sealed.

    Args:
        file: the sender's.
        parts: which.
        finding: the version that is passed on, and with it its evidence.
        to: the recipient.

    Raises:
        InputError: K402 for a part that is not there or not for the recipient; F301 for answers
            that reveal migration status.
    """
    if not set(parts) <= set(parts_for(to)):
        raise CaseCode.NO_PART.error(Place(field="parts"))
    key = subject_key(file.subject_id)
    made: dict[str, Any] = {"age": file.age, "identity": {}, "list": "", "engine": ""}
    fields = [field for part in parts for field in IDENTITY_FIELDS.get(part, ())]
    if fields:
        made["identity"] = _identity(file, fields, key)
    for part, row in ((Part.EVIDENCE, finding and finding.evidence), (Part.FINDING, finding)):
        if part in parts:
            if row is None or finding is None:
                raise CaseCode.NO_PART.error(Place(field="parts"))
            made |= {"list": finding.list_id, "engine": finding.engine}
            made[part] = _document(row, key)
    if finding is not None and {Part.EVIDENCE, Part.FINDING} & set(parts):
        _refuse_status(finding, to, key)
    return json.dumps(made, ensure_ascii=False)


def _identity(file: CaseFile, fields: Collection[Field], key: SubjectKey) -> dict[str, list[Any]]:
    found = Identity.objects.filter(file=file).first()
    values = {} if found is None else standing_values(found)
    kept = {
        field: [json.loads(open_text(one, "content", key=key) or "") for one in values[field]]
        for field in fields
        if field in values
    }
    if not kept:
        raise CaseCode.NO_PART.error(Place(field="parts"))
    return {str(field): texts for field, texts in kept.items()}


def standing_values(identity: Identity) -> dict[Field, list[IdentityValue]]:
    """The values of each field that stand now; several where two people edited at once."""
    rows = list(IdentityValue.objects.filter(identity=identity).order_by("number"))
    found: dict[Field, list[IdentityValue]] = {}
    for field in Field:
        of_field = {row.number: row for row in rows if row.field == field}
        now = standing([(row.number, row.after, row.chosen) for row in of_field.values()])
        if now:
            found[field] = [of_field[number] for number in now]
    return found


def _document(row: EvidenceSet | FindingVersion, key: SubjectKey) -> Any:
    return json.loads(open_text(row, "content", key=key) or "")


def _refuse_status(finding: FindingVersion, to: Institution, key: SubjectKey) -> None:
    """R-12, R-34: what the sender may keep, the recipient may still not.

    A finding names the codes that it rests on. Where it was passed on without its evidence, they
    stand in it alone.
    """
    rows: list[EvidenceSet | FindingVersion] = [finding]
    if finding.evidence is not None:
        rows.append(finding.evidence)
    refuse_status([_document(row, key) for row in rows], to)


def refuse_status(documents: Sequence[Any], to: Institution) -> None:
    """R-12, R-34: no document names a code that reveals migration status to who may not keep it.

    Raises:
        InputError: F301.
    """
    refuse_special(
        set(_words(documents)), all(special_allowed(role) for role in receiving_roles(to))
    )


def _words(document: Any) -> Iterator[str]:
    """Every text in a document, whatever it stands for: a special code among them is one."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        yield from document
        for value in document.values():
            yield from _words(value)
    elif isinstance(document, Sequence):
        for value in document:
            yield from _words(value)


def opened(text: str) -> Passed:
    """What :func:`collected` wrote."""
    made = json.loads(text)
    identity = {
        Field(name): tuple(read(Field(name), json.dumps(one)) for one in values)
        for name, values in made["identity"].items()
    }
    return Passed(
        age=made["age"],
        identity=identity,
        list_id=made["list"],
        engine=made["engine"],
        evidence=made.get(Part.EVIDENCE),
        finding=made.get(Part.FINDING),
    )


def finding_of(file: CaseFile, chosen: uuid.UUID | None) -> FindingVersion | None:
    """A version of the file's findings; the latest if none is chosen.

    Raises:
        InputError: K301, the file has no such version.
    """
    found = FindingVersion.objects.filter(file=file).order_by("-number")
    if chosen is None:
        return found.first()
    version = found.filter(pk=chosen).first()
    if version is None:
        raise CaseCode.NO_FINDING.error(Place(field="finding"))
    return version
