"""The list of case files: next step, urgency, status, and for held files employer and sector.

What is unencrypted is filtered and sorted in SQL. Employer and sector are sealed: they are opened
for files that the member holds, in memory, as one act of the ledger, and nothing sorts by them
(decision 32).
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least

from manumit.assessment import Age
from manumit.web.cases.clocks import RUNNING
from manumit.web.cases.employments import EmployerRole, EmploymentDetails
from manumit.web.cases.models import (
    CaseFile,
    CaseHolder,
    Closing,
    Draft,
    Employment,
    FindingVersion,
    Referral,
)
from manumit.web.cases.policies import (
    decision_policy,
    employment_policy,
    file_policy,
    referral_policy,
)
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.cases.tasks import clocked
from manumit.web.institutions.desk import member_sign
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.consent.models import Consent, ConsentStatus
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.registers.lists import sectors
from manumit.web.tasks.models import Task
from manumit.web.tasks.process import WAITING
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
    SEALED_MOST,
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    Tone,
    coded,
    one_of,
)
from manumit.web.ui.room.remembered import remembered

NOW, SOON, NORMAL = "now", "soon", "normal"
URGENCIES = (NOW, SOON, NORMAL)
TONES: Mapping[str, Tone] = {NOW: "danger", SOON: "today"}
DUE, URGENCY = "next_due", "urgency"
WEEK = dt.timedelta(days=6)
LAST_DAY = dt.date(9999, 12, 30)
REFUSED = ConsentStatus.REFUSED.value
NOT_RECORDED = "not_recorded"
"""The option for files in which no sector is recorded: unknown is an answer of its own."""


@dataclass(frozen=True, slots=True, repr=False)
class FileLine:
    """What one line shows; its ``repr`` hides the content.

    Attributes:
        step: id of the text of the next step; empty where nothing is due.
        holders: members who hold it.
        employers, sectors, label: of a held file; None or empty for any other.
    """

    row: Any
    step: str
    holders: tuple[uuid.UUID, ...]
    employers: tuple[str, ...] | None
    sectors: tuple[str, ...] | None
    label: str


def _prepared(rows: Rows, reader: Reader) -> Rows:
    """Annotate the earliest day on which something is due, and the urgency that follows."""
    rows = rows.annotate(**{DUE: _next_due(reader)})
    urgent = Case(
        When(~Q(age=Age.ADULT.value) & Q(**{f"{DUE}__lt": reader.today}), then=Value(0)),
        When(**{f"{DUE}__lte": reader.today}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found: Rows = rows.annotate(**{URGENCY: urgent})
    return found


def _next_due(reader: Reader) -> Any:
    tasks = Task.objects.filter(
        kind=file_policy.resource, row=OuterRef("pk"), office=reader.actor.office, state__in=WAITING
    )
    first_task = Subquery(tasks.order_by("due_on").values("due_on")[:1])
    if not _sees_referrals(reader):
        return Cast(first_task, DateField())
    sent: Rows = clocked(Referral.objects.filter(file=OuterRef("pk")), LAST_DAY)
    first_referral = Subquery(sent.order_by("work_due").values("work_due")[:1])
    return Least(first_task, first_referral, output_field=DateField())


def _sees_referrals(reader: Reader) -> bool:
    return _may_with_own(reader, referral_policy.resource, SEE)


def _may_with_own(reader: Reader, resource: str, action: str) -> bool:
    return Relation.OWN in grants().of(reader.actor.role, resource, action)


# Views


def _open(rows: Rows) -> Rows:
    return rows.filter(~Exists(Closing.objects.filter(file=OuterRef("pk"), reopened_at=None)))


def _held(member: uuid.UUID) -> Any:
    return CaseHolder.objects.filter(member=member, until=None).values("file")


def _mine(rows: Rows, reader: Reader) -> Rows:
    # By the keys of the files held: an index leads to these rows, however large the office is.
    return _open(rows.filter(pk__in=_held(reader.actor.person)))


def _due(rows: Rows, reader: Reader) -> Rows:
    return _mine(rows, reader).filter(**{f"{DUE}__lte": reader.today + WEEK})


def _unheld(rows: Rows, reader: Reader) -> Rows:
    del reader
    working = Post.objects.valid().values("member")
    holds = CaseHolder.objects.filter(file=OuterRef("pk"), until=None, member__in=working)
    return _open(rows).filter(~Exists(holds))


def _office(rows: Rows, reader: Reader) -> Rows:
    return _open(rows.filter(institution=reader.actor.institution, office=reader.actor.office))


def _closed(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(Exists(Closing.objects.filter(file=OuterRef("pk"), reopened_at=None)))


# Filters


def _by_urgency(rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    del reader
    return rows.filter(**{f"{URGENCY}__in": [URGENCIES.index(one) for one in codes]})


def _members(reader: Reader) -> Sequence[tuple[str, str]]:
    posts = Post.objects.valid().filter(office=reader.actor.office, role=reader.actor.role)
    found = sorted(set(posts.values_list("member", flat=True)), key=str)
    mine = reader.actor.person
    others = [(str(one), member_sign(one)) for one in found if one != mine]
    return [(str(mine), reader.say("room_list/you")), *others]


def _by_holder(rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    del reader
    held = CaseHolder.objects.filter(member__in=codes, until=None)
    return rows.filter(pk__in=held.values("file"))


def _sectors(reader: Reader) -> Sequence[tuple[str, str]]:
    named = [(code, reader.say(f"sector/{code}")) for code in sectors().titles]
    return [*named, (NOT_RECORDED, reader.say("room_list/not_recorded"))]


def _by_sector(rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    """Return held files of some sectors: opened in memory, at most :data:`SEALED_MOST`."""
    held = list(rows.filter(**{RELATION: Relation.OWN}).order_by("-opened_at")[:SEALED_MOST])
    opened = _employments(held, reader)
    wanted = set(codes)
    keys = [
        row.pk
        for row in held
        if wanted & {one.sector or NOT_RECORDED for one in opened.get(row.pk, ())}
        or (NOT_RECORDED in wanted and not opened.get(row.pk))
    ]
    return rows.filter(pk__in=keys)


def _employments(
    rows: Collection[CaseFile], reader: Reader
) -> Mapping[uuid.UUID, Sequence[EmploymentDetails]]:
    """Return the latest versions of the employments in some held files, as one act.

    Raises:
        InputError: V101 to V107, V201.
    """
    subjects = {row.pk: row.subject_id for row in rows}
    if not subjects or Relation.OWN not in grants().of(
        reader.actor.role, employment_policy.resource, SEE
    ):
        return {}
    record_act(reader.actor, "read_statement", employment_policy.resource, None, purpose=SEE)
    latest = Employment.objects.filter(file__in=subjects).order_by("employment", "-version")
    found = list(latest.distinct("employment"))
    keys = subject_keys({subjects[row.file_id] for row in found}) if found else {}
    opened: dict[uuid.UUID, list[EmploymentDetails]] = {}
    for row in sorted(found, key=lambda one: one.number):
        key = keys.get(subjects[row.file_id])
        if key is not None:
            text = open_text(row, "content", key=key) or ""
            opened.setdefault(row.file_id, []).append(EmploymentDetails.from_text(text))
    return opened


# Lines


def _lines(rows: Sequence[CaseFile], reader: Reader) -> Sequence[FileLine]:
    keys = [row.pk for row in rows]
    own = [row for row in rows if getattr(row, RELATION) == Relation.OWN]
    opened, steps = _employments(own, reader), next_steps(keys, reader)
    labels = remembered(reader.actor, [one.pseudonym for one in own])
    mine = {row.pk for row in own}
    holders: dict[uuid.UUID, list[uuid.UUID]] = {}
    held = CaseHolder.objects.filter(file__in=keys, until=None).order_by("since")
    for file, member in held.values_list("file", "member"):
        holders.setdefault(file, []).append(member)
    return [
        FileLine(
            row,
            steps[row.pk].text,
            tuple(holders.get(row.pk, ())),
            _employers(opened.get(row.pk, ())) if row.pk in mine else None,
            tuple({one.sector: None for one in opened.get(row.pk, ()) if one.sector})
            if row.pk in mine
            else None,
            labels.get(row.pseudonym, ""),
        )
        for row in rows
    ]


def _employers(details: Iterable[EmploymentDetails]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in details:
        named = one.workplace or one.organisations.get(EmployerRole.EMPLOYER)
        if named is not None:
            found[named.name] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class FileStep:
    """What is due first in a file, or what usually comes next.

    Attributes:
        code: ``cases_step/<code>`` is its text.
        due: the day on which it is due; None where no day is set.
    """

    code: str
    due: dt.date | None = None

    @property
    def text(self) -> str:
        """Return the id of its text."""
        return f"cases_step/{self.code}"


NO_STEP = FileStep("no_step")


def next_steps(keys: Collection[uuid.UUID], reader: Reader) -> Mapping[uuid.UUID, FileStep]:
    """Return the first step of each file."""
    return {file: steps[0] for file, steps in steps_left(keys, reader).items()}


def steps_left(
    keys: Collection[uuid.UUID], reader: Reader
) -> Mapping[uuid.UUID, Sequence[FileStep]]:
    """Return the steps of each file, as far as the reader sees what leads to them.

    The first day comes first, and last what usually comes next, for which no day is set.
    """
    found: dict[uuid.UUID, list[FileStep]] = {file: [] for file in keys}
    if _sees_referrals(reader):
        sent: Rows = clocked(Referral.objects.filter(file__in=keys), LAST_DAY)
        for file, day, code in sent.values_list("file", "work_due", "work_variant"):
            found[file].append(FileStep(code, day))
    tasks = Task.objects.filter(
        kind=file_policy.resource, row__in=keys, office=reader.actor.office, state__in=WAITING
    )
    for file, day in tasks.values_list("row", "due_on"):
        found[file].append(FileStep("task", day))
    usual = _usual(keys, reader)
    for file, steps in found.items():
        steps.sort(key=lambda one: one.due or LAST_DAY)
        if usual[file] != NO_STEP or not steps:
            steps.append(usual[file])
    return found


def _usual(keys: Collection[uuid.UUID], reader: Reader) -> Mapping[uuid.UUID, FileStep]:
    """Return what usually comes next: interview, finding, then what the holder's role does."""
    found = set(FindingVersion.objects.filter(file__in=keys).values_list("file", flat=True))
    begun = Draft.objects.filter(file__in=keys, closed_at=None).values_list("file", flat=True)
    held = CaseFile.objects.filter(pk__in=_held(reader.actor.person)).filter(pk__in=found)
    usual = dict.fromkeys(keys, FileStep("interview"))
    usual |= dict.fromkeys(found, NO_STEP)
    usual |= dict.fromkeys(begun, FileStep("interview_open"))
    if _may_with_own(reader, referral_policy.resource, "send"):
        usual |= dict.fromkeys(_to_refer(held), FileStep("refer"))
    if _may_with_own(reader, decision_policy.resource, "decide"):
        left = held.exclude(state__in=PERSON_AS_VICTIM.ends)
        usual |= dict.fromkeys(left.values_list("pk", flat=True), FileStep("decide"))
    return usual


