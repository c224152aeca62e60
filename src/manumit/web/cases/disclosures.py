"""What a referral discloses: parts of the sender's file as they are now, sealed with it."""

import enum
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.identity import Field, Value, current_numbers, value_from_text
from manumit.web.cases.models import CaseFile, EvidenceSet, FindingVersion, Identity, IdentityValue
from manumit.web.institutions.kinds import roles_of
from manumit.web.institutions.models import Institution
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text


class FilePart(enum.StrEnum):
    """A part of a file that can be disclosed on its own."""

    IDENTITY = "identity"
    SAFE_CONTACT = "safe_contact"
    EVIDENCE = "evidence"
    FINDING = "finding"


IDENTITY_FIELDS = {
    FilePart.IDENTITY: (Field.NAMES, Field.CONTACTS, Field.BORN, Field.LANGUAGE),
    FilePart.SAFE_CONTACT: (Field.SAFE_CONTACT,),
}


def receiving_roles(institution: Institution) -> frozenset[str]:
    """Return the roles of an institution that may receive referrals."""
    return frozenset(
        role
        for role in roles_of(institution.kind)
        if Relation.REFERRED in grants().of(role, "referral", "answer")
    )


def parts_for(institution: Institution) -> tuple[FilePart, ...]:
    """Return the parts that may be disclosed to an institution: those its roles may see."""
    roles = receiving_roles(institution)
    sees = [grants().of(role, "referral", SEE)[Relation.REFERRED] for role in roles]
    whole = bool(sees) and all(FieldClass.IDENTIFYING in classes for classes in sees)
    return tuple(FilePart) if whole else ()


@dataclass(frozen=True, slots=True, repr=False)
class Disclosure:
    """The disclosed content of a referral; its ``repr`` hides the content.

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


def collect_parts(
    file: CaseFile, parts: Collection[FilePart], finding: FindingVersion | None, to: Institution
) -> str:
    """Return the chosen parts of a file as JSON text, ready to be sealed.

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
    for part, row in (
        (FilePart.EVIDENCE, finding and finding.evidence),
        (FilePart.FINDING, finding),
    ):
        if part in parts:
            if row is None or finding is None:
                raise CaseCode.NO_PART.error(Place(field="parts"))
            made |= {"list": finding.list_id, "engine": finding.engine}
            made[part] = _document(row, key)
    if finding is not None and {FilePart.EVIDENCE, FilePart.FINDING} & set(parts):
        _refuse_status(finding, to, key)
    return json.dumps(made, ensure_ascii=False)


def ready_parts(file: CaseFile) -> frozenset[FilePart]:
    """Return the parts of a file that are there to be disclosed."""
    found = chosen_finding(file, None)
    there = {FilePart.FINDING: found is not None, FilePart.EVIDENCE: found and found.evidence}
    identity = Identity.objects.filter(file=file).first()
    filled = set() if identity is None else set(current_values(identity))
    there |= {part: bool(filled & set(fields)) for part, fields in IDENTITY_FIELDS.items()}
    return frozenset(part for part, is_there in there.items() if is_there)


def _identity(file: CaseFile, fields: Collection[Field], key: SubjectKey) -> dict[str, list[Any]]:
    found = Identity.objects.filter(file=file).first()
    values = {} if found is None else current_values(found)
    kept = {
        field: [json.loads(open_text(one, "content", key=key) or "") for one in values[field]]
        for field in fields
        if field in values
    }
    if not kept:
        raise CaseCode.NO_PART.error(Place(field="parts"))
    return {str(field): texts for field, texts in kept.items()}


def current_values(identity: Identity) -> dict[Field, list[IdentityValue]]:
    """Return the current values of each field; several after concurrent edits."""
    rows = list(IdentityValue.objects.filter(identity=identity).order_by("number"))
    found: dict[Field, list[IdentityValue]] = {}
    for field in Field:
        of_field = {row.number: row for row in rows if row.field == field}
        now = current_numbers([(row.number, row.after, row.chosen) for row in of_field.values()])
        if now:
            found[field] = [of_field[number] for number in now]
    return found


def _document(row: EvidenceSet | FindingVersion, key: SubjectKey) -> Any:
    return json.loads(open_text(row, "content", key=key) or "")


def _refuse_status(finding: FindingVersion, to: Institution, key: SubjectKey) -> None:
    """Refuse codes that the sender may keep and the recipient may not (R-12, R-34).

    A finding names the codes that it rests on. Where it was passed on without its evidence, they
    are in the finding alone.
    """
    rows: list[EvidenceSet | FindingVersion] = [finding]
    if finding.evidence is not None:
        rows.append(finding.evidence)
    refuse_status([_document(row, key) for row in rows], to)


def refuse_status(documents: Sequence[Any], to: Institution) -> None:
    """Refuse documents with codes that reveal migration status to a body that may not keep them.

    Raises:
        InputError: F301.
    """
    refuse_special(_words(documents), all(special_allowed(role) for role in receiving_roles(to)))


def _words(document: Any) -> set[str]:
    """Return every text in a document, since a special-category code may stand anywhere."""
    found: set[str] = set()
    parts = [document]
    while parts:
        part = parts.pop()
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, Mapping):
            found.update(part)
            parts.extend(part.values())
        elif isinstance(part, Sequence):
            parts.extend(part)
    return found


def read_disclosure(text: str) -> Disclosure:
    """Parse what :func:`collect_parts` returned."""
    made = json.loads(text)
    identity = {
        Field(name): tuple(value_from_text(Field(name), json.dumps(one)) for one in values)
        for name, values in made["identity"].items()
    }
    return Disclosure(
        age=made["age"],
        identity=identity,
        list_id=made["list"],
        engine=made["engine"],
        evidence=made.get(FilePart.EVIDENCE),
        finding=made.get(FilePart.FINDING),
    )


def chosen_finding(file: CaseFile, chosen: uuid.UUID | None) -> FindingVersion | None:
    """Return the chosen version of the file's findings; the latest if none is chosen.

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
