"""The steps of a request or a hold, as a page shows them."""

import datetime as dt
import uuid

from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.table import Process


def steps_taken(process: Process, key: uuid.UUID) -> list[tuple[dt.datetime, str, str]]:
    """Return time, text and text of the reason of each step, in order."""
    moves = Move.objects.filter(resource=process.resource, row=key).order_by("at")
    return [
        (one.at, f"data_rights_step/{one.name}", one.reason and f"data_rights_why/{one.reason}")
        for one in moves
    ]


def step_taken(process: Process, key: uuid.UUID, name: str) -> Move:
    """Return the last step of a name."""
    return Move.objects.filter(resource=process.resource, row=key, name=name).latest("at")
