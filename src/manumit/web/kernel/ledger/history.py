"""Row history for models of any room: every version, whoever changes it and by whatever means."""

from collections.abc import Callable

import pghistory
import pgtrigger
from django.db import models

from manumit.web.kernel.ledger.models import APPEND_ONLY, ERASING

ACT = "pgh_context_id"
"""The column of a version that names the act."""

_CHANGED = pgtrigger.Trigger(
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

# A version counts only where it was written by its row's trigger, and its act in this transaction.
_EXPLAINED = pgtrigger.Trigger(
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
            WHERE uuid = NEW.{ACT} AND outcome = 'allowed' AND at >= now()
        ) THEN
            RAISE EXCEPTION 'no act was recorded in this transaction before the change (%)',
                TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    """,
)


def tracked[M: type[models.Model]](*, institution: str | None = None) -> Callable[[M], M]:
    """Lets a model keep all its versions in a table of its own, sealed with the ledger.

    Triggers of django-pghistory write it, so that bulk updates and other programs are caught. They
    copy what stands in the columns: ciphertext stays ciphertext. ``pgh_context_id`` is the act
    that was recorded before the change in the same transaction; the database refuses a change
    without one. None stands only where an older version of manumit wrote it.
    The history model is ``<Model>Event`` and needs a migration.

    Args:
        institution: name of the field that says in whose chain it is sealed; without one it is
            the installation's.
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
                ACT: models.UUIDField(null=True),
            },
            meta={"triggers": [_EXPLAINED, _CHANGED, APPEND_ONLY[1]]},
        )(model)
        return model

    return track


def _column(model: type[models.Model], field: str) -> str:
    found = model._meta.get_field(field)  # noqa: SLF001 - Django's public name for it
    return str(getattr(found, "column"))  # noqa: B009 - relations the other way have none
