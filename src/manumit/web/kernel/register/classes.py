"""Classes of fields, and which field is of which class."""

import enum
import functools
from collections.abc import Callable, Iterator, Mapping

from django.db import models

from manumit.web.kernel.register.reading import shipped

_OWN = "manumit_field_classes"


class FieldClass(enum.StrEnum):
    """How sensitive a field is, from public to most sensitive."""

    PUBLIC = "public"
    """Anybody may know it."""
    INTERNAL = "internal"
    """Needed to run the service; says nothing of a person outside it."""
    PERSONAL = "personal"
    """About a person who can't be identified from it alone."""
    SPECIAL = "special"
    """Reveals migration status (R-12, R-34), health, belief or membership."""
    IDENTIFYING = "identifying"
    """Identifies, locates or reaches a person, or is a key to data that does."""


def classed[M: models.Model](**classes: FieldClass) -> Callable[[type[M]], type[M]]:
    """Give each field of a model its class: ``@classed(id=FieldClass.INTERNAL, ...)``.

    Classes given to an abstract model hold in those that inherit from it.
    """

    def give(model: type[M]) -> type[M]:
        setattr(model, _OWN, {**getattr(model, _OWN, {}), **classes})
        return model

    return give


def classes_of(model: type[models.Model]) -> Mapping[str, FieldClass]:
    """Return the class of each field of a model that has one.

    The history of a table has the classes of the table; what the history adds, and the models of
    other packages, stand in ``data/third_party.yaml``.
    """
    tracked: type[models.Model] | None = getattr(model, "pgh_tracked_model", None)
    return {
        **(third_party().get("pghistory.*", {}) if tracked is not None else {}),
        **third_party().get(label_of(model), {}),
        **(classes_of(tracked) if tracked is not None else {}),
        **getattr(model, _OWN, {}),
    }


def label_of(model: type[models.Model]) -> str:
    """Return app and name of a model, as in ``visits.Visit``."""
    return model._meta.label  # noqa: SLF001 - Django's public name for it


def own_fields(model: type[models.Model]) -> Iterator[str]:
    """Yield the names of what a model stores: columns, and links through tables of their own."""
    meta = model._meta  # noqa: SLF001 - Django's public name for it
    for field in (*meta.fields, *meta.many_to_many, *meta.private_fields):
        yield field.name


@functools.cache
def third_party() -> Mapping[str, Mapping[str, FieldClass]]:
    """Return the field classes of other packages' models, by the model's label."""
    return {
        label: {name: FieldClass(given) for name, given in fields.items()}
        for label, fields in shipped("register", "third_party").data["models"].items()
    }
