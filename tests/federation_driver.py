"""One side, for tests with two real servers: does what people there do, one line of JSON each.

Its actors live as long as it does; whatever it is told stands in the side's own database.
"""

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402 - Django is set up above
from django.utils import timezone  # noqa: E402 - Django is set up above

import cases_world  # noqa: E402
from cases_world import Body, person, request  # noqa: E402
from manumit.errors import InputError  # noqa: E402
from manumit.web.cases import selectors as seen_by  # noqa: E402
from manumit.web.cases import services  # noqa: E402
from manumit.web.cases.clocks import Due  # noqa: E402
from manumit.web.cases.models import CaseFile, Referral  # noqa: E402
from manumit.web.federation import outbox, peers, selectors  # noqa: E402
from manumit.web.federation.counterparts import mirror_of  # noqa: E402
from manumit.web.federation.keys import renew_keys  # noqa: E402
from manumit.web.federation.models import OutgoingMessage, OutgoingSequence, Peer, PeerKeys  # noqa: E402

HERE: dict[str, Any] = {}


def setup(kind: str, role: str) -> dict[str, str]:
    """An institution with two people and an administrator; gives its card and its digits."""
    HERE["body"] = Body.made(kind, role)
    HERE["admin"] = person(HERE["body"].office, "admin")
    own = selectors.own_card()
    assert own is not None
    return {"card": own.card, "digits": own.digits}


def admit(card: str, digits: str) -> str:
    """Two people admit the other side."""
    row = peers.propose(HERE["admin"], "Other", card, request=request())
    peers.admit(HERE["body"].first, row.pk, digits, seen=1, request=request())
    HERE["peer"] = row.pk
    return str(row.pk)


def suspend() -> None:
    """One of them suspends it."""
    row = Peer.objects.get(pk=HERE["peer"])
    peers.suspend(HERE["body"].first, row.pk, seen=row.version, request=request())


def send() -> int:
    """What the clock does, without the waiting."""
    OutgoingMessage.objects.filter(ended_at=None).update(next_try=timezone.now())
    return outbox.send_due()


def derive() -> None:
    """Only finds what has to be told."""
    outbox.create_messages(Peer.objects.get(pk=HERE["peer"]))


def _mirror() -> Body:
    found = mirror_of(Peer.objects.get(pk=HERE["peer"]))
    assert found is not None
    return Body(found[0], found[1], None, None)  # type: ignore[arg-type]


def refer() -> str:
    """A person who agrees is referred to the other side."""
    who = HERE["body"].first
    file = cases_world.file_of(who)
    cases_world.finding_of(who, file)
    cases_world.agreed(who, file, _mirror())
    return str(cases_world.referred(who, file, _mirror()).pk)


def withdraw_consent(referral: str) -> None:
    """The person takes back what they said."""
    row = Referral.objects.get(pk=referral)
    services.withdraw_consent(
        HERE["body"].first, row.file_id, purpose=row.purpose, recipient=row.sent_to_id
    )


def came() -> list[dict[str, Any]]:
    """What the people here see in their list."""
    lines = seen_by.inbox(HERE["body"].first)
    return [{"id": str(one.id), "state": one.state, "shown": one.purpose} for one in lines]


def accept(referral: str) -> str:
    """Takes the person on; gives the file."""
    row = Referral.objects.get(pk=referral)
    file = services.accept(HERE["body"].first, row.pk, seen=row.version, request=request())
    assert isinstance(file, CaseFile)
    return str(file.pk)


def names(file: str) -> list[str]:
    """What the file here says of who it is."""
    found = seen_by.identity(HERE["body"].first, uuid.UUID(file))
    return [str(one.value) for values in found.fields.values() for one in values]


def answer(referral: str) -> None:
    """Tells the sender."""
    row = Referral.objects.get(pk=referral)
    services.answer(
        HERE["body"].first, row.pk, cases_world.ANSWER, seen=row.version, request=request()
    )


def report(referral: str, step: str, code: str) -> None:
    """Says that a service was given, or the outcome."""
    content = services.ReportInput(step=Due(step), code=code, on_day=timezone.now().date())
    services.report(HERE["body"].first, uuid.UUID(referral), content, request=request())


def agree_to_telling(file: str) -> None:
    """The person agrees, at the recipient, that the sender is told."""
    row = CaseFile.objects.get(pk=file)
    cases_world.agreed(HERE["body"].first, row, _mirror(), "disclosure")


def reports(referral: str) -> list[list[Any]]:
    """What was reported, as the people here read it: step, code, whether its clock runs."""
    found = seen_by.referral(HERE["body"].first, uuid.UUID(referral))
    done = {one.step: one.done is not None for one in found.line.clocks}
    return [
        [one.step, None if one.content is None else one.content.code, done[one.step]]
        for one in found.reports
    ]


def take_back_here(referral: str) -> None:
    """The person says at the recipient that they do not agree any more."""
    services.withdraw_consent_at_recipient(HERE["body"].first, uuid.UUID(referral))


def state(referral: str) -> dict[str, Any]:
    """How a referral stands here."""
    row = Referral.objects.get(pk=referral)
    found = seen_by.referral(HERE["body"].first, row.pk)
    return {"state": row.state, "answer": found.answer}


def deliveries(referral: str) -> list[list[Any]]:
    """What was told of it: kind, result, attempts."""
    found = selectors.delivery(HERE["body"].first, uuid.UUID(referral))
    assert found is not None
    lines = [[one.kind, one.result, one.tries] for one in reversed(found.messages)]
    return [*lines, ["gone", found.confirmed_gone is not None, 0]]


def count() -> int:
    """Referrals here."""
    return Referral.objects.count()


def line() -> dict[str, Any]:
    """How the line outward stands."""
    row = OutgoingSequence.objects.get(peer=HERE["peer"])
    return {"sent": row.sent, "confirmed": row.confirmed, "behind": row.behind_at is not None,
            "jumped": row.jumped_at is not None}  # fmt: skip


def renew(path: str) -> str:
    """New keys; gives their id."""
    made = renew_keys(Path(path))
    peers.queue_for_all()
    return made.current.public.id


def knows(key: str) -> bool:
    """Whether keys of the other side count here."""
    return PeerKeys.objects.filter(key=key).exists() and peers.admitted_keys(key) is not None


def main() -> None:
    """One act for each line; what it gives, or the code of what was wrong, for each."""
    for text in sys.stdin:
        name, arguments = json.loads(text)
        connections.close_all()  # the database may have been started anew
        try:
            reply = {"gives": globals()[name](*arguments)}
        except InputError as problems:
            reply = {"wrong": problems.problems[0].code}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
