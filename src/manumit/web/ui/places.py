"""The frame of the office: the places that rooms register, and which a role sees first.

Rooms register in ``AppConfig.ready``, so that this package imports none of them. A place whose
room does not exist is not registered and so not shown.
"""

import functools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.ui.rooms import room_shown

OFFICE, FOCUS, PUBLIC = "ui/desk.html", "ui/focus.html", "ui/frame.html"
"""The frames: for work, for pages read together with a person, for everybody."""
FIRST = 6
"""Places of a role beside Home. More of them would be a list to search, not places to know."""
DOCK = 3
"""Places on a telephone beside Home and More."""

type Counter = Callable[[Actor], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class OfficePlace:
    """A room's entry in the navigation.

    Attributes:
        key: how :data:`ORDER` names it; the text ``place/<key>`` is its label.
        view: its page, whose address needs nothing but a language.
        icon: a symbol of ``ui/icons.svg``.
        allows: whether the place is of use to an actor.
        below: whether it comes below the line for roles without a place for it in :data:`ORDER`.
        covers: other views that belong to it.
        main: whether all views of its room belong to it that no other place covers.
    """

    key: str
    view: str
    icon: str
    allows: Callable[[Actor], bool]
    below: bool = False
    covers: frozenset[str] = frozenset()
    main: bool = False


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place as a page shows it.

    Attributes:
        here: whether the page belongs to it.
        count: how much waits there for the reader; 0 shows nothing.
    """

    key: str
    view: str
    icon: str
    here: bool
    count: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The navigation of one page.

    Attributes:
        first: Home and at most :data:`FIRST` places.
        others: all other places that the reader may use.
        below: figures, directory, help.
        sign: the reader's own short sign.
        role: in which the reader acts.
    """

    first: tuple[ShownPlace, ...]
    others: tuple[ShownPlace, ...]
    below: tuple[ShownPlace, ...]
    sign: str
    role: str

    @property
    def among_others(self) -> bool:
        """Return whether the page is in a place behind More, which is then open."""
        return any(one.here for one in self.others)

    @property
    def dock(self) -> tuple[ShownPlace, ...]:
        """Return Home and the places of a telephone's bar: those with most waiting come in."""
        home, *rest = self.first
        busy = sorted(rest, key=lambda one: one.count == 0)[:DOCK]
        return (home, *(one for one in rest if one in busy))

    @property
    def beyond_dock(self) -> tuple[ShownPlace, ...]:
        """Return the places behind More on a telephone."""
        return tuple(one for one in self.first if one not in self.dock) + self.others + self.below


@dataclass(frozen=True, slots=True)
class PostNames:
    """Where the reader acts; signing in puts it on the request.

    Attributes:
        institution, office: names by language.
        several: whether the reader may act in another post too.
    """

    institution: Mapping[str, str]
    office: Mapping[str, str]
    several: bool

    def name(self, language: str) -> str:
        """Return institution and office in a language, else in English."""
        both = (one.get(language) or one.get("en", "") for one in (self.institution, self.office))
        return ", ".join(dict.fromkeys(filter(None, both)))


@dataclass(slots=True)
class _Registry:
    places: dict[str, OfficePlace] = field(default_factory=dict)
    focus: set[str] = field(default_factory=set)
    added: dict[str, str] = field(default_factory=dict)
    counters: list[Counter] = field(default_factory=list)


_known = _Registry()

ORDER: Mapping[str, tuple[str, ...]] = {
    "inspect": ("visits", "rounds", "workplaces", "orders", "files", "referrals", "claims",
                "penalties"),
    "support": ("files", "referrals", "plans", "beds", "services", "periods", "claims"),
    "advice": ("contacts", "files", "claims", "referrals", "employers", "deadlines", "services"),
    "union": ("contacts", "files", "claims", "employers", "deadlines", "referrals", "agreements"),
    "lawyer": ("files", "claims", "employers", "deadlines", "referrals"),
    "guardian": ("files", "claims", "referrals"),
    "justice": ("cases", "evidence", "files", "referrals", "non_punishments", "register",
                "penalties"),
    "court": ("claims", "cases"),
    "ident": ("files", "referrals", "periods", "services"),
    "plan": ("plan", "consultations", "figures", "reports", "conventions", "services_missing"),
    "stats": ("tables", "disclosure_checks", "releases", "estimates", "definitions",
              "notifications", "services_missing"),
    "admin": ("people", "approvals", "reassignment", "setup", "backups", "connections", "offices",
              "activity"),
    "dpo": ("data_rights", "people", "openings", "activity", "connections"),
    "intake": ("triage", "complaints", "briefings", "answers", "groups", "files", "referrals"),
    "licence": ("applications", "licences", "job_orders", "contracts", "warnings", "daily_check",
                "register_look_up"),
    "pes": ("appointments", "seekers", "vacancies", "introductions", "courses", "follow_ups"),
}  # fmt: skip
"""Which places a role sees first, in the order of its work; rooms yet to come have theirs."""

NAMES: Mapping[tuple[str, str], str] = {
    ("union", "files"): "clients",
    ("lawyer", "files"): "clients",
    ("guardian", "files"): "clients",
}
"""What a role calls a place, where its field has another word."""


def sees(*resources: str, action: str = SEE) -> Callable[[Actor], bool]:
    """Return a test whether an actor's role may do something to any of some resources."""

    def allows(actor: Actor) -> bool:
        return any(grants().of(actor.role, one, action) for one in resources)

    return allows


def register_places(*places: OfficePlace) -> None:
    """Register places of a room.

    Raises:
        ValueError: another room has the key.
    """
    for one in places:
        if _known.places.setdefault(one.key, one) != one:
            raise ValueError(f"two places are called '{one.key}'")


def add_to_place(key: str, *views: str) -> None:
    """Let views of a room above belong to a place of a room below."""
    _known.added.update(dict.fromkeys(views, key))


def register_focus(*views: str) -> None:
    """Show these views without navigation: somebody else reads the screen too."""
    _known.focus.update(views)


def register_counter(counter: Counter) -> None:
    """Register what counts, for each place, what waits for an actor; one query or few."""
    if counter not in _known.counters:
        _known.counters.append(counter)


def places() -> Mapping[str, OfficePlace]:
    """Return every registered place by its key."""
    return dict(_known.places)


def frame_of(request: HttpRequest) -> str:
    """Return the template that frames the page of a request."""
    match = request.resolver_match
    if actor_of(request) is None or match is None:
        return PUBLIC
    return FOCUS if match.view_name in _known.focus else OFFICE


def desk_of(request: HttpRequest, *, counted: bool = True) -> Desk | None:
    """Return the navigation of a page; None where its frame has none.

    Args:
        request: of the page.
        counted: whether the places show what waits; to count costs more than most pages.
    """
    actor, match = actor_of(request), request.resolver_match
    if actor is None or match is None or frame_of(request) != OFFICE:
        return None
    counts = _counted(actor) if counted else {}
    shown = functools.partial(_shown, actor, _place_of(match.view_name), counts)
    known = _known.places.values()
    usable = [one for one in known if room_shown(one.view) and one.allows(actor)]
    wanted = {key: place for place, key in enumerate(ORDER.get(actor.role, ()))}
    ranked = sorted(
        (one for one in usable if one.key != "home" and (one.key in wanted or not one.below)),
        key=lambda one: wanted.get(one.key, len(wanted)),
    )
    # A role with an order sees its own places first, and no others to fill the space.
    number = min(FIRST, sum(one.key in wanted for one in ranked) or FIRST)
    home = [one for one in usable if one.key == "home"]
    return Desk(
        first=tuple(map(shown, [*home, *ranked[:number]])),
        others=tuple(map(shown, ranked[number:])),
        below=tuple(shown(one) for one in usable if one.below and one.key not in wanted),
        sign=sign(actor.person),
        role=actor.role,
    )


def sign(member: uuid.UUID) -> str:
    """Return a member's short sign, known to colleagues, such as ``7F3A``."""
    return str(member)[:4].upper()


def _counted(actor: Actor) -> dict[str, int]:
    found: dict[str, int] = {}
    for counter in _known.counters:
        for key, number in counter(actor).items():
            found[key] = found.get(key, 0) + number
    return found


def _shown(actor: Actor, here: str, counts: Mapping[str, int], place: OfficePlace) -> ShownPlace:
    called = NAMES.get((actor.role, place.key), place.key)
    return ShownPlace(called, place.view, place.icon, place.key == here, counts.get(place.key, 0))


def _place_of(view: str) -> str:
    """Return the key of the place that a view belongs to; empty if to none."""
    if view in _known.added:
        return _known.added[view]
    known = _known.places.values()
    room = view.partition(":")[0]
    found = (
        *(one for one in known if one.view == view),
        *(one for one in known if view in one.covers),
        *(one for one in known if one.main and one.view.partition(":")[0] == room),
    )
    return found[0].key if found else ""
