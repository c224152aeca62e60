"""The fields and triggers of a model that is in a process."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models

from manumit.web.kernel.process.table import LONGEST, Process

WORD = RegexValidator(r"^[a-z_]+$")


def state_field(process: Process) -> "models.CharField[str, str]":
    """Return the field ``state``; only :func:`manumit.web.kernel.process.services.move` sets it."""
    choices = [(state, state) for state in process.states]
    return models.CharField(
        max_length=LONGEST, choices=choices, default=process.initial, editable=False
    )


def version_field() -> "models.PositiveIntegerField[int, int]":
    """Return the field ``version``: the number of steps taken, plus one."""
    return models.PositiveIntegerField(default=1, editable=False)


def triggers(process: Process) -> list[pgtrigger.Trigger]:
    """Return triggers for ``Meta.triggers`` of the model; ``prepare_database`` installs them.

    A row begins in the initial state and never a second time under its id; it changes along a
    declared way, one version at a time, and each change is in the table of moves when the
    transaction ends. The application can't switch them off (it owns nothing).
    """
    return [
        pgtrigger.Trigger(
            name="states",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=_states(process),
        ),
        pgtrigger.Trigger(
            name="moves",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            timing=pgtrigger.Deferred,
            func=_moves(process),
        ),
    ]


def _states(process: Process) -> str:
    ways = ", ".join(f"({_text(one)}, {_text(other)})" for one, other in process.pairs())
    return f"""
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> {_text(process.initial)} OR NEW.version <> 1 THEN
                {_refuse("begins in its initial state")}
            END IF;
            IF EXISTS ({_move_of(process)}) THEN
                {_refuse("does not begin again")}
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.id <> OLD.id THEN
            {_refuse("keeps its id")}
        END IF;
        IF NEW.state = OLD.state AND NEW.version = OLD.version THEN
            RETURN NEW;
        END IF;
        IF NEW.version <> OLD.version + 1 OR (OLD.state, NEW.state) NOT IN ({ways}) THEN
            {_refuse("changes along a declared way, one version at a time")}
        END IF;
        RETURN NEW;
    """


def _moves(process: Process) -> str:
    same = "version = NEW.version AND source = OLD.state AND target = NEW.state"
    return f"""
        IF NEW.version <> OLD.version AND NOT EXISTS ({_move_of(process)} AND {same}) THEN
            {_refuse("is moved by a recorded step only")}
        END IF;
        RETURN NULL;
    """


def _move_of(process: Process) -> str:
    # The schema is named: a temporary table of the same name would be looked at first.
    return (
        f"SELECT FROM public.process_move WHERE resource = {_text(process.resource)}"
        ' AND "row" = NEW.id'
    )


def _refuse(what: str) -> str:
    return f"RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': a row {what}';"


def _text(word: str) -> str:
    WORD(word)
    return f"'{word}'"
