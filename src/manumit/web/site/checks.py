"""What only the database can tell: is it a demonstration, what may our role, what is logged."""

from django.conf import settings
from django.core.checks import run_checks
from django.db import connections

from manumit.errors import InputError, Place, Problem
from manumit.web.kernel.register.checks import register_problems
from manumit.web.kernel.vault.checks import vault_problems
from manumit.web.site.codes import SiteCode

EMBEDDED = "manumit.embedded"
"""Set to ``on`` in the database that manumit brings with it."""

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

SILENT = {
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
        problems.append(SiteCode.EMBEDDED_IN_PRODUCTION.problem(place))
    if owns:
        problems.append(SiteCode.ROLE_OWNS.problem(place))
    return problems


def log_problems() -> list[Problem]:
    """S204 where the server's log would repeat what somebody wrote; as it is set for our role."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT n, coalesce(current_setting(n, true), '') FROM unnest(%s::text[]) AS n",
            [list(SILENT)],
        )
        loud = [
            f"{name} = {value}" for name, value in cursor.fetchall() if value not in SILENT[name]
        ]
    place = Place(field="DATABASE_URL")
    return [SiteCode.DATABASE_TELLS.problem(place, settings=", ".join(loud))] if loud else []


def demo_problems() -> list[Problem]:
    """S205 where a demonstration was made in this database."""
    from manumit.web.institutions.demo import left_of_demo  # noqa: PLC0415 - needs the models

    left = left_of_demo()
    if not left:
        return []
    place = Place(field="DATABASE_URL")
    return [
        SiteCode.DEMO_LEFT.problem(place, institutions=left.institutions, accounts=left.accounts)
    ]


def refuse_what_is_insecure() -> None:
    """Stops before the first page, and before background work, where something is insecure.

    Raises:
        InputError: F101 to F103, L202 to L205, S201 to S205, V101 to V106, V404.
    """
    from manumit.web.kernel.ledger.checks import LATE_ID, ledger_problems  # noqa: PLC0415 - as above

    production = settings.MANUMIT.production
    problems = [*register_problems(), *database_problems(production=production)]
    problems += ledger_problems()
    if production:
        problems += log_problems() + demo_problems() + vault_problems()
        every = run_checks(include_deployment_checks=True)
        # That seals are late must not keep out the very work that makes them.
        found = [one for one in every if not one.is_silenced() and one.id != LATE_ID]
        problems += [SiteCode.DEPLOYMENT_CHECK.problem(Place(), finding=one) for one in found]
    if problems:
        raise InputError(problems)
