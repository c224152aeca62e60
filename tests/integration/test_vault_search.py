"""Search: finds names spelt otherwise, opens few, and tells others nothing."""

import csv
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from manumit.errors import InputError
from manumit.names.sound import alike, skeletons
from manumit.web.kernel.vault import search
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson
from manumit.web.kernel.vault.ring import key_ring, make_ring
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import (
    MatchKind,
    Query,
    SearchResult,
    find_people,
    index_person,
)
from manumit.web.kernel.vault.tokens import Number, NumberKind, normalised

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[1] / "data" / "vault"
OURS, THEIRS = "office-1", "office-2"


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "ring.json"
    make_ring(path)
    settings.MANUMIT_KEY_RING = path
    return path


def pairs(name: str) -> list[tuple[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["one"], row["other"]) for row in csv.DictReader(file)]


def recorded(
    *names: str, scope: str = OURS, **numbers: str
) -> uuid.UUID:  # fmt: skip
    subject = new_subject()
    index_person(subject, scope, names=names, numbers=numbered(numbers))
    return subject


def numbered(numbers: dict[str, str]) -> list[Number]:
    return [Number(NumberKind(kind), value) for kind, value in numbers.items()]


def found(
    *names: str,
    allowed: search.Allowed = (OURS,),
    told_of: search.Allowed = (THEIRS,),
    **numbers: str,
) -> SearchResult:
    return find_people(allowed, Query(names=names, numbers=numbered(numbers)), told_of=told_of)


def subjects(hits: SearchResult) -> list[uuid.UUID]:
    return [match.subject for match in hits.results]


def test_names_spelt_otherwise_are_found_among_all_others() -> None:
    made = {other: recorded(other) for _, other in pairs("alike")}
    results = {pair: found(pair[0]) for pair in pairs("alike")}
    missed = [one for (one, other), hits in results.items() if made[other] not in subjects(hits)]
    shown = [len(hits.results) for hits in results.values()]
    sys.stdout.write(
        f"recall {1 - len(missed) / len(results):.3f} of {len(results)}, missed {missed}" + "\n"
    )
    sys.stdout.write(f"shown on average {sum(shown) / len(shown):.2f}, at most {max(shown)}" + "\n")
    assert len(results) == 90
    assert len(missed) <= 5
    assert sum(shown) / len(shown) < 2


def test_different_names_are_not_taken_for_each_other() -> None:
    different = pairs("different")
    assert len(different) == 200
    wrong = [pair for pair in different if alike(*pair) >= search.LIKE_ENOUGH]
    sharing = [pair for pair in different if skeletons(pair[0]) & skeletons(pair[1])]
    sys.stdout.write(
        f"taken for each other: {len(wrong)} of 200; opened in vain: {len(sharing)}" + "\n"
    )
    assert len(wrong) <= 2
    assert len(sharing) <= 4


@pytest.mark.parametrize(
    ("kind", "stored", "asked", "why"),
    [
        ("document", "BX 0123-456", "bx0123456", MatchKind.SAME_DOCUMENT),
        ("document", "বি০১২৩৪৫৬", "বি0123456", MatchKind.SAME_DOCUMENT),
        ("telephone", "+880 1712-345678", "01712 345678", MatchKind.SAME_TELEPHONE),
        ("telephone", "٠٠٩٧٤٣٣١٢٣٤٥٦", "33123456", MatchKind.SAME_TELEPHONE),
        ("email", "Nadia@Example.org ", "nadia@example.org", MatchKind.SAME_EMAIL),
        ("born", "1991-03-08", "1991-03-08", MatchKind.SAME_BIRTH_DATE),
    ],
)
def test_a_number_is_found_however_it_is_written(
    kind: str, stored: str, asked: str, why: MatchKind
) -> None:
    subject = recorded("Nadia Rahman", **{kind: stored})
    recorded("Somebody Else")
    (match,) = found(**{kind: asked}).results
    assert match.subject == subject
    assert [reason.why for reason in match.reasons] == [why]
    assert match.reasons[0].shown == stored


def test_reasons_are_given_and_a_date_speaks_for_and_against() -> None:
    same = recorded("خالدة خاتون", born="1991-03-08")
    other = recorded("Khalida Khatoon", born="1970-01-01")
    hits = found("Khaleda Khatun", born="1991-03-08")
    assert subjects(hits) == [same, other]
    first, second = ({one.why for one in match.reasons} for match in hits.results)
    assert first == {MatchKind.SOUNDS_ALIKE, MatchKind.SAME_BIRTH_DATE}
    assert second == {MatchKind.SOUNDS_ALIKE, MatchKind.OTHER_BIRTH_DATE}
    (heard,) = (one for one in hits.results[0].reasons if one.why is MatchKind.SOUNDS_ALIKE)
    assert heard.shown == "Khaleda Khatun ~ خالدة خاتون"


@pytest.mark.proves("search-reveals-nothing")
def test_a_record_of_a_circle_that_is_told_of_is_flagged_and_not_shown() -> None:
    theirs = recorded("Khaleda Khatun", scope=THEIRS, telephone="01712345678")
    assert found("Khaleda Khatun", allowed=(THEIRS,)).results
    one = found("خالدة خاتون")
    assert one == SearchResult(results=(), more=False, flagged=frozenset({theirs}))
    assert found(telephone="+880 1712 345678") == one
    assert found("Sergey Ivanov") == SearchResult(results=(), more=False, flagged=frozenset())
    assert found("خالدة خاتون", told_of=lambda scope: scope != OURS) == one


