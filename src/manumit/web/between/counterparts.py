"""What this side and a peer call the same thing, and a peer's institution as it stands here."""

import uuid
from collections.abc import Mapping
from typing import Any

from manumit.errors import InputError, Place
from manumit.web.between.codes import BetweenCode
from manumit.web.between.envelope import plain_uuid
from manumit.web.between.models import Counterpart, Peer
from manumit.web.institutions.directory import change_elsewhere, make_elsewhere, offices_here
from manumit.web.institutions.models import Institution, Office

INSTITUTION, OFFICE, REFERRAL = "institution", "office", "referral"
MOST_OFFICES = 500
LONGEST_TAG = 35


def reference(peer: Peer, kind: str, local: uuid.UUID) -> uuid.UUID:
    """By what a peer calls something of this side; a new word where it has none yet."""
    found, _ = Counterpart.objects.get_or_create(
        peer=peer, kind=kind, local=local, defaults={"ours": True}
    )
    return found.reference


def local_id(peer: Peer, kind: str, called: uuid.UUID, *, ours: bool) -> uuid.UUID | None:
    """What a peer's word stands for here; None where it never said or heard it."""
    found = Counterpart.objects.filter(peer=peer, kind=kind, reference=called, ours=ours).first()
    return None if found is None else found.local


def directory_body(peer: Peer) -> dict[str, Any]:
    """Offices of the institution here that take part, as a peer is told."""
    institution = Institution.objects.get(pk=peer.institution_id)
    offices = offices_here().filter(institution=institution).order_by("pk")
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


def take_directory(peer: Peer, body: Mapping[str, Any]) -> None:
    """Institution and offices of a peer as rows of this side, at which nobody signs in.

    Raises:
        InputError: Y310, O101 to O103; nothing was changed then.
    """
    refused = BetweenCode.BAD_BODY.error(Place(field="directory"))
    if body.keys() != {"institution", "kind", "country", "names", "offices"}:
        raise refused
    offices = body["offices"]
    if not isinstance(offices, list) or not 0 < len(offices) <= MOST_OFFICES:
        raise refused
    known = _mirror(peer)
    called = plain_uuid(body["institution"])
    if known is None:
        made = make_elsewhere(
            _text(body["kind"]), _text(body["country"]), _names(body["names"]), peer.institution_id
        )
        _keep(peer, INSTITUTION, called, made.pk)
        known = made
    elif local_id(peer, INSTITUTION, called, ours=False) != known.pk:
        raise refused  # one institution to a peer: nobody becomes another one later
    told = {plain_uuid(one["office"]): _names(one["names"]) for one in map(_office, offices)}
    ids = {one: local_id(peer, OFFICE, one, ours=False) for one in told}
    made_now = change_elsewhere(
        known, _text(body["kind"]), _names(body["names"]),
        {key: names for one, names in told.items() if (key := ids[one]) is not None},
        {one: names for one, names in told.items() if ids[one] is None},
    )  # fmt: skip
    for one, key in made_now.items():
        _keep(peer, OFFICE, one, key)


def mirror_of(peer: Peer) -> tuple[Institution, Office] | None:
    """The institution of a peer as it stands here, with one of its offices; None before it told."""
    found = _mirror(peer)
    if found is None:
        return None
    office = Office.objects.filter(institution=found).order_by("pk").first()
    return None if office is None else (found, office)


def peer_of(institution: uuid.UUID) -> Peer | None:
    """The peer whose institution this is; None where it is one of this side."""
    found = Counterpart.objects.filter(kind=INSTITUTION, local=institution, ours=False)
    first = found.select_related("peer").first()
    return None if first is None else first.peer


def _mirror(peer: Peer) -> Institution | None:
    found = Counterpart.objects.filter(peer=peer, kind=INSTITUTION, ours=False).first()
    if found is None or found.local is None:
        return None
    return Institution.objects.get(pk=found.local)


def _keep(peer: Peer, kind: str, called: uuid.UUID, local: uuid.UUID) -> None:
    Counterpart.objects.create(peer=peer, kind=kind, reference=called, local=local, ours=False)


def _office(said: object) -> Mapping[str, Any]:
    if not isinstance(said, dict) or said.keys() != {"office", "names"}:
        raise BetweenCode.BAD_BODY.error(Place(field="directory"))
    return said


def _names(said: object) -> dict[str, str]:
    good = isinstance(said, dict) and all(isinstance(one, str) for one in said.values())
    if not good or not isinstance(said, dict) or any(len(tag) > LONGEST_TAG for tag in said):
        raise BetweenCode.BAD_BODY.error(Place(field="names"))
    return said


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise InputError([BetweenCode.BAD_BODY.problem(Place(field="directory"))])
    return said
