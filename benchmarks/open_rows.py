"""What lists cost in an office with many open rows: referrals received, and claims submitted.

    .venv/bin/python benchmarks/run.py open_rows -- --rows 10000

On the embedded PostgreSQL, with the rows of the tests' world: one referral and one claim are made
as people make them, and then copied. Each copy has a person and a consent of its own. The numbers
are of the program: nobody is behind these rows.
"""

import argparse
import json
import os
import statistics
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg import sql

from measured_inspectorate import measured_inspectorate

TIMES = 7
REFERRED = ("vault_personkey", "cases_casefile", "cases_referral", "consent_consent")
CLAIMED = ("vault_personkey", "remedies_claim", "remedies_submission", "consent_consent")


def main() -> None:
    """Print how long the lists of the two recipients take."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    wishes = parser.parse_args()
    with measured_inspectorate():
        measure_referrals(wishes.rows)
        measure_claims(wishes.rows)


def measure_referrals(rows: int) -> None:
    """Measure the inbox of a shelter."""
    import cases_world  # noqa: PLC0415 - needs the settings
    from manumit.web.cases.disclosures import FilePart  # noqa: PLC0415 - as above
    from manumit.web.cases.models import Referral  # noqa: PLC0415 - as above
    from manumit.web.cases.policies import referral_policy  # noqa: PLC0415 - as above

    world = cases_world.world()
    file = cases_world.file_of(world.owner)
    cases_world.agreed(world.owner, file, world.shelter)
    passed = (FilePart.IDENTITY,)
    row = cases_world.referred(world.owner, file, world.shelter, parts=passed)
    copy_rows(REFERRED, file.subject_id, rows)
    look("referrals received", referral_policy, world.shelter.first, Referral, row.pk)


def measure_claims(rows: int) -> None:
    """Measure the list of a court."""
    import remedies_world  # noqa: PLC0415 - needs the settings
    from manumit.web.remedies import services  # noqa: PLC0415 - as above
    from manumit.web.remedies.models import Claim  # noqa: PLC0415 - as above
    from manumit.web.remedies.policies import claim_policy  # noqa: PLC0415 - as above

    world = remedies_world.world()
    file = remedies_world.file_of(world.owner)
    remedies_world.agreed(world.owner, file, world.court)
    row = remedies_world.lodged(world.owner, file)
    services.submit(
        world.owner,
        row.pk,
        office=world.court.office.pk,
        capacity="decider",
        request=uuid.uuid4(),
    )
    copy_rows(CLAIMED, file.subject_id, rows)
    look("claims submitted", claim_policy, world.court.first, Claim, row.pk)


def copy_rows(tables: tuple[str, ...], person: uuid.UUID, copies: int) -> None:
    """Copy the rows of a person in some tables, past triggers, each time with keys of their own."""
    with psycopg.connect(os.environ["MANUMIT_OWNER_URL"]) as owner:
        found = {table: _rows_of(owner, table, person) for table in tables}
        keys = {str(person)} | {
            one[column]
            for rows in found.values()
            for one in rows
            for column in ("id", "request", "opened_request")
            if one.get(column)
        }
        for table, rows in found.items():
            name = sql.Identifier(table)
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
            for one in rows:
                _insert(owner, name, one, sorted(keys), copies)
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
            owner.execute(sql.SQL("ANALYZE {}").format(name))


def _rows_of(owner: psycopg.Connection[Any], table: str, person: uuid.UUID) -> list[dict[str, Any]]:
    """Return rows as JSON in whose text the person's key is, or the key of a row with it."""
    query = sql.SQL(
        "SELECT to_jsonb(t) FROM {} t WHERE to_jsonb(t)::text LIKE %(of)s OR "
        "to_jsonb(t)->>'claim_id' IN (SELECT id::text FROM remedies_claim WHERE "
        "subject_id = %(person)s)"
    ).format(sql.Identifier(table))
    return [row for (row,) in owner.execute(query, {"of": f"%{person}%", "person": person})]


def _insert(
    owner: psycopg.Connection[Any],
    table: sql.Identifier,
    row: Mapping[str, Any],
    keys: list[str],
    copies: int,
) -> None:
    document = sql.SQL("%s::text")
    for key in keys:
        new = sql.SQL("md5({key} || n)::uuid::text").format(key=sql.Literal(key))
        document = sql.SQL("replace({of}, {key}, {new})").format(  # type: ignore[assignment]
            of=document, key=sql.Literal(key), new=new
        )
    new_name = "upper(substr(md5(n || 'r'), 1, 4) || '-' || substr(md5(n || 'r'), 5, 4))"
    names = [one for one in ("reference", "pseudonym") if one in row]
    named = sql.SQL("").join(
        sql.SQL("|| jsonb_build_object({}, " + new_name + ")").format(sql.Literal(one))
        for one in names
    )
    owner.execute(
        sql.SQL(
            "INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, "
            "{document}::jsonb {named})).* FROM generate_series(1, {copies}) AS n"
        ).format(table=table, document=document, named=named, copies=sql.Literal(copies)),
        (json.dumps(row),),
    )


def look(what: str, policy: Any, who: Any, model: Any, key: uuid.UUID) -> None:
    """Print how long the office's list, its count and a check of one row take."""
    row = model.objects.get(pk=key)
    newest = policy.scope(who).order_by("-pk")
    print(f"{what}: {policy.scope(who).count():,} rows")
    timed("first page of 50", lambda: list(newest[:50]))
    timed("count", newest.count)
    timed("relations written down", lambda: policy.relations(who))
    timed("check of one row", lambda: policy.relations_to(who, row))


def timed(what: str, act: Callable[[], object]) -> None:
    """Print the median of several runs in milliseconds."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - begun))
    print(f"  {what}: {statistics.median(taken):.1f} ms")


if __name__ == "__main__":
    main()
