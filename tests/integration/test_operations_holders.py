"""Files are named before, and after, the last of those who hold them leaves."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

import cases_world
from cases_world import leaves
from erasing import erase
from manumit.web.cases import services
from manumit.web.cases.holders import without_holder
from manumit.web.institutions.models import Member, Post
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def world(tmp_path: Path, settings: Settings) -> cases_world.World:
    cases_world.key_ring(tmp_path, settings)
    return cases_world.world()


def printed(days: int = 0) -> str:
    out = io.StringIO()
    call_command("files_without_holder", days=days, stdout=out)
    return out.getvalue()


def test_a_file_is_named_when_its_last_holder_leaves(world: cases_world.World) -> None:
    alone, shared = (cases_world.file_of(world.owner) for _ in range(2))
    services.share_file(world.owner, shared.pk, world.colleague.person)
    named = (alone.pseudonym, shared.pseudonym)
    assert not any(name in printed() for name in named)
    assert all(name in printed(days=31) for name in named)  # all posts of the world are over then

    leaves(world.owner)
    assert [name in printed() for name in named] == [True, False]
    assert f"office {world.owner.office}: 1\n" in printed()
    shown = Event.objects.filter(institution=world.owner.institution, act="list_files").latest("pk")
    assert (shown.role, shown.kind, shown.actor) == ("operator", "case_file", None)
    assert cases_world.NAMES[0] not in printed()

    # Who comes back to the office holds them again.
    back = Post.objects.get(member=world.owner.person)
    Post.objects.create(
        member=back.member, office=back.office, role=back.role, until=cases_world.in_days(1),
        approved_at=timezone.now(),
    )  # fmt: skip
    assert alone.pseudonym not in printed()
    services.share_file(world.owner, alone.pk, world.colleague.person)
    leaves(world.owner, posts=2)

    Member.objects.filter(pk=world.colleague.person).update(is_active=False)
    assert all(name in printed() for name in named)
    erase(alone.subject_id, "time_is_over", None)
    assert not without_holder(timezone.now()).filter(pk=alone.pk).exists()


def test_a_post_in_another_office_holds_no_file(world: cases_world.World) -> None:
    file = cases_world.file_of(world.owner)
    Post.objects.filter(member=world.owner.person).update(office=world.other_office.office)
    assert file.pseudonym in printed()
    # Nor does one in the same office that works on no file.
    Post.objects.filter(member=world.owner.person).update(office=world.owner.office, role="admin")
    assert file.pseudonym in printed()
    moved = replace(world.owner, office=world.other_office.office)
    for other in (moved, world.colleague, world.admin):  # so it is: nobody lets anybody in
        with pytest.raises(Refused):
            services.share_file(other, file.pk, world.other_office.person)
