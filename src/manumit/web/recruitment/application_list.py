"""The lists of applications and of licences."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.recruitment.content import content_from_text
from manumit.web.recruitment.law import application_policy, licence_policy
from manumit.web.recruitment.models import LicenceApplication, RecruiterLicence
from manumit.web.recruitment.process import (
    ACTIVE,
    APPEALED,
    APPLICATION,
    LICENCE,
    OPEN,
    REVOKED,
    SUSPENDED,
)
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
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

LICENCE_TONES: dict[str, Tone] = {ACTIVE: "good", SUSPENDED: "today", REVOKED: "danger"}


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """A line of either list, with the opened name of the applicant."""

    row: LicenceApplication
    licence: RecruiterLicence | None
    name: str = field(repr=False)


def _names(rows: Sequence[LicenceApplication], reader: Reader) -> list[str]:
    if not rows:
        return []
    record_act(reader.actor, "read_statement", application_policy.resource, None, purpose=SEE)
    keys = subject_keys({row.subject_id for row in rows})
    return [
        content_from_text(open_text(row, "content", key=keys[row.subject_id]) or "{}").name
        if row.subject_id in keys
        else ""
        for row in rows
    ]


def _applications(rows: Sequence[LicenceApplication], reader: Reader) -> Sequence[ApplicationLine]:
    names = _names(rows, reader)
    return [ApplicationLine(row, None, name) for row, name in zip(rows, names, strict=True)]


def _licences(rows: Sequence[RecruiterLicence], reader: Reader) -> Sequence[ApplicationLine]:
    names = _names([row.application for row in rows], reader)
    return [
        ApplicationLine(row.application, row, name) for row, name in zip(rows, names, strict=True)
    ]


# Views


def _open(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state__in=OPEN)


def _appeals(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state=APPEALED)


def _all(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows


def _current(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(state=ACTIVE, until__gte=reader.today)


# Cells


def _reference(line: ApplicationLine, reader: Reader) -> Cell:
    href = reader.address("recruitment:application", application=line.row.pk)
    text = line.row.reference if line.licence is None else line.licence.number
    return Cell(text, code=True, href=href)


def _name(line: ApplicationLine, reader: Reader) -> Cell:
    del reader
    return Cell(line.name)


def _state(line: ApplicationLine, reader: Reader) -> Cell:
    return Cell(badges=(Badge(reader.say(f"recruitment_state/{line.row.state}")),))


def _licence_state(line: ApplicationLine, reader: Reader) -> Cell:
    assert line.licence is not None  # noqa: S101 - a line of the list of licences
    state = line.licence.state
    tone = LICENCE_TONES.get(state, "state")
    return Cell(badges=(Badge(reader.say(f"recruitment_licence/{state}"), tone),))


def _hearing(line: ApplicationLine, reader: Reader) -> Cell:
    return Cell(day_text(line.row.hearing_on, reader))


def _decide_by(line: ApplicationLine, reader: Reader) -> Cell:
    if line.row.state not in OPEN:
        return Cell()
    day = line.row.decide_by
    return Cell(fine=day_text(day, reader), tone=day_tone(day, reader))


def _until(line: ApplicationLine, reader: Reader) -> Cell:
    assert line.licence is not None  # noqa: S101 - a line of the list of licences
    return Cell(day_text(line.licence.until, reader))


_NAME = ListColumn(
    "name",
    "recruitment_field/name",
    _name,
    FieldClass.IDENTIFYING,
    place="next",
    sealed=True,
)
APPLICATIONS = RoomList(
    view="recruitment:applications",
    policy=application_policy,
    heading="recruitment/applications",
    empty="recruitment/no_applications",
    columns=(
        ListColumn(
            "reference", "recruitment/application", _reference, sort="reference", place="first"
        ),
        _NAME,
        ListColumn("state", "room_list/state", _state, sort="state", place="state"),
        ListColumn(
            "decide_by",
            "recruitment/decide_by",
            _decide_by,
            sort="decide_by",
            indexed=True,
            place="urgent",
        ),
        ListColumn("hearing", "recruitment_field/hearing_on", _hearing, sort="hearing_on"),
    ),
    order="decide_by",
    filters=(
        Filter(
            "state",
            "room_list/state",
            coded("recruitment_state", APPLICATION.states),
            one_of("state"),
        ),
        DayFilter(
            "hearing",
            "recruitment_field/hearing_on",
            "hearing_on",
            FieldClass.INTERNAL,
            moment=False,
        ),
    ),
    views=(
        SavedView("open", "recruitment_list/open", _open),
        SavedView("appeals", "recruitment_list/appeals", _appeals),
        SavedView("all", "recruitment_list/all", _all),
    ),
    lines=_applications,
)
LICENCES = RoomList(
    view="recruitment:licences",
    policy=licence_policy,
    heading="recruitment/licences",
    empty="recruitment/no_licences",
    columns=(
        ListColumn("number", "recruitment/licence", _reference, sort="reference", place="first"),
        _NAME,
        ListColumn("state", "room_list/state", _licence_state, sort="state", place="state"),
        ListColumn("until", "recruitment/until", _until, sort="until", indexed=True),
    ),
    order="until",
    filters=(
        Filter(
            "state",
            "room_list/state",
            coded("recruitment_licence", LICENCE.states),
            one_of("state"),
        ),
    ),
    views=(
        SavedView("current", "recruitment_list/current", _current),
        SavedView("all", "recruitment_list/all", _all),
    ),
    prepare=lambda rows, reader: rows.select_related("application"),  # noqa: ARG005
    lines=_licences,
)
TABS = (
    ("recruitment/applications", "recruitment:applications"),
    ("recruitment/licences", "recruitment:licences"),
)
