"""Files that nobody can work on: whoever holds them has no post in their office."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from manumit.web.cases.models import CaseFile, Keeper
from manumit.web.institutions.models import Post
from manumit.web.kernel.ledger.services import Act, record

ROLE, KIND = "operator", "case_file"


def without_holder(at: dt.datetime) -> QuerySet[CaseFile]:
    """Files of people who are not erased, whose holders can all not act in their office then.

    Args:
        at: a moment; one to come says what ends with the posts that run out until then.
    """
    posts = Post.objects.filter(
        member=OuterRef("member"),
        member__is_active=True,
        office=OuterRef("file__office"),
        begins__lte=at,
        until__gt=at,
        approved_at__lte=at,
    )
    held = Keeper.objects.filter(Exists(posts), file=OuterRef("pk"), until=None)
    files = CaseFile.objects.filter(subject__erased_at=None).exclude(Exists(held))
    return files.order_by("institution", "office", "opened_at", "pk")


@transaction.atomic
def list_without_holder(at: dt.datetime) -> list[CaseFile]:
    """The same, told in the ledger of each institution that has one."""
    found = list(without_holder(at))
    for institution in sorted({file.institution_id for file in found}):
        record(Act(act="list_files", institution=institution, role=ROLE, kind=KIND))
    return found
