"""Sealing: nothing missed, nothing half, nobody waits; and what tampering each leaves a trace."""

import json
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import transaction
from psycopg import sql

from ledger_here import Office
from ledger_trial.models import Thing
from manumit.errors import InputError
from manumit.web.kernel.ledger import heads, keys, sealer
from manumit.web.kernel.ledger.models import Event, Seal, Tombstone
from manumit.web.kernel.ledger.rows import pack, sealed_tables
from manumit.web.kernel.ledger.sealer import head_of, seal_now
from manumit.web.kernel.ledger.services import erase_history, record
from manumit.web.site.embedded import Addresses

pytest_plugins = ["ledger_fixtures"]
INSERT = """
    INSERT INTO ledger_event (uuid, institution, role, act, kind, purpose, outcome, reason)
    VALUES (%s, %s, 'inspector', 'read_file', 'case', '', 'allowed', '')
"""


@pytest.fixture
def three(office: Office) -> list[Event]:
    """Nine acts under three seals."""
    found = []
    for _ in range(3):
        found += office.recorded(3)
        seal_now()
    assert office.found() == []
    return found


def seals_of(office: Office) -> list[Seal]:
    return list(Seal.objects.filter(institution=office.institution).order_by("number"))


# Nothing is missed


@pytest.mark.proves("ledger-tampering")
def test_a_clean_ledger_is_in_order(office: Office) -> None:
    office.recorded(3)
    with transaction.atomic():
        record(office.act("create"))
        Thing.objects.create(institution=office.institution, state="new", sealed=b"\0\xff")
    assert seal_now() >= 1
    office.recorded()
    verdict = office.verified()
    assert (verdict.problems, verdict.seals, verdict.heads) == ((), 1, 1)
    assert (verdict.sealed, verdict.unsealed, verdict.erased) == (5, 1, 0)
    assert seal_now() == 1
    assert seal_now() == 0
    assert office.verified().unsealed == 0


