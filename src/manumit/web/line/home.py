"""The home's part about the line: call-backs that are urgent or overdue."""

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from manumit.web.institutions.home_parts import SIDE, Content, HomePart, HomeRequest
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act
from manumit.web.line.law import contact_policy
from manumit.web.line.lists import URGENT
from manumit.web.line.process import OPEN
from manumit.web.ui.places import sees


@transaction.atomic
def _queue(home: HomeRequest) -> Content:
    if not sees(contact_policy.resource)(home.actor):
        return None
    record_act(home.actor, "list_files", contact_policy.resource, None, purpose=SEE)
    rows = contact_policy.scope(home.actor).filter(state=OPEN, call_back_at__isnull=False)
    late = Q(call_back_at__lt=timezone.now())
    return rows.aggregate(
        all=Count("pk"),
        urgent=Count("pk", filter=Q(danger__in=URGENT)),
        late=Count("pk", filter=late),
        next=Min("call_back_at", filter=~late),
    )


PARTS = (HomePart("line", "line/home/queue.html", SIDE, 2, _queue),)
