"""Stories by room. A room adds its own by one module here, with a tuple ``STORIES``.

A story acts what people do, by the services that the pages use, and nothing else: so whatever it
leaves is what the platform leaves. It writes into no table, and names its person by the marks of
:mod:`manumit.web.country.acting` alone.
"""

from manumit.web.country.acting import Story
from manumit.web.country.stories import (
    cases,
    inspections,
    justice,
    licences,
    line,
    remedies,
    rounds,
)

ROOMS = (cases, remedies, justice, line, inspections, rounds, licences)


def stories() -> tuple[Story, ...]:
    """Return the stories of all apps."""
    return tuple(story for room in ROOMS for story in room.STORIES)
