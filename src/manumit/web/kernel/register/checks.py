"""Checks for fields that are unclassified, misnamed, or never to be stored."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from manumit.errors import Place, Problem
from manumit.web.kernel.register.classes import (
    classes_of,
    label_of,
    own_fields,
    third_party,
)
from manumit.web.kernel.register.codes import RegisterCode
from manumit.web.kernel.register.reading import shipped

_WORD = re.compile(r"[A-Z]?[a-z]+\d*|[A-Z]+(?![a-z])\d*|\d+")


def installed_models() -> list[type[models.Model]]:
    """Return all models except tables of links, whose class is at the link."""
    return apps.get_models()


def register_problems(found: Iterable[type[models.Model]] | None = None) -> list[Problem]:
    """Return everything that is wrong with the classes and the names of fields.

    Args:
        found: the models to look at; all that are installed if not given.

    Returns:
        F101 for each field without a class, F102 for each class without a field, F103 for each
        field whose name says that it holds what is never stored.
    """
    looked_at = installed_models() if found is None else list(found)
    problems = [problem for model in looked_at for problem in _problems_of(model)]
    return problems + list(_left_over())


def _problems_of(model: type[models.Model]) -> Iterator[Problem]:
    given, there = classes_of(model), list(own_fields(model))
    for name in there:
        place = Place(field=f"{label_of(model)}.{name}")
        if name not in given:
            yield RegisterCode.UNCLASSED.problem(place)
        if (what := never_stored(name)) is not None:
            yield RegisterCode.NEVER_STORED.problem(place, what=what)
    # A history may leave columns of its table out.
    if not hasattr(model, "pgh_tracked_model"):
        for name in given.keys() - set(there):
            yield RegisterCode.NO_SUCH_FIELD.problem(Place(field=f"{label_of(model)}.{name}"))


def _left_over() -> Iterator[Problem]:
    """Yield entries of the data file for models that no longer exist."""
    labels = {label_of(model) for model in installed_models()}
    for label in third_party().keys() - labels:
        app, _, name = label.partition(".")
        if name != "*" and app in apps.app_configs:
            yield RegisterCode.NO_SUCH_FIELD.problem(Place(field=label))


@functools.cache
def never_stored(name: str) -> str | None:
    """Return what is never stored about a person, if a field of this name would hold it.

    Args:
        name: ``snake_case`` or ``camelCase``.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    for what, phrases in _never().items():
        if any(_holds(words, phrase) for phrase in phrases):
            return what
    return None


def _holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(
        all(_is(word, wanted) for word, wanted in zip(words[start:], phrase, strict=False))
        for start in range(len(words) - len(phrase) + 1)
    )


def _is(word: str, wanted: str) -> bool:
    """Return whether a word is the wanted one, also with a number behind it, as in ``hiv1``."""
    return wanted in (word, word.rstrip("0123456789"))


@functools.cache
def _never() -> dict[str, list[list[str]]]:
    return {
        entry["what"]: [phrase.split() for phrase in entry["words"]]
        for entry in shipped("register", "never").data["never"]
    }


def system_check(**kwargs: Any) -> list[CheckMessage]:
    """Return the problems as errors of Django's own checks."""
    del kwargs
    return [
        Error(f"{problem.place}: {problem.what}", hint=problem.do, id=f"register.{problem.code}")
        for problem in register_problems()
    ]