def _to_refer(rows: Rows) -> Iterable[uuid.UUID]:
    """Return files without a running referral, unless the person's last answer was no (R-52)."""
    running = Referral.objects.filter(file=OuterRef("pk"), state__in=("drafted", *RUNNING))
    answers = Consent.objects.filter(subject=OuterRef("subject")).order_by("-recorded_at")
    taken_back = Case(When(withdrawn_at=None, then=F("status")), default=Value(REFUSED))
    last = Subquery(answers.values(last=taken_back)[:1], output_field=CharField())
    asked: Rows = rows.filter(~Exists(running)).annotate(last_answer=Coalesce(last, Value("")))
    return asked.exclude(last_answer=REFUSED).values_list("pk", flat=True)


# Cells


def _file(line: FileLine, reader: Reader) -> Cell:
    row = line.row
    href = reader.address("cases:file", file=row.pk)
    young = row.age != Age.ADULT.value
    badges = (Badge(reader.say(f"cases_list_age/{row.age}"), "info"),) if young else ()
    return Cell(row.pseudonym, code=True, href=href, badges=badges, called=line.label)


def _step(line: FileLine, reader: Reader) -> Cell:
    day: dt.date | None = getattr(line.row, DUE)
    step = reader.say(line.step)
    return Cell(step, fine=day_text(day, reader), tone=day_tone(day, reader))


