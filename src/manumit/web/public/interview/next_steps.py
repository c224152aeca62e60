"""What can follow on a finding: packages above register it, so that the interview knows none."""

from collections.abc import Callable
from dataclasses import dataclass

from manumit.web.ui.rooms import room_shown


@dataclass(frozen=True, slots=True)
class FindingOffer:
    """One thing that a visitor can do with a finding.

    Attributes:
        text: id of the label of its button, with an explanation.
        view, do: the page that the button is sent to, and the action that it asks for.
        allows: whether it is possible now.
    """

    text: str
    view: str
    do: str
    allows: Callable[[], bool]


_known: dict[str, FindingOffer] = {}


def register_next_step(one: FindingOffer) -> None:
    """Offer a step at the end of every interview; called once from ``AppConfig.ready``."""
    _known[one.text] = one


def next_steps() -> list[FindingOffer]:
    """Return the steps that are possible now."""
    return [one for one in _known.values() if room_shown(one.view) and one.allows()]
