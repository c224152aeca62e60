"""A program of its own that acts on cases until it is killed, for ``test_survival``.

It writes to its journal, to the disk, what it intends (``intended``) and what was acknowledged
(``done``). Begun again, or after the database was gone, it sends the form that was under way once
more, as a person does who saw no answer.
"""

import json
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import Error, connections  # noqa: E402 - it needs the settings

import cases_world  # noqa: E402
from manumit.assessment import Age  # noqa: E402
from manumit.web.cases import selectors, services  # noqa: E402
from manumit.web.cases.disclosures import FilePart  # noqa: E402
from manumit.web.cases.identity import Field  # noqa: E402
from manumit.web.cases.models import CaseFile, Draft, FindingVersion, Referral  # noqa: E402
from manumit.web.cases.services import ReferralInput  # noqa: E402
from manumit.web.institutions.models import Office, Post  # noqa: E402
from manumit.web.kernel.access.actors import Actor  # noqa: E402
from manumit.web.kernel.consent.models import Consent  # noqa: E402
from manumit.web.kernel.ledger.sealer import seal_now  # noqa: E402

PURPOSE = "referral"
HALF = 0.5
SENT, ACCEPTED = 2, 3  # versions of a referral, as a page shows them
Form = dict[str, Any]
"""One act with its targets, so that it can be sent again: JSON."""


