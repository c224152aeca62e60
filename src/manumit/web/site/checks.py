"""What only the database can tell: is it a demonstration, what may our role, what is logged."""

from django.conf import settings
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from manumit.errors import Place, Problem
from manumit.web.kernel.schema import is_current
from manumit.web.kernel.triggers import trigger_differences
from manumit.web.site.codes import SiteCode
from manumit.web.site.doctor_codes import DoctorCode
from manumit.web.site.embedded import EMBEDDED

# Also through a role that ours may become.
_FACTS = """
    SELECT coalesce(current_setting(%s, true), '') = 'on',
           EXISTS (
               SELECT FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'MEMBER') AND (
                   rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls
                   OR rolname IN ('pg_write_all_data', 'pg_read_server_files',
                                  'pg_write_server_files', 'pg_execute_server_program')
                   OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
                   OR EXISTS (SELECT FROM pg_database WHERE datdba = r.oid)
               )
           )
           OR EXISTS (
               SELECT FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s) AND (
                   has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
                   OR has_any_column_privilege(oid, 'UPDATE')
               )
           )
"""

SAFE_LOG_SETTINGS = {
    "log_min_error_statement": ("panic",),  # Django puts the values into the statement
    "log_error_verbosity": ("terse",),  # else the row that a constraint refuses, and the key
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_min_messages": ("info", "notice", "warning", "error", "log", "fatal", "panic"),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
    # Of extensions: empty where the server has them not.
    "auto_explain.log_min_duration": ("", "-1"),
    "pgaudit.log": ("", "none"),
}
"""Settings of PostgreSQL 15 to 18 that decide what its log repeats, and their values that repeat
neither statements nor rows (its manual, Error Reporting and Logging)."""


# Words of the server and of libpq, which both say nothing but this; any other refusal is S401.
_REFUSALS = {
    "password authentication failed": DoctorCode.WRONG_PASSWORD,
    "no password supplied": DoctorCode.WRONG_PASSWORD,
    "no pg_hba.conf entry": DoctorCode.WRONG_PASSWORD,
    'role "': DoctorCode.WRONG_PASSWORD,
    'database "': DoctorCode.NO_SUCH_DATABASE,
}


def connection_problems() -> list[Problem]:
    """Return S401 to S403 where the database can't be entered, S404 where it has no tables."""
    place = Place(field="DATABASE_URL")
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT to_regclass('public.django_migrations') IS NULL")
            return [DoctorCode.NOT_PREPARED.problem(place)] if cursor.fetchone()[0] else []
    except OperationalError as error:
        text = str(error)
        found = (code for words, code in _REFUSALS.items() if words in text)
        return [next(found, DoctorCode.UNREACHABLE).problem(place)]


def migration_problems() -> list[Problem]:
    """Return S412 where a package's migrations were not applied to this database."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    first = f"{plan[0][0].app_label}.{plan[0][0].name}"
    place = Place(field="DATABASE_URL")
    return [DoctorCode.MIGRATIONS_WAIT.problem(place, waiting=len(plan), first=first)]


def database_problems(*, production: bool) -> list[Problem]:
    """What is wrong with the database and the role that the platform connects as.

    Args:
        production: whether the embedded database is refused.
    """
    from manumit.web.kernel.ledger.rows import append_only_tables  # noqa: PLC0415 - needs the models

    with connections["default"].cursor() as cursor:
        cursor.execute(_FACTS, [EMBEDDED, append_only_tables()])
        embedded, owns = cursor.fetchone()
    place = Place(field="DATABASE_URL")
    problems = []
    if embedded and production:
        if settings.MANUMIT.small_office is None:
            problems.append(SiteCode.EMBEDDED_IN_PRODUCTION.problem(place))
        else:
            problems += unsound_problems()
    if owns:
        problems.append(SiteCode.ROLE_OWNS.problem(place))
    return problems


SOUND = {"listen_addresses": "", "fsync": "on", "full_page_writes": "on"}
"""Of a small office's embedded database: no network reaches it, no crash loses a record."""


def unsound_problems() -> list[Problem]:
    """Return S415 for each setting of the embedded database that a small office must not have."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT n, current_setting(n) FROM unnest(%s::text[]) AS n", [list(SOUND)])
        return [
            DoctorCode.NOT_SOUND.problem(
                Place(field="DATABASE_URL"), setting=name, wanted=SOUND[name] or "''", found=value
            )
            for name, value in cursor.fetchall()
            if value != SOUND[name]
        ]


def schema_problems() -> list[Problem]:
    """Return S206 where other migrations made the tables, else S207 for each trigger that differs.

    A trigger that was switched off, or whose function was replaced, fails nothing: rows that
    should only ever be added could then be changed without a trace.
    """
    place = Place(field="DATABASE_URL")
    if not is_current():
        return [SiteCode.OTHER_TABLES.problem(place)]
    return [
        SiteCode.TRIGGER_DIFFERS.problem(
            place, trigger=one.trigger, table=one.table or "every table", what=one.what
        )
        for one in trigger_differences()
    ]


def log_problems() -> list[Problem]:
    """S204 where the server's log would repeat what somebody wrote; as it is set for our role."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT n, coalesce(current_setting(n, true), '') FROM unnest(%s::text[]) AS n",
            [list(SAFE_LOG_SETTINGS)],
        )
        loud = [
            f"{name} = {value}"
            for name, value in cursor.fetchall()
            if value not in SAFE_LOG_SETTINGS[name]
        ]
    place = Place(field="DATABASE_URL")
    return [SiteCode.DATABASE_TELLS.problem(place, settings=", ".join(loud))] if loud else []


def demo_problems() -> list[Problem]:
    """S205 where a demonstration was made in this database."""
    from manumit.web.institutions.demo import demo_remains  # noqa: PLC0415 - needs the models

    left = demo_remains()
    if not left:
        return []
    place = Place(field="DATABASE_URL")
    return [
        SiteCode.DEMO_LEFT.problem(place, institutions=left.institutions, accounts=left.accounts)
    ]
