"""Row history for models: every version, by triggers, so that direct SQL is covered too."""

from collections.abc import Callable

import pghistory
import pgtrigger
from django.db import models

from manumit.web.kernel.ledger.models import APPEND_ONLY, ERASING

ACT_COLUMN = "pgh_context_id"
"""The column of a version that holds the id of the act."""

_APPEND_ONLY = pgtrigger.Trigger(
    name="append_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'DELETE' AND current_setting('{ERASING}', true) = 'on' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
    """,
)

# A version has to be written by its row's trigger, and its act recorded in the same transaction.
_NAMES_ITS_ACT = pgtrigger.Trigger(
    name="explained",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'versions of a row are written by its triggers, not into %',
                TG_TABLE_NAME;
        END IF;
        IF NOT EXISTS (
            SELECT FROM ledger_event
            WHERE uuid = NEW.{ACT_COLUMN} AND outcome = 'allowed' AND at >= now()
        ) THEN
            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',
                TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    """,
)


def tracked[M: type[models.Model]](*, institution: str | None = None) -> Callable[[M], M]:
    """Return a decorator that keeps all versions of a model in a history table, sealed too.

    Triggers of django-pghistory write the history, so that bulk updates and other programs are
    covered. They copy the columns as they are: ciphertext stays ciphertext. ``pgh_context_id`` is
    the act that was recorded before the change in the same transaction; the database refuses a
    change without one.
    The history model is ``<Model>Event`` and needs a migration.

    Args:
        institution: the field with the institution in whose chain it is sealed; the
            installation's own chain if not given.
    """

    def track(model: M) -> M:
        column = None if institution is None else _column(model, institution)
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            # It would hold addresses and names of users.
            context_field=None,  # type: ignore[arg-type] # allowed, and missing in its types
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            attrs={
                "pgh_id": models.BigAutoField(primary_key=True),
                "append_only": True,
                "institution_column": column,
                ACT_COLUMN: models.UUIDField(null=True),
            },
            meta={"triggers": [_NAMES_ITS_ACT, _APPEND_ONLY, APPEND_ONLY[1]]},
        )(model)
        return model

    return track


def _column(model: type[models.Model], field: str) -> str:
    found = model._meta.get_field(field)  # noqa: SLF001 - Django's public name for it
    return str(getattr(found, "column"))  # noqa: B009 - relations the other way have none
