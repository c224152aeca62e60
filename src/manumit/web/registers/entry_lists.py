"""The lists of organisations and workplaces.

Names are sealed: those of one page are opened, and nothing sorts by them; search finds an entry by
its name. No line shows when or by whom an entry was made, or how many workers are known, and no
list is sorted by time (R-30).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from manumit.web.kernel.access.grants import Relation
from manumit.web.registers.lists import LISTS, sectors
from manumit.web.registers.models import Entry, Merge, WorkplaceMerge
from manumit.web.registers.policies import EntryPolicy, organisation_policy, workplace_policy
from manumit.web.registers.selectors.lists import EntryLine, lines_of
from manumit.web.ui.room.declared import (
    Badge,
    Cell,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    coded,
    one_of,
)

LOOKED_AT = 2_000


def _without_parts(
    merges: type[Merge | WorkplaceMerge],
) -> Callable[[Rows, Reader], Rows]:
    """Return what leaves out entries that were merged into another."""

    def narrow(rows: Rows, reader: Reader) -> Rows:
        del reader
        return rows.filter(~Exists(merges.objects.filter(other=OuterRef("pk"), undone_at=None)))

    return narrow


def _office(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(institution=reader.actor.institution, office=reader.actor.office)


def _institution(rows: Rows, reader: Reader) -> Rows:
    return rows.filter(institution=reader.actor.institution)


def _shared(rows: Rows, reader: Reader) -> Rows:
    return rows.exclude(institution=reader.actor.institution)


def _lines(policy: EntryPolicy[Any]) -> Callable[[Sequence[Entry], Reader], Sequence[EntryLine]]:
    def lines(rows: Sequence[Entry], reader: Reader) -> Sequence[EntryLine]:
        return lines_of(reader.actor, policy, rows)

    return lines


def _sectors(reader: Reader) -> Sequence[tuple[str, str]]:
    return [(code, reader.say(f"sector/{code}")) for code in sectors().titles]


def _countries(policy: EntryPolicy[Any]) -> Callable[[Reader], Sequence[tuple[str, str]]]:
    def options(reader: Reader) -> Sequence[tuple[str, str]]:
        # Of the first entries alone: every entry would be read to know every country.
        some = policy.scope(reader.actor).order_by("pk").values_list("country", flat=True)
        return [(code, code) for code in sorted(set(some[:LOOKED_AT]) - {""})]

    return options


# Cells


def _entry(name: str) -> Callable[[EntryLine, Reader], Cell]:
    def cell(line: EntryLine, reader: Reader) -> Cell:
        href = reader.address(f"registers:{name}", **{name: line.id})
        badges = (Badge(reader.say("registers/only_you"), "info"),) if line.closed else ()
        if not line.name:
            return Cell(line.reference, code=True, href=href, badges=badges)
        return Cell(line.name, href=href, badges=badges, fine=line.reference, fine_code=True)

    return cell


def _kind(name: str) -> Callable[[EntryLine, Reader], Cell]:
    def cell(line: EntryLine, reader: Reader) -> Cell:
        return Cell(reader.say(f"registers_{name}/{line.what}"))

    return cell


def _sector(line: EntryLine, reader: Reader) -> Cell:
    return Cell(reader.say(f"sector/{line.sector}") if line.sector else "")


def _country(line: EntryLine, reader: Reader) -> Cell:
    del reader
    return Cell(line.country, code=bool(line.country))


def _declared(
    view: str, policy: EntryPolicy[Any], listed: str, kind: str, views: tuple[SavedView, ...]
) -> RoomList:
    name = policy.resource
    return RoomList(
        view=view,
        policy=policy,
        heading=view.replace(":", "/"),
        empty="registers/none",
        columns=(
            ListColumn(
                "entry",
                f"registers/{name}",
                _entry(name),
                sort="reference",
                indexed=True,
                place="first",
            ),
            ListColumn("kind", "registers_list/kind", _kind(listed), sort=kind, place="next"),
            ListColumn("sector", "room_list/sector", _sector, sort="sector"),
            ListColumn("country", "room_list/country", _country, sort="country", place="far"),
        ),
        order="kind",
        otherwise="entry",
        filters=(
            Filter(
                "kind",
                "registers_list/kind",
                coded(f"registers_{listed}", LISTS[listed].codes()),
                one_of(kind),
            ),
            Filter("sector", "room_list/sector", _sectors, one_of("sector")),
            Filter("country", "room_list/country", _countries(policy), one_of("country")),
        ),
        views=views,
        prepare=_without_parts(Merge if name == organisation_policy.resource else WorkplaceMerge),
        lines=_lines(policy),
        export="change",
    )


INSTITUTION = SavedView("institution", "registers_list/institution", _institution)
OFFICE = SavedView("office", "cases_list/office", _office)
SHARED = SavedView("shared", "registers_list/shared", _shared, Relation.REFERRED)
ORGANISATIONS = _declared(
    "registers:organisations",
    organisation_policy,
    "organisation",
    "kind",
    (INSTITUTION, OFFICE, SHARED),
)
WORKPLACES = _declared(
    "registers:workplaces", workplace_policy, "place", "place", (INSTITUTION, OFFICE)
)
