"""The letters of a round. They are made in the background, and each is kept as it was made.

Every letter is the same but for name and address: somebody who compares letters finds nothing that
says why one workplace got it (C81 art. 15(c), R-30). No letter contains text that a person typed.
"""

import base64
import contextlib
import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from manumit.errors import InputError
from manumit.paper.order import OrderPart, order_pdf
from manumit.web.institutions.models import named
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault.keys import subject_key, subject_keys
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.models import Workplace
from manumit.web.rounds.lists import RECEIVED, REMINDER, REQUEST
from manumit.web.rounds.models import LetterAnswer, Round, RoundLetter
from manumit.web.rounds.process import UNDER_WAY
from manumit.web.ui.languages import Language, language, library, words

TASK, QUEUE = "rounds.make_letters", "rounds"
AT_ONCE = 20
"""Letters of one transaction: what a worker that dies loses."""
NOTES = ("all_workers", "same_letter", "duty", "no_reprisal")


def enqueue(key: uuid.UUID, kind: str) -> None:
    """Have the letters of a round made in the background; once, however often it is called."""
    deferred = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"letters-{key}-{kind}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        deferred.defer(round_id=str(key), kind=kind)


@app.task(name=TASK, queue=QUEUE, pass_context=True)
def make_letters_job(context: JobContext, *, round_id: str, kind: str) -> None:
    """Make the letters of a round that are not there yet."""
    make_letters(uuid.UUID(round_id), kind, stop=context.should_abort)


def make_due_letters() -> int:
    """Make what a worker that died has left of the letters of all rounds; return how many."""
    rows = _under_way().order_by("pk")
    requests = sum(make_letters(key) for key in rows.values_list("pk", flat=True))
    reminded = rows.filter(reminded_on__isnull=False).values_list("pk", flat=True)
    return requests + sum(make_letters(key, REMINDER) for key in reminded)


def make_letters(
    key: uuid.UUID, kind: str = REQUEST, *, stop: Callable[[], bool] = lambda: False
) -> int:
    """Make the letters of a round that are not there yet, and return how many.

    May be called again at any time; a letter that cannot be printed stops no other.

    Args:
        key: of a round that is under way.
        kind: requests, or reminders to those who have not answered.
        stop: whether to end now, since the worker ends; the next call goes on.
    """
    made = 0
    while not stop():
        with transaction.atomic():
            # Locked, so that two workers never make the same letters.
            row = _under_way().select_for_update(of=("self",)).filter(pk=key).first()
            places = [] if row is None else without_letter(row, kind)[:AT_ONCE]
            if row is None or not places:
                return made
            record_making(row)
            RoundLetter.objects.bulk_create(_new_letters(row, kind, places))
            made += len(places)
    return made


def _under_way() -> QuerySet[Round]:
    """Return rounds under way whose key is still there: after its end nothing can be sealed."""
    return Round.objects.filter(state=UNDER_WAY, subject__erased_at__isnull=True)


def record_making(row: Round) -> None:
    """Record that the platform added something to a round, in the transaction that is open."""
    act = Act(
        act="change",
        institution=row.institution_id,
        role=CLOCK,
        kind="round",
        resource=row.pk,
        purpose="change",
    )
    record(act)


def without_letter(row: Round, kind: str) -> list[Workplace]:
    """Return the workplaces to which a letter of a kind is still to be made, in their order.

    One that was erased, or turned out to be of a single person, gets none.
    """
    keys: Sequence[uuid.UUID] = row.places()
    if kind == REMINDER:
        keys = list(with_answers(row).filter(latest=None).values_list("workplace", flat=True))
    done = row.letters.filter(kind=kind).values("workplace")
    rows = Workplace.objects.filter(pk__in=keys, closed=False, subject__erased_at__isnull=True)
    return list(rows.exclude(pk__in=done).order_by("pk"))


def _new_letters(row: Round, kind: str, places: Sequence[Workplace]) -> list[RoundLetter]:
    order = {key: number for number, key in enumerate(row.places(), 1)}
    own, keys = subject_key(row.subject_id), subject_keys(one.subject_id for one in places)
    found = []
    for place in places:
        content = open_text(place, "content", key=keys[place.subject_id]) or ""
        located = WorkplaceDetails.from_text(content)
        try:
            paper = base64.b64encode(letter_pdf(row, kind, located)).decode()
        except InputError:
            paper = ""  # the page says that this one cannot be printed
        letter = RoundLetter(
            institution_id=row.institution_id,
            made_by=row.made_by,
            request=uuid.uuid5(row.pk, f"{kind}/{place.pk}"),
            round=row,
            subject_id=row.subject_id,
            workplace=place,
            kind=kind,
            place=order[place.pk],
            printable=bool(paper),
        )
        seal_text(letter, "addressee", json.dumps([located.name, located.address]), key=own)
        seal_text(letter, "paper", paper, key=own)
        found.append(letter)
    return found


def addressee_of(letter: RoundLetter, **key: Any) -> str:
    """Return the name in a letter as it was made; the caller has asked the policy."""
    name, _ = json.loads(open_text(letter, "addressee", **key) or '["", ""]')
    return str(name)


def letter_pdf(row: Round, kind: str, located: WorkplaceDetails) -> bytes:
    """Return a letter of a round as PDF; equal but for name and address.

    Raises:
        InputError: P101 or P102 where name or address cannot be printed.
    """
    tags = dict.fromkeys(filter(None, (row.language, row.second_language)))
    spoken = [one for tag in tags if (one := language(tag)) is not None]
    return order_pdf([letter_part(row, kind, located, one) for one in spoken], library())


def letter_part(row: Round, kind: str, located: WorkplaceDetails, spoken: Language) -> OrderPart:
    """Return a letter in the words of one language."""
    wording = words(spoken.tag)
    sender = (row.institution.names, row.office.names)
    head = {
        "rounds_field/sender": " · ".join(named(one, spoken.tag) for one in sender),
        "rounds_field/reference": row.reference,
        "rounds_field/addressee": located.name,
        "rounds_field/address": located.address,
        "rounds/about_days": f"{row.first_day:%Y-%m-%d} – {row.last_day:%Y-%m-%d}",
        "rounds_field/letters_on": f"{row.letters_on:%Y-%m-%d}",
        "rounds_field/answer_by": f"{row.answer_by:%Y-%m-%d}",
    }
    return OrderPart(
        language=spoken.tag,
        direction=spoken.direction,
        title=wording.name(f"rounds_letter/{kind}"),
        head=[(wording.name(label), value) for label, value in head.items() if value],
        demand_title=wording.name("rounds_letter/demand"),
        demand=records_asked(row, spoken.tag),
        notes=[wording.name(f"rounds_paper/{one}") for one in NOTES],
        sign=wording.name("rounds_paper/inspector"),
    )


def records_asked(row: Round, tag: str) -> str:
    """Return what a round asks for, in the words of a language."""
    return " · ".join(words(tag).name(f"rounds_records/{one}") for one in row.records)


def with_answers(row: Round) -> QuerySet[Any]:
    """Return the requests of a round with the latest answer, None without one, as ``latest``."""
    last = LetterAnswer.objects.filter(letter=OuterRef("pk")).order_by("-made_at", "-pk")
    rows = row.letters.filter(kind=REQUEST)
    found: QuerySet[Any] = rows.annotate(latest=Subquery(last.values("answer")[:1]))
    return found


def unanswered(row: Round) -> QuerySet[Any]:
    """Return the requests of a round whose records have not come in a form that can be read."""
    return with_answers(row).filter(~Q(latest=RECEIVED) | Q(latest=None))
