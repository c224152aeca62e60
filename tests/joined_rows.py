"""Ids by which rows about one thing and rows about another could be joined."""

import re
from collections.abc import Collection

from django.db import connection
from psycopg.sql import SQL, Identifier

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def all_rows() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(SQL("SELECT t::text FROM {} t").format(Identifier(name)))
            found[name] = [f"{name} {text}" for (text,) in cursor.fetchall()]
    return found


def rows_with(*marks: object) -> set[str]:
    """Every row of every table that has one of these in any column."""
    texts = {text for rows in all_rows().values() for text in rows}
    return {one for one in texts if any(str(mark) in one for mark in marks)}


def joined_ids(one: Collection[object], other: Collection[object]) -> set[str]:
    """Ids that rows about one thing and rows about another have in common.

    Args:
        one: what names the first thing anywhere: its key, its person, its reference.
        other: the same of the second.
    """
    first, second = rows_with(*one), rows_with(*other)
    assert len(first) > 3
    assert len(second) > 3
    assert not first & second
    ids = [{key for text in rows for key in UUID.findall(text)} for rows in (first, second)]
    return ids[0] & ids[1]
