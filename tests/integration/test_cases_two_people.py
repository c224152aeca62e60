"""Two people, or one person on two devices, at the same file: nobody's words are lost."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from pytest_django import Settings

from cases_world import (
    GUARDIAN,
    World,
    agreed,
    at_once,
    attached,
    file_of,
    in_days,
    key_ring,
    referred,
    replied,
    request,
    stated,
    world,
)
from manumit.assessment import Age, Hearing, RecordedReply, Reply, Sitting
from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.web.cases import selectors, services
from manumit.web.cases.identity import Field, current_numbers
from manumit.web.cases.models import CaseFile, FindingVersion, IdentityValue, Mandate, Referral
from manumit.web.cases.policies import load_for
from manumit.web.cases.services import Speaker, claims
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.ledger.models import Event
from manumit.web.remedies import services as remedies
from manumit.web.remedies.models import Claim

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


# One field, two people


def both_write(here: World) -> CaseFile:
    """Both have opened the page; both send another name."""
    file = file_of(here.owner)
    services.share_file(here.owner, file.pk, here.colleague.person)
    for actor, name in ((here.owner, "Rahima Begum"), (here.colleague, "Rahima Akter")):
        services.change_identity(
            actor, file.pk, {Field.NAMES: (name,)}, seen={Field.NAMES: 1}, request=request()
        )
    return file


def test_both_values_stay_and_a_person_chooses(here: World) -> None:
    file = both_write(here)
    found = selectors.identity(here.owner, file.pk)
    assert found.conflicts == (Field.NAMES,)
    values = found.fields[Field.NAMES]
    assert [one.value for one in values] == [("Rahima Begum",), ("Rahima Akter",)]
    assert [one.made_by for one in values] == [here.owner.person, here.colleague.person]
    services.resolve_conflict(
        here.owner, file.pk, Field.NAMES, chosen=3, standing=(2, 3), request=request()
    )
    after = selectors.identity(here.owner, file.pk)
    assert [one.value for one in after.fields[Field.NAMES]] == [("Rahima Akter",)]
    assert after.conflicts == ()
    assert IdentityValue.objects.filter(identity__file=file, field=Field.NAMES).count() == 4
    assert Event.objects.filter(act="resolve_conflict", actor=here.owner.person).exists()


def test_who_chooses_between_other_values_than_stand_there_chooses_nothing(here: World) -> None:
    file = both_write(here)
    services.change_identity(
        here.owner, file.pk, {Field.NAMES: ("Rahima B.",)}, seen={Field.NAMES: 2}, request=request()
    )
    for chosen, seen in ((3, (2, 3)), (1, (3, 4)), (2, (3, 4))):
        with pytest.raises(InputError, match="K102"):
            services.resolve_conflict(
                here.owner,
                file.pk,
                Field.NAMES,
                chosen=chosen,
                standing=seen,
                request=request(),
            )
    assert selectors.identity(here.owner, file.pk).conflicts == (Field.NAMES,)


def test_a_change_of_what_one_has_seen_last_is_no_conflict(here: World) -> None:
    file = file_of(here.owner)
    for seen, language in ((1, "hin"), (2, "urd")):
        services.change_identity(
            here.owner,
            file.pk,
            {Field.LANGUAGE: language},
            seen={Field.LANGUAGE: seen},
            request=request(),
        )
    (now,) = selectors.identity(here.owner, file.pk).fields[Field.LANGUAGE]
    assert (now.value, now.number) == ("urd", 3)
    with pytest.raises(InputError, match="K103"):
        services.change_identity(
            here.owner, file.pk, {Field.LANGUAGE: "en"}, seen={Field.LANGUAGE: 9}, request=request()
        )


def test_a_form_that_is_sent_twice_changes_once(here: World) -> None:
    file = file_of(here.owner)
    form = request()
    for _ in range(2):
        services.change_identity(
            here.owner,
            file.pk,
            {Field.BORN: dt.date(2000, 1, 1)},
            seen={Field.BORN: 1},
            request=form,
        )
    assert IdentityValue.objects.filter(identity__file=file, field=Field.BORN).count() == 2


def test_both_stay_when_they_press_at_the_same_moment(here: World) -> None:
    file = file_of(here.owner)
    services.share_file(here.owner, file.pk, here.colleague.person)

    def write(actor: object, name: str) -> Callable[[], object]:
        return lambda: services.change_identity(
            actor,  # type: ignore[arg-type] # an actor
            file.pk,
            {Field.NAMES: (name,)},
            seen={Field.NAMES: 1},
            request=request(),
        )

    at_once(write(here.owner, "Rahima Begum"), write(here.colleague, "Rahima Akter"))
    stand = selectors.identity(here.owner, file.pk).fields[Field.NAMES]
    assert {one.value for one in stand} == {("Rahima Begum",), ("Rahima Akter",)}


@pytest.mark.parametrize(
    ("made", "now"),
    [
        ([], ()),
        ([(1, 0, False)], (1,)),
        ([(1, 0, False), (2, 1, False)], (2,)),
        ([(1, 0, False), (2, 1, False), (3, 1, False)], (2, 3)),
        ([(1, 0, False), (2, 0, False)], (1, 2)),
        ([(1, 0, False), (2, 1, False), (3, 1, False), (4, 2, True)], (4,)),
        # Whoever still had the first page open after somebody chose is not lost either.
        ([(1, 0, False), (2, 1, False), (3, 1, False), (4, 2, True), (5, 1, False)], (4, 5)),
    ],
)
def test_which_values_stand(made: list[tuple[int, int, bool]], now: tuple[int, ...]) -> None:
    assert current_numbers(made) == now


# One interview, two devices


def begun(here: World) -> tuple[CaseFile, services.OpenDraft]:
    file = file_of(here.owner)
    taken = services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=request())
    kept = services.keep_draft(
        here.owner, taken.draft, stated(taken.sitting, "EX04"), seen=1, request=request()
    )
    return file, services.OpenDraft(taken.draft, stated(taken.sitting, "EX04"), kept.number)


def test_it_goes_on_where_it_stood_on_another_device(here: World) -> None:
    file, there = begun(here)
    taken = services.take_up_draft(here.owner, there.draft)
    assert taken.sitting == there.sitting
    (line,) = selectors.drafts(here.owner, file.pk)
    assert (line.open, line.taken_up_by) == (True, here.owner.person)


def test_the_page_that_stayed_open_elsewhere_keeps_its_words_beside(here: World) -> None:
    file, old = begun(here)
    new = services.take_up_draft(here.owner, old.draft)
    library = shipped_library()
    ours, theirs = (stated(old.sitting, code) for code in ("CD03", "CR03"))
    services.keep_draft(here.owner, new.draft, ours, seen=new.number, request=request())
    form = request()
    for _ in range(2):
        kept = services.keep_draft(here.owner, old.draft, theirs, seen=old.number, request=form)
        assert kept.beside
    one, other = selectors.drafts(here.owner, file.pk)
    assert (one.id, other.id, other.beside) == (old.draft, kept.draft, old.draft)
    both = [services.take_up_draft(here.owner, line.id).sitting for line in (one, other)]
    assert [sitting.to_compact(library) for sitting in both] == [
        ours.to_compact(library),
        theirs.to_compact(library),
    ]


def test_the_same_words_twice_are_kept_once(here: World) -> None:
    file, old = begun(here)
    services.take_up_draft(here.owner, old.draft)
    kept = services.keep_draft(
        here.owner, old.draft, old.sitting, seen=old.number, request=request()
    )
    assert not kept.beside
    assert len(selectors.drafts(here.owner, file.pk)) == 1


def test_what_comes_after_it_was_closed_is_kept_beside(here: World) -> None:
    file, old = begun(here)
    made = services.close_draft(here.owner, old.draft, seen=old.number)
    assert services.close_draft(here.owner, old.draft, seen=old.number).pk == made.pk
    later = stated(old.sitting, "CR03")
    kept = services.keep_draft(here.owner, old.draft, later, seen=old.number, request=request())
    assert kept.beside
    services.set_aside_draft(here.owner, kept.draft)
    assert [line.open for line in selectors.drafts(here.owner, file.pk)] == [False, False]
    for act in (services.take_up_draft, services.set_aside_draft):
        with pytest.raises(InputError, match="K201"):
            act(here.owner, kept.draft)


def test_an_old_page_closes_nothing_and_an_empty_interview_neither(here: World) -> None:
    file, old = begun(here)
    services.take_up_draft(here.owner, old.draft)
    with pytest.raises(InputError, match="K202"):
        services.close_draft(here.owner, old.draft, seen=old.number)
    empty = services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=request())
    with pytest.raises(InputError, match="K203"):
        services.close_draft(here.owner, empty.draft, seen=1)
    assert not FindingVersion.objects.filter(file=file).exists()


def test_two_who_close_at_once_make_one_finding(here: World) -> None:
    file, old = begun(here)
    close = lambda: services.close_draft(here.owner, old.draft, seen=old.number)  # noqa: E731
    first, second = at_once(close, close)
    assert isinstance(first, FindingVersion)
    assert isinstance(second, FindingVersion)
    assert first.pk == second.pk
    assert FindingVersion.objects.filter(file=file).count() == 1


def test_every_interview_makes_a_version_and_none_is_replaced(here: World) -> None:
    file = file_of(here.owner)
    for number in (1, 2):
        taken = services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=request())
        kept = services.keep_draft(
            here.owner, taken.draft, replied(taken.sitting, most=number), seen=1, request=request()
        )
        services.close_draft(here.owner, kept.draft, seen=kept.number)
    assert [line.number for line in selectors.findings(here.owner, file.pk)] == [1, 2]


# Forms that are sent twice


def test_each_form_works_once(here: World) -> None:
    form = request()
    made = {services.open_file(here.owner, age=Age.ADULT, request=form).pk for _ in range(2)}
    assert len(made) == 1
    with pytest.raises(InputError, match="K501"):
        services.open_file(here.colleague, age=Age.ADULT, request=form)
    (file,) = CaseFile.objects.filter(pk__in=made)
    drafts = {
        services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=form).draft
        for _ in range(2)
    }
    assert len(drafts) == 1


def test_a_referral_is_taken_on_declined_and_taken_back_once(here: World) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=())
    form = request()
    one, other = (
        services.accept(here.shelter.first, sent.pk, seen=2, request=form) for _ in range(2)
    )
    assert one is not None
    assert one == other
    second = referred(here.owner, file, here.shelter, parts=())
    other_form = request()
    for _ in range(2):
        services.decline(
            here.shelter.first, second.pk, reason="no_place", seen=2, request=other_form
        )
    third = referred(here.owner, file, here.shelter, parts=())
    again = request()
    for _ in range(2):
        services.withdraw_referral(
            here.owner, third.pk, reason="sent_by_mistake", seen=2, request=again
        )
    states = {row.pk: row.state for row in Referral.objects.filter(file=file)}
    assert states == {sent.pk: "accepted", second.pk: "declined", third.pk: "withdrawn"}


def test_two_of_the_office_who_take_a_person_on_at_once_make_one_file(here: World) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=())
    at_once(
        *(
            lambda actor=actor: services.accept(actor, sent.pk, seen=2, request=request())
            for actor in (here.shelter.first, here.shelter.second)
        )
    )
    assert CaseFile.objects.filter(origin=sent).count() == 1


def test_an_answer_that_reveals_status_is_in_no_sitting_and_is_refused(here: World) -> None:
    """R-12, R-34: what a list of the deployment's own might ask is refused before it is sealed."""
    _, old = begun(here)
    sitting = Sitting("adult_labour", replies=(RecordedReply("RV02", 0, Reply.YES, Hearing.ALONE),))
    with pytest.raises(InputError, match="F301"):
        services.keep_draft(here.owner, old.draft, sitting, seen=old.number, request=request())


