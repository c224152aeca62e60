"""Members of a collective complaint: added by the person who sent it, each with words of their own.

Nothing that is shown to anybody counts them. Adding and leaving change rows of this room alone.
"""

import uuid
from collections.abc import Sequence

from django.db import transaction

from manumit.errors import Place
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import SealedSource
from manumit.web.complaints.receipts import stored_form
from manumit.web.complaints.receiving import (
    LONGEST_LINE,
    can_add,
    locked_source,
    record_public,
    save_source,
)


@transaction.atomic
def add_member(key: uuid.UUID, *, contact: str, receipt: Sequence[str], request: uuid.UUID) -> bool:
    """Add a person to a complaint; return False if this form added the person before.

    Args:
        key: of the source of the person who sent the complaint, whose words opened the session.
        contact: how the person wants to be reached; empty for none.
        receipt: words that were drawn for the person, which are shown once.
        request: idempotency key of the form; sent twice, one person is added.

    Raises:
        InputError: H502, H512; V101 to V106.
    """
    lead = locked_source(key)
    row = lead.complaint
    form = stored_form(request)
    if SealedSource.objects.filter(request=form, complaint=row).exists():
        return False
    if len(contact) > LONGEST_LINE:
        raise ComplaintCode.TOO_LONG.error(Place(field="contact"))
    if not can_add(lead) or row.sources.count() > rules().most_members:
        raise ComplaintCode.TOO_MANY.error(Place())
    record_public(row, "change")
    save_source(row, contact, receipt, leads=False, request=form)
    return True
