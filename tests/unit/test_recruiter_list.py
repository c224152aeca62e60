"""Taking over a published list: all rows or none, every mistake with its row."""

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import recruiter_noise as noise
from manumit.cli.recruiters import recruiters
from manumit.errors import InputError
from manumit.exchange.recruiters_file import read_published
from manumit.recruitment import (
    Answer,
    AnswerSentence,
    Reason,
    Recruiter,
    RecruiterIndex,
    RecruiterList,
    State,
    look_up,
)
from manumit.recruitment.list_file import (
    demo_list_file,
    list_changes,
    list_text,
    read_list,
    with_new_contacts,
)

HEAD = "Agency Name,Licence No,Status,Valid from,Valid until,Phone,Director"
RIGHT = "Al Noor Manpower Ltd,RL-0417,Valid,2025-01-01,2027-12-31,+254 712 345 678; 0711000111,Noor"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return path


def codes(path: Path) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read_published(path)
    return [(one.code, one.place.row) for one in caught.value.problems]


def test_a_published_table_is_read_by_its_headings(tmp_path: Path) -> None:
    (one,) = read_published(written(tmp_path, RIGHT))
    assert (one.name, one.number, one.state) == ("Al Noor Manpower Ltd", "RL-0417", State.ACTIVE)
    assert (one.since, one.until) == (dt.date(2025, 1, 1), dt.date(2027, 12, 31))
    assert one.telephones == ("+254 712 345 678", "0711000111")
    assert one.officers == ("Noor",)


def test_every_mistake_has_its_code_and_row(tmp_path: Path) -> None:
    rows = (
        RIGHT,
        "Other,rl 0417,Valid,,,,",
        "Third,RL-1,Valid,2026-02-01,2026-01-01,,",
        ",RL-2,Valid,,,,",
        "Fourth,RL-3,on holiday,,,,",
        "Fifth,RL-4,Valid,1.2.26,,,",
        f"{'x' * 301},RL-5,Valid,,,,",
    )
    found = codes(written(tmp_path, *rows))
    assert found == [
        ("R603", 3), ("R604", 4), ("R602", 5), ("R606", 6), ("R605", 7), ("R607", 8),
    ]  # fmt: skip


def test_a_missing_column_or_an_empty_list_is_refused(tmp_path: Path) -> None:
    assert codes(written(tmp_path, "RL-1,Valid", head="Licence No,Status")) == [("R601", None)]
    assert codes(written(tmp_path, "Al Noor,RL-1", head="Agency,Licence No")) == [("R601", None)]
    assert codes(written(tmp_path, ",,,,,,")) == [("R608", None)]


def test_a_list_that_is_wrong_leaves_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "recruiters.json"
    asked = ["--source", "Authority", "--day", "2026-11-01", "--out", str(out)]

    def run(*rows: str, day: str = "2026-11-01") -> str:
        path = written(tmp_path, *rows)
        wishes = [*asked[:3], day, *asked[4:]]
        done = CliRunner().invoke(recruiters, ["import", str(path), *wishes])
        return done.output if done.exit_code == 0 else f"exit {done.exit_code}"

    assert "Recruiters: 1" in run(RIGHT)
    before = out.read_text("utf-8")
    assert run("Al Noor,RL-1,Valid,2027-01-01,2026-01-01,,") == "exit 1"
    assert run(RIGHT, day="2199-01-01") == "exit 1"
    assert out.read_text("utf-8") == before
    found = run(RIGHT.replace("Valid", "Suspended", 1), "New One,RL-9,Valid,,,,", day="2026-11-20")
    assert "New: 1, gone: 0, changed: 1" in found
    assert (tmp_path / "recruiters-2026-11-01.json").read_text("utf-8") == before
    looked = CliRunner().invoke(recruiters, ["look-up", str(out), "Al Noor Manpower"])
    assert "Answer: licence_not_current" in looked.output


