"""Registers the declared triggers before pgtrigger does, in time that grows with their number.

At each registration pgtrigger compares the new name with those of all triggers before: of 830 that
is a sixth of what the start of a process costs. Here it is asked once of all, and pgtrigger then
finds each of them registered.
"""

from collections import Counter

from django.apps import apps
from pgtrigger.registry import _registry as registered


def register_declared_triggers() -> None:
    """Register each trigger of each model's ``Meta.triggers``.

    Called in ``ready`` of an app that is installed before pgtrigger.

    Raises:
        KeyError: two triggers would have one function in the database.
    """
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 - documented by Django
        for one in getattr(meta, "triggers", ()):
            registered.data[f"{meta.label}:{one.name}"] = (model, one)
    names = Counter(one.get_pgid(model) for model, one in registered.values())
    twice = sorted(name for name, times in names.items() if times > 1)
    if twice:
        raise KeyError(f"These functions of triggers have a name that is in use: {twice}")