# Documents and mandates


def test_a_document_that_is_withdrawn_meanwhile_is_not_taken_for_damaged(here: World) -> None:
    file = file_of(here.owner)
    for row in [attached(here.owner, file) for _ in range(4)]:
        gone, *seen = at_once(
            partial(services.withdraw_attachment, here.owner, row.pk, reason="person_asks"),
            partial(selectors.attachment_content, here.owner, row.pk),
            partial(selectors.attachment, here.owner, row.pk),
        )
        assert not isinstance(gone, Exception)
        for one in seen:  # before it or after it, never between
            assert not isinstance(one, InputError) or one.problems[0].code == "K705"
        assert selectors.attachment(here.owner, row.pk).name is None


def test_who_speaks_is_recorded_once_though_the_form_comes_twice_at_once(here: World) -> None:
    file, form = file_of(here.owner), request()
    speaker = Speaker(
        kind=Voice.GUARDIAN, name=GUARDIAN, basis="guardian_by_court", begins=in_days(-1)
    )
    act = partial(services.record_mandate, here.owner, file.pk, speaker, request=form)
    assert set(at_once(act, act, act, act)) == {Mandate.objects.get(file=file)}


# A claim, and what is known of the person's age


def test_a_claim_takes_the_age_that_stands_when_the_file_is_held(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(here.owner)

    def overtaken(*args: Any) -> CaseFile:
        found = load_for(*args)
        at_once(partial(services.change_age, here.owner, file.pk, Age.CHILD))
        return found

    monkeypatch.setattr(claims, "load_for", overtaken)
    claim = services.open_claim(here.owner, file.pk, route="wage_claim", request=request())
    assert Claim.objects.get(pk=claim.pk).child
    assert CaseFile.objects.get(pk=file.pk).counts_as_child


def test_nobody_changes_the_age_while_a_claim_is_opened(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(here.owner)
    begin, refused = remedies.open_claim, []

    def change() -> None:
        with transaction.atomic():
            try:
                CaseFile.objects.select_for_update(nowait=True).get(pk=file.pk)
            except OperationalError as error:
                refused.append(error)

    def begun(*args: Any, **named: Any) -> Claim:
        at_once(change)
        return begin(*args, **named)

    monkeypatch.setattr(remedies, "open_claim", begun)
    services.open_claim(here.owner, file.pk, route="wage_claim", request=request())
    assert len(refused) == 1
    change()
    assert len(refused) == 1