def test_a_new_contact_of_a_known_recruiter_counts_after_seven_days(tmp_path: Path) -> None:
    """An impostor who gets a number registered is not confirmed before the old one was asked."""
    first = read_list(demo_list_file())
    changed = [
        replace(one, telephones=("+1 202-555-0199", *one.telephones))
        if one.number == "RL-0417"
        else one
        for one in first.entries
    ]
    later = replace(first, day=first.day + dt.timedelta(days=1), entries=tuple(changed))
    again = replace(later, day=later.day + dt.timedelta(days=2))
    held = with_new_contacts(with_new_contacts(first, later), again)
    path = tmp_path / "list.json"
    path.write_text(list_text(held), "utf-8")
    index = RecruiterIndex(read_list(path))

    def found(contact: str, days: int) -> Answer:
        return look_up(index, "RL-0417", contact, later.day + dt.timedelta(days=days))

    new = found("+1 202-555-0199", 6)
    assert new.sentence is AnswerSentence.CONTACT_NOT_REGISTERED
    assert Reason.CONTACT_NEW in new.reasons
    assert found("+1 202-555-0199", 7).sentence is AnswerSentence.CONTACT_REGISTERED
    assert found("+1 202-555-0141", 6).sentence is AnswerSentence.CONTACT_REGISTERED
    assert not with_new_contacts(first, first).entries[0].new_contacts


def changed(number: str, published: RecruiterList, **values: Any) -> RecruiterList:
    entries = (replace(one, **values) if one.number == number else one for one in published.entries)
    return replace(published, day=published.day + dt.timedelta(days=1), entries=tuple(entries))


def test_a_contact_that_is_written_in_another_way_does_not_wait() -> None:
    first = read_list(demo_list_file())
    again = changed(
        "RL-0417", first, telephones=("(202) 555 0141",), mails=("Jobs@Alnoor.example",)
    )
    assert not any(one.new_contacts for one in with_new_contacts(first, again).entries)


def test_the_first_contact_of_a_known_recruiter_waits_and_leads_nowhere() -> None:
    """Lake View Manpower had none: a stranger's number is not theirs on the day it appears."""
    first = changed("RL-0301", read_list(demo_list_file()), state=State.ACTIVE)
    held = with_new_contacts(first, changed("RL-0301", first, telephones=("+1 202-555-0199",)))
    index = RecruiterIndex(held)
    assert not look_up(index, "Lake Vue Manpowr", "202-555-0199", held.day).licensed
    assert Reason.CONTACT_NEW in look_up(index, "RL-0301", "202-555-0199", held.day).reasons
    assert look_up(index, "", "202-555-0199", held.day).first is None
    later = held.day + dt.timedelta(days=7)
    assert look_up(index, "", "202-555-0199", later).recruiter is not None


def test_two_of_one_name_without_a_number_are_two() -> None:
    one, other = (
        Recruiter(name="Star Overseas", state=State.ACTIVE, telephones=(f"+1 202-555-016{at}",))
        for at in range(2)
    )
    first = replace(read_list(demo_list_file()), entries=(one, other))
    assert with_new_contacts(first, first) == first
    moved = replace(other, address="Market Road")
    found = list_changes(first, replace(first, entries=(one, moved)))
    assert found.changed == ((other, moved),)
    assert not found.new + found.gone
    assert list_changes(first, replace(first, entries=(one,))).gone == (other,)


def test_an_older_list_or_a_country_that_is_none_is_refused(tmp_path: Path) -> None:
    out, path = tmp_path / "recruiters.json", written(tmp_path, RIGHT)

    def run(*wishes: str) -> str:
        asked = ["import", str(path), "--source", "Authority", "--out", str(out), *wishes]
        return CliRunner().invoke(recruiters, asked).output

    assert "[R613]" in run("--day", "2026-11-20", "--country", "KN1")
    assert not out.exists()
    assert "Recruiters: 1" in run("--day", "2026-11-20", "--country", "ke")
    assert "[R612]" in run("--day", "2026-11-19")
    assert read_list(out).day == dt.date(2026, 11, 20)
    assert "Recruiters: 1" in run("--day", "2026-11-19", "--older")


def test_a_file_says_again_what_was_read(tmp_path: Path) -> None:
    published = read_list(demo_list_file())
    path = tmp_path / "copy.json"
    path.write_text(list_text(published), "utf-8")
    assert read_list(path) == published
    assert not list_changes(published, read_list(path)).changed
    for text in ("", "[]", "{}", '{"schema": "manumit/recruiters/1"}', "\udcff"):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(InputError) as caught:
            read_list(path)
        assert caught.value.problems[0].code == "R610"


@pytest.mark.skipif(
    not noise.ORDERS.exists(), reason="the shared data are not beside this checkout"
)
def test_real_debarments_are_read_without_a_mapping() -> None:
    path = noise.ORDERS / "debarments_2010_2014.csv"
    found = read_published(path, state=State.REVOKED)
    with path.open(encoding="utf-8", newline="") as file:
        assert len(found) == sum(1 for _ in csv.DictReader(file))
    assert all(one.state is State.REVOKED and one.state_since for one in found)
