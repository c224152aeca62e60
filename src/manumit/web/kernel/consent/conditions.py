"""Whether consent covers a purpose now, as a condition of the database.

For lists and policies, which ask it of many persons at once. An act asks
:func:`manumit.web.kernel.consent.services.check_consent`, which also locks the answer. The rules
are those of :func:`manumit.web.kernel.consent.verdicts.evaluate_consent`; a test compares the two
on generated histories.

The condition is written in SQL: as nested queries of the framework it took 20 ms to build, and a
page asks it several times.
"""

import json
import string
import uuid
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, Value
from django.utils import timezone

from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.purposes import purposes, waiver_rules

# An answer counts that is in force and that no other answer followed. A refusal ends what was given
# or decided before it; a later consent takes the place of an earlier one, also where the
# later one has ended since.
COVERED = """EXISTS (
    SELECT 1 FROM {table} answer
    WHERE answer.subject = {subject} AND answer.purpose = {purpose}
    AND answer.recipient = {recipient}
    AND answer.withdrawn_at IS NULL AND answer.valid_from <= {now} AND answer.valid_until > {now}
    AND (
        answer.status = 'given'
        AND answer.text_version >= ({oldest_texts}::jsonb ->> answer.purpose)::int
        AND (({adult}) IS TRUE OR answer.voice = 'guardian')
        OR answer.status = 'not_required'
        AND answer.purpose = ANY({danger_overrides})
        AND (({adult}) IS NOT TRUE OR answer.reason <> ALL({only_for_child}))
    )
    AND NOT EXISTS (
        SELECT 1 FROM {table} later
        WHERE later.subject = answer.subject AND later.purpose = answer.purpose
        AND later.recipient = answer.recipient AND later.recorded_at >= answer.recorded_at
        AND later.id <> answer.id
        AND (later.status = 'refused' OR later.status = 'given' AND answer.status = 'given')
    )
)"""


def consented(*, subject: str, purpose: str | F, recipient: uuid.UUID | F, adult: Q) -> Q:
    """Return the condition that consent covers a purpose for the person of a row now.

    Args:
        subject: column that leads from the row to the person, such as ``claim__subject``.
        purpose: a code of ``purposes.yaml``, or the column that has it.
        recipient: the institution, or the column that has it.
        adult: the rows whose person is an adult; to all others the rules for children apply
            (R-46).
    """
    return Q(_Covered(F(subject), purpose, recipient, adult))


class _Covered(Func):
    """The condition :data:`COVERED` about a row of the query in which it is used."""

    output_field = BooleanField()

    def __init__(self, subject: F, purpose: str | F, recipient: uuid.UUID | F, adult: Q) -> None:
        """Fill in what is asked, and the rules of today."""
        known = purposes().values()
        self.names = (
            "subject",
            "purpose",
            "recipient",
            "adult",
            "now",
            "oldest_texts",
            "danger_overrides",
            "only_for_child",
        )
        super().__init__(
            subject,
            purpose if isinstance(purpose, F) else Value(purpose),
            recipient if isinstance(recipient, F) else Value(recipient),
            ExpressionWrapper(adult, output_field=BooleanField()),
            Value(timezone.now()),
            Value(json.dumps({one.code: one.oldest_text for one in known})),
            Value([one.code for one in known if one.danger_overrides]),
            Value(sorted(waiver_rules().only_for_child)),
        )

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the SQL with its parameters, in the order in which they occur in it."""
        del more
        compiled = {
            name: compiler.compile(one)
            for name, one in zip(self.names, self.get_source_expressions(), strict=True)
        }
        compiled["table"] = (connection.ops.quote_name(Consent._meta.db_table), ())  # noqa: SLF001 - documented by Django
        words: list[str] = []
        parameters: list[Any] = []
        for text, name, _format, _conversion in string.Formatter().parse(COVERED):
            words.append(text)
            if name is not None:
                part, values = compiled[name]
                words.append(part)
                parameters.extend(values)
        return "".join(words), parameters