@pytest.mark.proves("search-reveals-nothing")
def test_of_any_other_circle_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded("Khaleda Khatun", scope="office-3", telephone="01712345678")
    nobody = SearchResult(results=(), more=False, flagged=frozenset())
    assert found("Khaleda Khatun", told_of=("office-3",)).flagged
    opened: list[object] = []
    monkeypatch.setattr(search, "open_text", lambda entry, *_, **__: opened.append(entry))
    assert found("Khaleda Khatun") == nobody
    assert found(telephone="01712345678") == nobody
    assert found("Khaleda Khatun", told_of=()) == nobody
    assert opened == []


@pytest.mark.proves("search-reveals-nothing")
def test_a_single_name_or_a_date_alone_tells_nothing_of_other_offices() -> None:
    recorded("Khaleda Khatun", scope=THEIRS, born="1991-03-08")
    assert not found("Khaleda").flagged
    assert not found(born="1991-03-08").flagged
    assert not found("Khaleda", born="1991-03-08").flagged
    assert found("Khaleda Khatun").flagged


@pytest.mark.proves("search-reveals-nothing")
def test_at_most_200_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(120):
        recorded("Mohamed Ali")
        recorded("Mohamed Ali", scope=THEIRS)
    opened: list[object] = []

    def counted(entry: IndexedPerson, *args: object, **options: object) -> str | None:
        opened.append(entry)
        return open_text(entry, *args, **options)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(search, "open_text", counted)
    hits = found("Mohamed Ali")
    assert len(opened) == search.MOST_OPENED == 200
    assert len(hits.results) == 100
    assert hits.more
    assert not found("Sergey Ivanov").more


def test_the_rarer_word_decides_what_is_opened() -> None:
    for _ in range(130):
        recorded("Mohamed Ali")
    wanted = recorded("Mohamed Shcherbak")
    assert subjects(found("Mohamed Shcherbak"))[0] == wanted


def test_an_entry_is_replaced_and_removed() -> None:
    subject = recorded("Khaleda Khatun")
    index_person(subject, OURS, names=["Sergey Ivanov"])
    assert not found("Khaleda Khatun").results
    assert subjects(found("Sergey Ivanov")) == [subject]
    search.remove_from_index(subject, OURS)
    assert not found("Sergey Ivanov").results
    assert not BlindIndex.objects.exists()


@pytest.mark.proves("search-reveals-nothing")
def test_tokens_differ_between_installations_and_tell_no_kind(
    settings: Settings, tmp_path: Path
) -> None:
    recorded("Nadia Rahman", telephone="01712345678")
    first = {bytes(one.token) for one in BlindIndex.objects.all()}
    assert {len(one) for one in first} == {8}
    make_ring(tmp_path / "other.json")
    settings.MANUMIT_KEY_RING = tmp_path / "other.json"
    recorded("Nadia Rahman", telephone="01712345678")
    assert len({bytes(one.token) for one in BlindIndex.objects.all()}) == 2 * len(first)
    assert {one.name for one in BlindIndex._meta.fields} == {"id", "entry", "token"}
    assert key_ring().current.index not in first


@pytest.mark.parametrize(
    ("names", "numbers", "code"),
    [
        ([], {}, "V304"),
        (["", "--", "٪"], {}, "V304"),
        ([], {"telephone": "12 34"}, "V304"),
        ([], {"email": "nobody"}, "V304"),
        ([], {"born": "8 March"}, "V304"),
        ([], {"document": "--"}, "V304"),
        (["x" * 201], {}, "V305"),
        ([], {"document": "9" * 201}, "V305"),
    ],
)
def test_what_can_not_be_indexed_is_refused_and_nothing_is_written(
    names: list[str], numbers: dict[str, str], code: str
) -> None:
    subject = new_subject()
    with pytest.raises(InputError) as caught:
        index_person(subject, OURS, names=names, numbers=numbered(numbers))
    assert [one.code for one in caught.value.problems] == [code]
    assert not IndexedPerson.objects.exists()
    with pytest.raises(InputError, match=code):
        found(*names, **numbers)


@pytest.mark.proves("search-reveals-nothing")
def test_a_changed_entry_stops_the_search() -> None:
    one, other = recorded("Khaleda Khatun"), recorded("Sergey Ivanov")
    entries = {entry.subject_id: entry.pk for entry in IndexedPerson.objects.all()}
    # As the owner of the database: tokens of one lead to the entry of another.
    BlindIndex.objects.filter(entry=entries[other]).delete()
    BlindIndex.objects.filter(entry=entries[one]).update(entry=entries[other])
    assert not found("Khaleda Khatun").results  # the content, not the token, decides
    IndexedPerson.objects.filter(pk=entries[one]).delete()
    IndexedPerson.objects.filter(pk=entries[other]).update(subject_id=one)
    with pytest.raises(InputError, match="V201"):
        found("Khaleda Khatun")


@pytest.mark.proves("search-reveals-nothing")
def test_nothing_shows_what_was_asked_or_found() -> None:
    recorded("Khaleda Khatun", telephone="01712345678")
    query = Query(names=["Khaleda Khatun"], numbers=[Number(NumberKind.TELEPHONE, "01712345678")])
    shown = repr(query) + repr(query.numbers) + repr(find_people([OURS], query))
    assert "Khaleda" not in shown
    assert "345678" not in shown


def every_text() -> Iterator[str]:
    for path in ("alike", "different"):
        for pair in pairs(path):
            yield from pair


def test_a_name_sounds_like_itself() -> None:
    assert all(alike(name, name) > 0.99 for name in every_text())
    assert normalised(Number(NumberKind.BORN, "1991-03-08")) == "1991-03-08"