def _urgency(line: FileLine, reader: Reader) -> Cell:
    urgency = URGENCIES[getattr(line.row, URGENCY)]
    text = reader.say(f"room_list/{urgency}")
    tone = TONES.get(urgency)
    return Cell(fine=text) if tone is None else Cell(badges=(Badge(text, tone),))


def _state(line: FileLine, reader: Reader) -> Cell:
    return Cell(badges=(Badge(reader.say(f"cases_state/{line.row.state}")),))


def _work(line: FileLine, reader: Reader) -> Cell:
    employers, found = line.employers or (), line.sectors or ()
    many = len(employers) > 1
    text = reader.say("cases_list/several_workplaces") if many else "".join(employers)
    if not text and not found:
        return Cell()
    return Cell(
        text or reader.say("room_list/not_recorded"),
        fine=", ".join(reader.say(f"sector/{one}") for one in found),
    )


def _holder(line: FileLine, reader: Reader) -> Cell:
    if not line.holders:
        return Cell(reader.say("cases_list/nobody"))
    mine = reader.actor.person in line.holders
    others = [member_sign(one) for one in line.holders if one != reader.actor.person]
    return Cell(", ".join([reader.say("room_list/you")] * mine + others))


def _opened(line: FileLine, reader: Reader) -> Cell:
    return Cell(fine=day_text(line.row.opened_at, reader))


