"""References that this side and a peer exchange, and the local rows for a peer's institution."""

import uuid
from collections.abc import Mapping
from typing import Any

from manumit.errors import InputError, Place
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.envelope import parse_uuid
from manumit.web.federation.models import Counterpart, Peer
from manumit.web.institutions.directory import (
    create_partner_institution,
    local_offices,
    update_partner_institution,
)
from manumit.web.institutions.models import Institution, Office

INSTITUTION, OFFICE, REFERRAL = "institution", "office", "referral"
MOST_OFFICES = 500
LONGEST_TAG = 35


def reference(peer: Peer, kind: str, local: uuid.UUID) -> uuid.UUID:
    """Return the reference under which a peer knows a row of this side; create it if missing."""
    found, _ = Counterpart.objects.get_or_create(
        peer=peer, kind=kind, local=local, defaults={"ours": True}
    )
    return found.reference


def local_id(peer: Peer, kind: str, called: uuid.UUID, *, ours: bool) -> uuid.UUID | None:
    """Return the local id of a peer's reference; None if the reference is unknown."""
    found = Counterpart.objects.filter(peer=peer, kind=kind, reference=called, ours=ours).first()
    return None if found is None else found.local


def directory_body(peer: Peer) -> dict[str, Any]:
    """Return the directory message: the institution of this side and its participating offices."""
    institution = Institution.objects.get(pk=peer.institution_id)
    offices = local_offices().filter(institution=institution).order_by("pk")
    return {
        "institution": str(reference(peer, INSTITUTION, institution.pk)),
        "kind": institution.kind,
        "country": institution.country,
        "names": institution.names,
        "offices": [
            {"office": str(reference(peer, OFFICE, one.pk)), "names": one.names}
            for one in offices[:MOST_OFFICES]
        ],
    }


def apply_directory(peer: Peer, body: Mapping[str, Any]) -> None:
    """Create or update the local institution and offices of a peer, in which nobody signs in.

    Raises:
        InputError: Y310, O101 to O103; nothing is changed.
    """
    refused = FederationCode.BAD_BODY.error(Place(field="directory"))
    if body.keys() != {"institution", "kind", "country", "names", "offices"}:
        raise refused
    offices = body["offices"]
    if not isinstance(offices, list) or not 0 < len(offices) <= MOST_OFFICES:
        raise refused
    known = _mirror(peer)
    called = parse_uuid(body["institution"])
    if known is None:
        made = create_partner_institution(
            _text(body["kind"]), _text(body["country"]), _names(body["names"]), peer.institution_id
        )
        _create_counterpart(peer, INSTITUTION, called, made.pk)
        known = made
    elif local_id(peer, INSTITUTION, called, ours=False) != known.pk:
        raise refused  # one institution to a peer: nobody becomes another one later
    received = {parse_uuid(one["office"]): _names(one["names"]) for one in map(_office, offices)}
    ids = {one: local_id(peer, OFFICE, one, ours=False) for one in received}
    made_now = update_partner_institution(
        known, _text(body["kind"]), _names(body["names"]),
        {key: names for one, names in received.items() if (key := ids[one]) is not None},
        {one: names for one, names in received.items() if ids[one] is None},
    )  # fmt: skip
    for one, key in made_now.items():
        _create_counterpart(peer, OFFICE, one, key)


def mirror_of(peer: Peer) -> tuple[Institution, Office] | None:
    """Return the local institution of a peer and one of its offices; None before its directory."""
    found = _mirror(peer)
    if found is None:
        return None
    office = Office.objects.filter(institution=found).order_by("pk").first()
    return None if office is None else (found, office)


def peer_of(institution: uuid.UUID) -> Peer | None:
    """Return the peer that an institution represents; None for a local institution."""
    found = Counterpart.objects.filter(kind=INSTITUTION, local=institution, ours=False)
    first = found.select_related("peer").first()
    return None if first is None else first.peer


def _mirror(peer: Peer) -> Institution | None:
    found = Counterpart.objects.filter(peer=peer, kind=INSTITUTION, ours=False).first()
    if found is None or found.local is None:
        return None
    return Institution.objects.get(pk=found.local)


def _create_counterpart(peer: Peer, kind: str, called: uuid.UUID, local: uuid.UUID) -> None:
    Counterpart.objects.create(peer=peer, kind=kind, reference=called, local=local, ours=False)


def _office(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict) or value.keys() != {"office", "names"}:
        raise FederationCode.BAD_BODY.error(Place(field="directory"))
    return value


def _names(value: object) -> dict[str, str]:
    good = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    if not good or not isinstance(value, dict) or any(len(tag) > LONGEST_TAG for tag in value):
        raise FederationCode.BAD_BODY.error(Place(field="names"))
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InputError([FederationCode.BAD_BODY.problem(Place(field="directory"))])
    return value