def test_a_batch_has_a_limit_and_all_batches_are_made(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_now()
    monkeypatch.setattr(sealer, "MOST_ROWS", 4)
    office.recorded(10)
    seal_now()
    spans = [seal.spans["ledger_event"]["count"] for seal in seals_of(office)]
    assert spans == [4, 4, 2]
    assert office.found() == []


@pytest.mark.proves("ledger-tampering")
def test_acts_that_commit_out_of_order_are_all_sealed(office: Office, addresses: Addresses) -> None:
    with psycopg.connect(addresses.application) as slow:
        slow.execute(INSERT, [uuid.uuid4(), office.institution])  # draws the lower number
        office.recorded()  # the higher one, committed first
        assert seal_now(patience=0.1) == 0  # nothing is closed below which something may come
        ended = threading.Timer(0.3, slow.commit)
        ended.start()
        assert seal_now() >= 1
        ended.join()
    verdict = office.verified()
    assert (verdict.problems, verdict.sealed, verdict.unsealed) == ((), 2, 0)


def test_what_is_rolled_back_leaves_a_gap_that_means_nothing(
    office: Office, addresses: Addresses
) -> None:
    office.recorded()
    with psycopg.connect(addresses.application) as slow:
        slow.execute(INSERT, [uuid.uuid4(), office.institution])
        slow.rollback()
    office.recorded()
    seal_now()
    assert office.found() == []
    assert office.verified().sealed == 2


@pytest.mark.proves("ledger-tampering")
def test_no_act_waits_for_the_sealer(
    office: Office, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.recorded()
    during: list[bytes] = []

    def meanwhile(key: Ed25519PrivateKey, head: bytes) -> bytes:
        """An act in the middle of a batch, which would fail if it had to wait."""
        with psycopg.connect(addresses.application) as other:
            other.execute("SET lock_timeout = '100ms'; SET statement_timeout = '5s'")
            other.execute(INSERT, [uuid.uuid4(), office.institution])
        during.append(head)
        return keys.sign(key, head)

    with monkeypatch.context() as sealing:
        sealing.setattr(sealer, "sign", meanwhile)
        sealing.setattr(sealer, "_settled", _once(sealer._settled))
        seal_now()
    assert during
    verdict = office.verified()
    assert (verdict.problems, verdict.sealed, verdict.unsealed) == ((), 1, len(during))
    seal_now()
    assert office.verified().unsealed == 0


def _once(settled: Callable[[float], list[sealer.Span]]) -> Callable[[float], list[sealer.Span]]:
    """One batch only: the acts in the middle of it would make more for ever."""
    batches = iter([settled])

    def one(patience: float) -> list[sealer.Span]:
        batch = next(batches, None)
        return [] if batch is None else batch(patience)

    return one


def test_a_second_sealer_leaves_the_work_to_the_first(office: Office, addresses: Addresses) -> None:
    office.recorded()
    with psycopg.connect(addresses.application) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [sealer.LOCK])
        assert seal_now() == 0  # one that waited would wait for ever
    assert seal_now() >= 1


# Nothing is half


@pytest.mark.proves("ledger-tampering")
def test_a_sealer_that_is_killed_leaves_nothing_half(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.recorded(3)
    before = Seal.objects.count()

    def killed(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as in_a_batch:
        in_a_batch.setattr(sealer, "sign", killed)
        with pytest.raises(KeyboardInterrupt):
            seal_now()
    assert Seal.objects.count() == before
    assert list(office.heads.iterdir()) == []
    with monkeypatch.context() as before_the_export:
        before_the_export.setattr(sealer, "export_new_heads", killed)
        with pytest.raises(KeyboardInterrupt):
            seal_now()
    verdict = office.verified()
    assert (verdict.problems, verdict.seals, verdict.heads) == ((), 1, 0)
    seal_now()
    assert office.verified().heads == 1


def test_heads_that_were_not_exported_are_exported_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sealer, "export_new_heads", lambda: 0)
        for _ in range(2):
            office.recorded()
            seal_now()
    file = office.heads / f"{office.institution}.jsonl"
    assert not file.exists()
    seal_now()
    assert len(file.read_text().splitlines()) == 2
    # The machine stopped in the middle of a line.
    whole = file.read_text()
    file.write_text(whole[:-30])
    seal_now()
    assert file.read_text() == whole
    assert file.stat().st_mode & 0o077 == 0


def test_without_key_or_folder_nothing_is_sealed(office: Office) -> None:
    office.recorded()
    before = Seal.objects.count()
    office.key.chmod(0o644)
    with pytest.raises(InputError, match="L203"):
        seal_now()
    office.key.write_text("nonsense")
    office.key.chmod(0o600)
    with pytest.raises(InputError, match="L204"):
        seal_now()
    assert Seal.objects.count() == before
    with pytest.raises(InputError, match="L206"):
        keys.new_key(office.key)


# Tampering by the owner of the database


@pytest.mark.proves("ledger-tampering")
def test_an_altered_event_is_named(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    owner.execute("UPDATE ledger_event SET role = 'support' WHERE number = %s", [three[7].number])
    owner.execute("UPDATE ledger_event SET actor = %s WHERE number = %s",
                  [uuid.uuid4(), three[4].number])  # fmt: skip
    assert office.found() == [
        ("L101", f"Row {three[4].number} of ledger_event was altered after seal 2.")
    ]


@pytest.mark.proves("ledger-tampering")
@pytest.mark.parametrize(
    "change",
    ["uuid = gen_random_uuid()", "at = at + interval '1 microsecond'", "act = 'export'",
     "kind = 'thing'", "resource = gen_random_uuid()", "purpose = 'inspection'",
     "outcome = 'refused', reason = 'duty'", "reason = 'duty'", "batch = gen_random_uuid()"],
)  # fmt: skip
def test_every_column_is_covered(office: Office, owner: psycopg.Connection, change: str) -> None:
    (event,) = office.recorded()
    seal_now()
    statement = f"UPDATE ledger_event SET {change} WHERE number = {event.number}"  # noqa: S608
    owner.execute(statement)
    assert [code for code, _ in office.found()] == ["L101"]


@pytest.mark.proves("ledger-tampering")
def test_a_removed_event_is_named(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    owner.execute("DELETE FROM ledger_event WHERE number = %s", [three[3].number])
    assert office.found() == [
        ("L102", f"Row {three[3].number} of ledger_event, under seal 2, is missing.")
    ]


def test_an_event_of_another_institution_is_missed_here_and_found_there(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    other = uuid.uuid4()
    owner.execute("UPDATE ledger_event SET institution = %s WHERE number = %s",
                  [other, three[3].number])  # fmt: skip
    assert [code for code, _ in office.found()] == ["L102"]
    elsewhere = Office(other, office.heads, office.key)
    assert [code for code, _ in elsewhere.found()] == ["L103"]


@pytest.mark.proves("ledger-tampering")
def test_an_inserted_event_is_named(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    others = sql.SQL("institution, role, act, kind, purpose, outcome, reason, at")
    number = three[4].number + 1  # numbers have gaps
    assert not Event.objects.filter(pk=number).exists()
    owner.execute(
        sql.SQL(
            "INSERT INTO ledger_event (number, uuid, {others}) SELECT %s, gen_random_uuid(),"
            " {others} FROM ledger_event WHERE number = %s"
        ).format(others=others),
        [number, three[4].number],
    )  # fmt: skip
    assert office.found() == [
        ("L103", f"Row {number} of ledger_event was inserted where seal 2 had closed.")
    ]


@pytest.mark.proves("ledger-tampering")
def test_an_event_below_the_first_number_is_named(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    """The database refuses it; where its owner let it in, no seal takes it in, and it is found."""
    del three
    insert = (
        "INSERT INTO ledger_event (number, uuid, institution, role, act, kind, purpose, outcome,"
        " reason) VALUES (-4, gen_random_uuid(), %s, 'inspector', 'export', '', '', 'allowed', '')"
    )
    with pytest.raises(psycopg.errors.CheckViolation), owner.transaction():
        owner.execute(insert, [office.institution])
    owner.execute("ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_number")
    owner.execute(insert, [office.institution])
    assert [code for code, _ in office.found()] == ["L103"]
    owner.execute("DELETE FROM ledger_event WHERE number = -4")
    owner.execute("ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_number CHECK (number > 0)")


@pytest.mark.proves("ledger-tampering")
def test_an_event_slipped_in_after_the_last_seal_is_named(
    office: Office, owner: psycopg.Connection
) -> None:
    (mine,) = office.recorded()
    elsewhere = Office(uuid.uuid4(), office.heads, office.key)
    (theirs,) = elsewhere.recorded()
    seal_now()
    owner.execute("DELETE FROM ledger_event WHERE number = %s", [theirs.number])
    owner.execute(
        "INSERT INTO ledger_event (number, uuid, institution, role, act, kind, purpose, outcome,"
        " reason) VALUES (%s, gen_random_uuid(), %s, 'inspector', 'export', '', '', 'allowed', '')",
        [theirs.number, office.institution],
    )
    assert theirs.number > mine.number
    assert [code for code, _ in office.found()] == ["L103"]
    seal_now()  # and no seal ever takes it in
    assert [code for code, _ in office.found()] == ["L103"]


@pytest.mark.proves("ledger-tampering")
@pytest.mark.parametrize("pair", [(3, 4), (1, 7)], ids=["under one seal", "under two"])
def test_events_that_changed_places_are_named(
    office: Office, three: list[Event], owner: psycopg.Connection, pair: tuple[int, int]
) -> None:
    one, two = (three[n].number for n in pair)
    for old, new in ((one, 2**62), (two, one), (2**62, two)):
        owner.execute("UPDATE ledger_event SET number = %s WHERE number = %s", [new, old])
    seal = pair[0] // 3 + 1
    assert office.found() == [
        (
            "L104",
            f"Row {one} of ledger_event, under seal {seal}, was moved to or from another place.",
        )
    ]


@pytest.mark.proves("ledger-tampering")
def test_a_cut_end_is_found_by_the_exported_heads_alone(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    owner.execute("DELETE FROM ledger_event WHERE institution = %s AND number >= %s",
                  [office.institution, three[6].number])  # fmt: skip
    owner.execute("DELETE FROM ledger_seal WHERE institution = %s AND number > 2",
                  [office.institution])  # fmt: skip
    assert office.found(without_heads=True) == []  # what is not claimed
    assert office.found() == [
        (
            "L105",
            "The ledger ends at seal 2, but the head of seal 3 was exported: its end was cut off.",
        )
    ]


def test_a_whole_ledger_that_is_gone_is_found(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    del three
    for table in ("ledger_event", "ledger_seal"):
        gone = sql.SQL("DELETE FROM {} WHERE institution = %s").format(sql.Identifier(table))
        owner.execute(gone, [office.institution])
    assert [code for code, _ in office.found()] == ["L105"]


def test_a_seal_that_is_gone_is_named(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    del three
    owner.execute("DELETE FROM ledger_seal WHERE institution = %s AND number = 2",
                  [office.institution])  # fmt: skip
    assert office.found() == [("L108", "Seal 2 is missing.")]


@pytest.mark.proves("ledger-tampering")
@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 second'", "leaves = ''", "key = 'x'", "signature = sha256('')",
        "previous = sha256('')", "spans = jsonb_set(spans, '{ledger_event,last}', '1')",
    ],
)  # fmt: skip
def test_an_altered_seal_is_named(
    office: Office, three: list[Event], owner: psycopg.Connection, change: str
) -> None:
    del three
    statement = f"UPDATE ledger_seal SET {change} WHERE institution = %s AND number = 2"  # noqa: S608
    owner.execute(statement, [office.institution])
    assert [code for code, _ in office.found()] == ["L107"]


def rechained(office: Office, owner: psycopg.Connection, key: Path) -> None:
    """What an owner does who alters an act and then makes all seals anew."""
    (table,) = (s for s in sealed_tables() if s.table == "ledger_event")
    owner.execute("UPDATE ledger_event SET act = 'export' WHERE institution = %s AND number ="
                  " (SELECT max(number) FROM ledger_event WHERE institution = %s)",
                  [office.institution] * 2)  # fmt: skip
    private = _private(key)
    previous, after = sealer.NO_HEAD, 0
    for seal in seals_of(office):
        last = seal.spans["ledger_event"]["last"]
        seal.leaves = pack(list(table.leaves(office.institution, after, last)))
        seal.previous = previous
        seal.key = keys.key_id(private.public_key())
        seal.head = head_of(seal)
        owner.execute(
            "UPDATE ledger_seal SET leaves = %s, previous = %s, key = %s, head = %s, signature = %s"
            " WHERE id = %s",
            [
                seal.leaves,
                seal.previous,
                seal.key,
                seal.head,
                keys.sign(private, seal.head),
                seal.pk,
            ],
        )
        previous, after = seal.head, last


def _private(path: Path) -> Ed25519PrivateKey:
    found = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(found, Ed25519PrivateKey)
    return found


@pytest.mark.proves("ledger-tampering")
def test_a_chain_made_anew_without_the_key_is_found(
    office: Office, three: list[Event], owner: psycopg.Connection, tmp_path: Path
) -> None:
    del three
    keys.new_key(tmp_path / "another.pem")
    rechained(office, owner, tmp_path / "another.pem")
    assert [code for code, _ in office.found(without_heads=True)] == ["L107"]
    assert [code for code, _ in office.found()] == ["L107"]


@pytest.mark.proves("ledger-tampering")
def test_a_chain_made_anew_with_the_key_is_found_by_the_exported_heads(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    del three
    rechained(office, owner, office.key)
    assert office.found(without_heads=True) == []  # what is not claimed
    assert office.found() == [
        ("L106", "Seal 3 is not the one whose head was exported: it was rewritten.")
    ]
    with pytest.raises(InputError, match="L106"):  # and the sealer stops
        seal_now()


@pytest.mark.proves("ledger-tampering")
def test_a_later_line_does_not_hide_an_exported_head(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    del three
    rechained(office, owner, office.key)
    file = office.heads / f"{office.institution}.jsonl"
    mine = [h for h in heads.all_heads() if h.institution == str(office.institution)]
    with file.open("a") as more:  # who has the key can sign it, who can append can append it
        more.write("".join(head.line() for head in mine))
    assert [code for code, _ in office.found()] == ["L106"]


def test_heads_of_a_stranger_prove_nothing(office: Office, three: list[Event]) -> None:
    del three
    file = office.heads / f"{office.institution}.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[1]["head"] = lines[0]["head"]
    file.write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(InputError, match=r"L201.*row 2"):
        office.verified()


# Rows of history, and erasing them


def history(office: Office) -> list[int]:
    rows = Thing.pgh_event_model.objects.filter(institution=office.institution)  # type: ignore[attr-defined] # pghistory adds it
    return list(rows.order_by("pgh_id").values_list("pgh_id", flat=True))


@pytest.fixture
def versions(office: Office) -> list[int]:
    """Three versions of one thing, sealed."""
    with transaction.atomic():
        record(office.act("create"))
        thing = Thing.objects.create(institution=office.institution, state="new", sealed=b"\0c1")
    for state in ("open", "closed"):
        with transaction.atomic():
            record(office.act("change"))
            Thing.objects.filter(pk=thing.pk).update(state=state)
    seal_now()
    assert office.found() == []
    assert office.verified().sealed == 6
    return history(office)


@pytest.mark.proves("ledger-tampering")
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE ledger_trial_thingevent SET sealed = 'x' WHERE pgh_id = %s", "L101"),
        (
            "UPDATE ledger_trial_thingevent SET pgh_context_id = id WHERE pgh_id = %s",
            "L101",
        ),
        ("DELETE FROM ledger_trial_thingevent WHERE pgh_id = %s", "L102"),
    ],
)
def test_a_changed_history_is_named(
    office: Office, versions: list[int], owner: psycopg.Connection, statement: str, code: str
) -> None:
    owner.execute(statement, [versions[1]])
    ((found, what),) = office.found()
    assert found == code
    assert f"Row {versions[1]} of ledger_trial_thingevent" in what


@pytest.mark.proves("ledger-tampering")
def test_erased_history_leaves_tombstones_and_a_valid_chain(
    office: Office, versions: list[int], owner_alias: str
) -> None:
    act = office.act("erase", kind="thing")
    event = erase_history(Thing.pgh_event_model, versions[:2], by=act, using=owner_alias)  # type: ignore[attr-defined] # pghistory adds it
    assert history(office) == versions[2:]
    stones = Tombstone.objects.filter(institution=office.institution).order_by("row")
    assert [(stone.row, stone.event) for stone in stones] == [(n, event.uuid) for n in versions[:2]]
    verdict = office.verified()
    assert (verdict.problems, verdict.erased) == ((), 2)
    seal_now()  # the tombstones are sealed in turn
    assert office.found() == []


@pytest.mark.proves("ledger-tampering")
def test_a_tombstone_without_an_act_hides_nothing(
    office: Office, versions: list[int], owner: psycopg.Connection
) -> None:
    owner.execute("DELETE FROM ledger_trial_thingevent WHERE pgh_id = %s", [versions[0]])
    owner.execute(
        'INSERT INTO ledger_tombstone (number, institution, at, "table", "row", event)'
        " VALUES (1000000000000, %s, now(), 'ledger_trial_thingevent', %s, gen_random_uuid())",
        [office.institution, versions[0]],
    )
    try:
        assert [code for code, _ in office.found()] == ["L102"]
    finally:
        owner.execute("DELETE FROM ledger_tombstone WHERE number = 1000000000000")


@pytest.mark.proves("ledger-tampering")
def test_an_act_is_not_erased_even_on_record(
    office: Office, three: list[Event], owner: psycopg.Connection
) -> None:
    with transaction.atomic():
        event = record(office.act("erase", kind="thing"))
    Tombstone.objects.create(
        institution=office.institution, table="ledger_event", row=three[4].number, event=event.uuid
    )
    owner.execute("DELETE FROM ledger_event WHERE number = %s", [three[4].number])
    assert [code for code, _ in office.found()] == ["L102"]


def test_erasing_what_is_not_there_changes_nothing(
    office: Office, versions: list[int], owner_alias: str
) -> None:
    act = office.act("erase", kind="thing")
    with pytest.raises(ValueError, match="not there"):
        erase_history(Thing.pgh_event_model, [versions[0], 2**40], by=act, using=owner_alias)  # type: ignore[attr-defined] # pghistory adds it
    with pytest.raises(ValueError, match="'erase'"):
        erase_history(Thing.pgh_event_model, versions, by=office.act(), using=owner_alias)  # type: ignore[attr-defined] # pghistory adds it
    with pytest.raises(ValueError, match="last version"):
        erase_history(Thing.pgh_event_model, versions[1:], by=act, using=owner_alias)  # type: ignore[attr-defined] # pghistory adds it
    assert history(office) == versions
    assert not Tombstone.objects.filter(institution=office.institution).exists()


def test_the_application_cannot_erase_history(office: Office, versions: list[int]) -> None:
    with pytest.raises(Exception, match="permission denied"):
        erase_history(
            Thing.pgh_event_model, versions[:2], by=office.act("erase"), using="default"  # type: ignore[attr-defined] # pghistory adds it
        )  # fmt: skip
    assert history(office) == versions


def test_all_heads_are_those_in_the_files(office: Office, three: list[Event]) -> None:
    del three
    mine = [h for h in heads.all_heads() if h.institution == str(office.institution)]
    file = office.heads / f"{office.institution}.jsonl"
    assert "".join(head.line() for head in mine) == file.read_text()
