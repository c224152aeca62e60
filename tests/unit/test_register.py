"""No field without a class, no field for what is never stored, no answer that reveals status."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps
from pytest_django import Settings

from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.web.kernel.register import FieldClass, classed, classes_of
from manumit.web.kernel.register.checks import (
    installed_models,
    never_stored,
    register_problems,
    system_check,
)
from manumit.web.kernel.register.classes import own_fields, third_party
from manumit.web.kernel.register.reading import read_data, shipped
from manumit.web.kernel.register.special import (
    refuse_special,
    special_allowed,
    special_codes,
)
from manumit.web.public.figures.models import Assessment
from manumit.web.site import checks as site_checks
from manumit.web.site import doctor

INTERNAL = FieldClass.INTERNAL


def found_in(*planted: type[models.Model]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.place.field) for problem in register_problems(planted)]


# Every field of every model has a class.


@isolate_apps("manumit.web.public.sessions")
def test_an_unclassed_model_is_found() -> None:
    class Planted(models.Model):
        name = models.CharField(max_length=9)

        class Meta:
            app_label = "public_sessions"

    assert found_in(Planted) == [
        ("F101", "public_sessions.Planted.id"),
        ("F101", "public_sessions.Planted.name"),
    ]


@isolate_apps("manumit.web.public.sessions")
def test_one_forgotten_field_is_found_and_so_is_a_class_without_a_field() -> None:
    @classed(id=INTERNAL, nmae=FieldClass.IDENTIFYING)
    class Planted(models.Model):
        name = models.CharField(max_length=9)

        class Meta:
            app_label = "public_sessions"

    assert found_in(Planted) == [
        ("F101", "public_sessions.Planted.name"),
        ("F102", "public_sessions.Planted.nmae"),
    ]


@isolate_apps("manumit.web.public.sessions")
def test_a_link_through_a_table_of_its_own_needs_a_class_as_well() -> None:
    @classed(id=INTERNAL)
    class Linked(models.Model):
        others = models.ManyToManyField("self")

        class Meta:
            app_label = "public_sessions"

    assert found_in(Linked) == [("F101", "public_sessions.Linked.others")]


@isolate_apps("manumit.web.public.sessions")
def test_classes_of_an_abstract_model_hold_in_those_that_inherit() -> None:
    @classed(id=INTERNAL, at=INTERNAL)
    class Above(models.Model):
        at = models.DateTimeField()

        class Meta:
            abstract = True
            app_label = "public_sessions"

    @classed(name=FieldClass.IDENTIFYING)
    class Below(Above):
        name = models.CharField(max_length=9)

        class Meta:
            app_label = "public_sessions"

    assert found_in(Below) == []
    assert classes_of(Below)["name"] is FieldClass.IDENTIFYING
    assert "name" not in classes_of(Above)


@isolate_apps("manumit.web.public.sessions")
def test_a_history_has_the_classes_of_its_table_and_its_own_columns_from_the_file() -> None:
    class PlantedEvent(models.Model):
        pgh_tracked_model = Assessment
        pgh_id = models.AutoField(primary_key=True)
        pgh_label = models.TextField()
        visit = models.BinaryField()
        added = models.TextField()

        class Meta:
            app_label = "public_sessions"

    assert classes_of(PlantedEvent)["visit"] is FieldClass.IDENTIFYING
    assert found_in(PlantedEvent) == [("F101", "public_sessions.PlantedEvent.added")]


def test_every_field_of_every_installed_model_has_a_class() -> None:
    assert len(installed_models()) >= 6
    assert [str(problem) for problem in register_problems()] == []


def test_the_check_of_the_project_fails_on_an_unclassed_field(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert system_check() == []
    monkeypatch.delattr(Assessment, "manumit_field_classes")
    assert len([e for e in run_checks() if e.id == "register.F101"]) == 6


def test_the_pages_do_not_start_with_an_unclassed_field(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in ("connection", "database", "schema", "migration"):
        monkeypatch.setattr(site_checks, f"{one}_problems", lambda **_: [])
    doctor.require_secure_start()
    monkeypatch.delattr(Assessment, "manumit_field_classes")
    with pytest.raises(InputError) as caught:
        doctor.require_secure_start()
    assert [problem.code for problem in caught.value.problems] == ["F101"] * 6


def test_an_entry_for_a_model_that_a_package_no_longer_has_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(third_party(), "procrastinate.Gone", {"id": INTERNAL})
    assert found_in() == [("F102", "procrastinate.Gone")]


# No field for migration status, HIV or pregnancy, in any table or form.


def forms_of_the_platform() -> set[type[Any]]:
    rooms = [one for one in apps.get_app_configs() if one.name.startswith("manumit.")]
    for room in rooms:
        for module in pkgutil.walk_packages([room.path], f"{room.name}."):
            if not re.search(r"\.(wsgi|migrations|management)\b", module.name):
                importlib.import_module(module.name)
    return {one for one in _below(forms.BaseForm) if one.__module__.startswith("manumit.")}


def _below(base: type[Any]) -> Iterator[type[Any]]:
    for one in base.__subclasses__():
        yield one
        yield from _below(one)


def forbidden(names: Iterator[str]) -> list[str]:
    return [name for name in names if never_stored(name.rpartition(".")[2]) is not None]


def names_in_tables() -> Iterator[str]:
    return (f"{m._meta.label}.{name}" for m in installed_models() for name in own_fields(m))


def names_in_forms() -> Iterator[str]:
    return (f"{f.__name__}.{name}" for f in forms_of_the_platform() for name in f.base_fields)


@isolate_apps("manumit.web.public.sessions")
def test_a_planted_field_is_found_in_a_table() -> None:
    @classed(id=INTERNAL, visa_expires_on=FieldClass.SPECIAL)
    class Planted(models.Model):
        visa_expires_on = models.DateField()

        class Meta:
            app_label = "public_sessions"

    assert found_in(Planted) == [("F103", "public_sessions.Planted.visa_expires_on")]


def test_a_planted_field_is_found_in_a_form_and_then_nothing_in_all_tables_and_forms() -> None:
    class Planted(forms.Form):
        is_pregnant = forms.BooleanField()

    Planted.__module__ = "manumit.planted"
    assert "Planted.is_pregnant" in forbidden(names_in_forms())
    del Planted.base_fields["is_pregnant"]
    assert forbidden(names_in_forms()) == []
    assert forbidden(names_in_tables()) == []


@pytest.mark.parametrize(
    "name",
    [
        *("migration_status", "immigrationStatus", "visa", "VisaNumber", "residence_status"),
        *("work_permit", "is_undocumented", "overstayed_since", "asylum_case", "right_to_stay"),
        *("hiv", "HIVTest", "hiv1", "viral_load", "pregnant", "pregnancy_test", "hcg_result"),
    ],
)
def test_such_names_are_recognised(name: str) -> None:
    assert never_stored(name) is not None


@pytest.mark.parametrize(
    "name", ["state", "status", "permitted", "advisable", "aid", "nationality", "papers", "entry"]
)
def test_other_names_are_left_alone(name: str) -> None:
    assert never_stored(name) is None


# No stored answer that reveals status.


def test_answers_that_reveal_status_are_refused_all_at_once() -> None:
    assert {"RV02", "RV14", "VD05", "DR06"} <= special_codes()
    with pytest.raises(InputError) as caught:
        refuse_special(["EX01", "RV02", "VD05"], allowed=False)
    assert [(p.code, p.place.field) for p in caught.value.problems] == [
        ("F301", "RV02"),
        ("F301", "VD05"),
    ]


def test_every_answer_that_inspection_asks_for_can_be_stored() -> None:
    library = shipped_library()
    asked = {i.code for name in library.list_ids for i in library.instrument(name).indicators}
    assert len(asked) > 60
    refuse_special(asked, allowed=False)


@pytest.mark.parametrize(
    ("role", "basis", "may"),
    [
        ("ident", "Act 12 of 2020, s. 4", True),
        ("support", "Act 12 of 2020, s. 4", True),
        ("inspect", "Act 12 of 2020, s. 4", False),
        ("justice", "Act 12 of 2020, s. 4", False),
        ("admin", "Act 12 of 2020, s. 4", False),
        ("ident", "", False),
        ("ident", "  ", False),
        ("support", None, False),
    ],
)
def test_status_is_kept_only_for_two_roles_and_only_on_a_stated_basis(
    role: str, basis: str | None, may: bool, settings: Settings
) -> None:
    settings.MANUMIT_SPECIAL = basis or ""
    assert special_allowed(role) is may


# The register's own files.


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("schema: manumit/never/1\nchecked_on: 2026-11-25\nnever: []\n", 3),
        (
            (
                "schema: manumit/never/1\nchecked_on: yesterday\n"
                "never: [{what: a, rule: b, words: [c]}]\n"
            ),
            2,
        ),
        (
            (
                "schema: manumit/never/1\nchecked_on: 2026-11-25\n"
                "never:\n- what: a\n  rule: b\n  words: [A-B]\n"
            ),
            6,
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_a_line(
    text: str, row: int, tmp_path: Path
) -> None:
    path = tmp_path / "never.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_data(path, "register", "never")
    assert [(p.code, p.place.row) for p in caught.value.problems] == [("F201", row)]


def test_the_shipped_files_are_in_order() -> None:
    assert shipped("register", "never").data["never"]
    assert third_party()