FILES = RoomList(
    view="cases:index",
    policy=file_policy,
    heading="cases/files",
    empty="cases_list/no_files",
    columns=(
        ListColumn(
            "file", "cases/file", _file, FieldClass.PERSONAL, sort="pseudonym", place="first"
        ),
        ListColumn(
            "due", "cases_list/next_step", _step, FieldClass.PERSONAL, sort=DUE, place="next"
        ),
        ListColumn(
            "urgency",
            "room_list/urgency",
            _urgency,
            FieldClass.PERSONAL,
            sort=URGENCY,
            place="urgent",
        ),
        ListColumn(
            "state", "room_list/state", _state, FieldClass.PERSONAL, sort="state", place="state"
        ),
        ListColumn("work", "cases_list/workplace", _work, FieldClass.IDENTIFYING, sealed=True),
        ListColumn("holder", "room_list/holder", _holder, place="far"),
        ListColumn(
            "opened",
            "room_list/opened",
            _opened,
            FieldClass.PERSONAL,
            sort="opened_at",
            indexed=True,
            place="far",
            latest=True,
        ),
    ),
    order="due",
    otherwise="-opened",
    filters=(
        Filter(
            "state",
            "room_list/state",
            coded("cases_state", PERSON_AS_VICTIM.states),
            one_of("state"),
            FieldClass.PERSONAL,
        ),
        Filter(
            "urgency",
            "room_list/urgency",
            coded("room_list", URGENCIES),
            _by_urgency,
            FieldClass.PERSONAL,
        ),
        Filter(
            "age",
            "cases/age",
            coded("cases_list_age", [one.value for one in Age]),
            one_of("age"),
            FieldClass.PERSONAL,
        ),
        Filter("sector", "room_list/sector", _sectors, _by_sector, FieldClass.IDENTIFYING),
        Filter("holder", "room_list/holder", _members, _by_holder),
        DayFilter("opened", "room_list/opened", "opened_at"),
    ),
    views=(
        SavedView("mine", "cases_list/mine", _mine),
        SavedView("due", "cases_list/due", _due),
        SavedView("unheld", "cases_list/unheld", _unheld),
        SavedView("office", "cases_list/office", _office),
        SavedView("closed", "cases_list/closed", _closed),
    ),
    prepare=_prepared,
    lines=_lines,
    export="change",
)
