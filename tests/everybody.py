"""One form sent by everybody who might come: who may, does it; for all others nothing changes."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.http import HttpResponseBase

SIGN_IN = "/en/office/sign-in/"
STRANGER = "stranger"


def done_by_everybody(
    everybody: Sequence[str],
    send: Callable[[str], HttpResponseBase],
    standing: Callable[[], object],
    *,
    done: int = 303,
) -> dict[str, int]:
    """Return the status that each gets for the same form; each finds everything as it was.

    Args:
        everybody: who might come; ``stranger`` is led to sign in.
        send: sends the form as one of them.
        standing: what the form may change.
        done: status of a form that was done.
    """
    before, found = standing(), {}
    for who in everybody:
        with transaction.atomic():
            answer = send(who)
            found[who] = answer.status_code
            changed = standing() != before
            transaction.set_rollback(True)
        assert changed is (answer.status_code == done and who != STRANGER), who
        if who == STRANGER:
            assert answer["Location"] == SIGN_IN
    return found