class Journal:
    """Lines of JSON that are on the disk when ``write`` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def write(self, line: Form) -> None:
        """One line."""
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def read_journal(path: Path) -> list[Form]:
    """The whole lines; one that was cut off by a kill was never acknowledged."""
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    return [json.loads(line) for line in whole.splitlines()]


def make_people(folder: Path) -> None:
    """An inspectorate and a shelter."""
    world = cases_world.world()
    people = {"owner": world.owner, "shelter": world.shelter.first}
    written = {name: [str(one.person), str(one.office)] for name, one in people.items()}
    (folder / "people.json").write_text(json.dumps(written))


def _people(folder: Path) -> dict[str, Actor]:
    found = {}
    for name, (member, office) in json.loads((folder / "people.json").read_text()).items():
        post = Post.objects.select_related("office").get(member=member, office=office)
        at = post.office.institution_id
        found[name] = Actor(uuid.UUID(member), at, post.office_id, post.role, post.until)
    return found


class Acts:
    """What the two people do, one act for each method."""

    def __init__(self, folder: Path, chance: random.Random, done: Iterable[str] = ()) -> None:
        people = _people(folder)
        self.done = set(done)
        self.owner, self.shelter = people["owner"], people["shelter"]
        self.office = Office.objects.get(pk=self.shelter.office)
        self.chance = chance

    def form(self) -> Form:
        """A form that can be sent now, drawn at random."""
        while True:
            drawn = self._drawn()
            if drawn is not None:
                return drawn | {"request": str(uuid.uuid4())}

    def _drawn(self) -> Form | None:
        names = list(self.senders())
        # Rare acts, such as a referral, need others first: what was never done has better chances.
        never = [name for name in names if name not in self.done]
        act = self.chance.choice(never if never and self.chance.random() < HALF else names)
        if act in {"open_file", "seal"}:
            return {"act": act}
        row = self._one_of(act)
        text = f"{act}-{self.chance.getrandbits(64):016x}"
        return None if row is None else {"act": act, "row": str(row), "text": text}

    def _one_of(self, act: str) -> uuid.UUID | None:
        files = CaseFile.objects.filter(institution=self.owner.institution)
        agreed = Consent.objects.filter(
            recipient=self.shelter.institution, status="given", withdrawn_at=None
        ).values("subject")
        drafts = Draft.objects.filter(closed_at=None)
        candidates: dict[str, Any] = {
            "change_identity": files,
            "read_identity": files,
            "begin_draft": files,
            "keep_draft": drafts.filter(number=1),
            # Taken up and kept; one that was only taken up when it was killed says nothing yet.
            "close_draft": drafts.filter(number__gt=2),
            "give_consent": files.exclude(subject__in=agreed),
            "withdraw_consent": files.filter(subject__in=agreed),
            "refer": files.filter(subject__in=agreed, identity__indexed=True),
            "accept": Referral.objects.filter(state="sent"),
            "decline": Referral.objects.filter(state="sent"),
            "withdraw_referral": Referral.objects.filter(state__in=["sent", "accepted"]),
            "answer": Referral.objects.filter(state="accepted"),
        }
        rows = sorted(candidates[act].values_list("pk", flat=True))
        return self.chance.choice(rows) if rows else None

    def senders(self) -> dict[str, Callable[[Form], Form]]:
        """Each act by its name."""
        return {
            name.removeprefix("_do_"): getattr(self, name)
            for name in sorted(dir(self))
            if name.startswith("_do_")
        }

    def send(self, form: Form) -> Form:
        """What has to be there afterwards: events ``[act, kind, resource]``, and more."""
        proof = self.senders()[form["act"]](form)
        self.done.add(form["act"])
        return proof

    def _do_open_file(self, form: Form) -> Form:
        made = services.open_file(self.owner, age=Age.ADULT, request=_request(form))
        return {"row": str(made.pk), "events": [["create", "case_file", str(made.pk)]]}

    def _do_change_identity(self, form: Form) -> Form:
        file = CaseFile.objects.get(pk=form["row"])
        names = (form["text"],)
        services.change_identity(
            self.owner, file.pk, {Field.NAMES: names}, seen={}, request=_request(form)
        )
        return {"events": [["change", "person", str(file.identity.pk)]]}

    def _do_read_identity(self, form: Form) -> Form:
        selectors.identity(self.owner, _row(form))
        identity = CaseFile.objects.get(pk=form["row"]).identity.pk
        return {"events": [["read_identity", "person", str(identity)]]}

    def _do_begin_draft(self, form: Form) -> Form:
        taken = services.begin_draft(
            self.owner, _row(form), list_id="adult_labour", request=_request(form)
        )
        return {"row": str(taken.draft), "events": [["create", "evidence", str(taken.draft)]]}

    def _do_keep_draft(self, form: Form) -> Form:
        taken = services.take_up_draft(self.owner, _row(form))
        sitting = cases_world.replied(taken.sitting, most=30)
        services.keep_draft(
            self.owner, taken.draft, sitting, seen=taken.number, request=_request(form)
        )
        return {
            "answers": len(sitting.replies),
            "events": [
                ["read_statement", "evidence", form["row"]],
                ["change", "evidence", form["row"]],
            ],
        }

    def _do_close_draft(self, form: Form) -> Form:
        number = Draft.objects.get(pk=form["row"]).number
        finding = services.close_draft(self.owner, _row(form), seen=number)
        return {
            "row": str(finding.pk),
            "events": [
                ["create", "finding", str(finding.pk)],
                ["create", "evidence", str(finding.evidence_id)],
            ],
        }

    def _do_give_consent(self, form: Form) -> Form:
        made = services.give_consent(
            self.owner, _row(form), purpose=PURPOSE, recipient=self.shelter.institution,
            until=cases_world.in_days(20), spoken=cases_world.ALOUD,
        )  # fmt: skip
        return {"row": str(made.pk), "events": [["consent_given", "consent", str(made.subject)]]}

    def _do_withdraw_consent(self, form: Form) -> Form:
        services.withdraw_consent(
            self.owner, _row(form), purpose=PURPOSE, recipient=self.shelter.institution
        )
        subject = CaseFile.objects.get(pk=form["row"]).subject_id
        return {"events": [["consent_withdrawn", "consent", str(subject)]]}

    def _do_refer(self, form: Form) -> Form:
        assessed = FindingVersion.objects.filter(file=form["row"]).exists()
        wish = ReferralInput(
            office=self.office.pk, purpose=PURPOSE, message=form["text"],
            parts=(FilePart.IDENTITY, *((FilePart.EVIDENCE, FilePart.FINDING) if assessed else ())),
            valid_until=cases_world.in_days(10),
        )  # fmt: skip
        made = services.refer(self.owner, _row(form), wish, request=_request(form))
        return {
            "row": str(made.pk),
            "move": "send",
            "events": [["refer", "referral", str(made.pk)]],
        }

    def _do_accept(self, form: Form) -> Form:
        made = services.accept(self.shelter, _row(form), seen=SENT, request=_request(form))
        assert made is not None, "a shelter opens files"
        events = [["create", "case_file", str(made.pk)]]
        return {"file": str(made.pk), "move": "accept", "events": [*events, _answered(form)]}

    def _do_decline(self, form: Form) -> Form:
        services.decline(
            self.shelter, _row(form), reason="no_place", seen=SENT,
            request=_request(form),
        )  # fmt: skip
        return {"move": "decline", "events": [_answered(form)]}

    def _do_withdraw_referral(self, form: Form) -> Form:
        services.withdraw_referral(
            self.owner, _row(form), reason="need_met_otherwise",
            seen=Referral.objects.get(pk=form["row"]).version, request=_request(form),
        )  # fmt: skip
        return {"move": "withdraw", "events": [["transition", "referral", form["row"]]]}

    def _do_answer(self, form: Form) -> Form:
        services.answer(
            self.shelter, _row(form), form["text"], seen=ACCEPTED, request=_request(form)
        )
        return {"move": "answer", "events": [_answered(form)]}

    def _do_seal(self, form: Form) -> Form:
        del form
        seal_now()
        return {"events": []}


def _request(form: Form) -> uuid.UUID:
    return uuid.UUID(form["request"])


def _row(form: Form) -> uuid.UUID:
    return uuid.UUID(form["row"])


def _answered(form: Form) -> list[str]:
    return ["answer_referral", "referral", form["row"]]


CAN_BE_SENT_AGAIN = {"open_file", "change_identity", "begin_draft", "refer", "accept", "decline",
                     "answer", "seal", "read_identity", "close_draft"}  # fmt: skip


def run(folder: Path, seed: int, count: int) -> None:
    """Acts until so many are acknowledged."""
    path = folder / "journal.jsonl"
    path.touch()
    lines = read_journal(path)
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    journal = Journal(path)
    done = {line["request"] for line in lines if line["line"] == "done"}
    names = [line["act"] for line in lines if line["line"] == "done"]
    acts = _patiently(lambda: Acts(folder, random.Random(seed + len(lines)), names))
    under_way = [line for line in lines if line["line"] == "intended"][-1:]
    form = next((one for one in under_way if one["request"] not in done), None)
    while len(done) < count:
        if form is None or form["act"] not in CAN_BE_SENT_AGAIN:
            form = _patiently(acts.form)
            journal.write(form | {"line": "intended"})
        try:
            proof = acts.send(form)
        except Error as error:
            journal.write({"line": "lost", "what": type(error).__name__})
            connections.close_all()
            _patiently(Office.objects.exists)
            continue
        journal.write(form | {"line": "done", "proof": proof})
        done.add(form["request"])
        form = None


def _patiently[Found](ask: Callable[[], Found]) -> Found:
    """Asks until the database answers."""
    until = time.monotonic() + 60
    while True:
        try:
            return ask()
        except Error:
            connections.close_all()
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    where = Path(sys.argv[2])
    if sys.argv[1] == "people":
        make_people(where)
    else:
        run(where, int(sys.argv[3]), int(sys.argv[4]))
