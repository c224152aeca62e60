"""What to do next and whom to ask, as sections of a finding on paper."""

from collections.abc import Sequence

from manumit.assessment.advice_view import AdviceView, ContactView, contacts_of
from manumit.paper.finding import Advice


def advice_on_paper(advised: Sequence[AdviceView]) -> list[Advice]:
    """Return the steps for each audience in their order, then the contacts, each once.

    The headings name the audience if there are several.
    """
    if not advised:
        return []
    several = len(advised) > 1
    steps = [
        Advice(
            f"{one.title}: {one.audience}" if several else one.title,
            [step.label for step in one.steps],
        )
        for one in advised
    ]
    contacts, notices = contacts_of(advised)
    return [*steps, Advice(advised[0].contacts_title, [*notices, *map(_line, contacts)])]


def _line(contact: ContactView) -> str:
    ways = (f"{label} {used}" for label, used in contact.ways)
    parts = (f"{contact.name} ({contact.kind})", contact.warning, contact.does, *ways)
    return "; ".join(one for one in (*parts, *contact.facts) if one)
