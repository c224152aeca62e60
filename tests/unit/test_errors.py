"""The shape of messages about bad input."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import manumit
from manumit.errors import Detail, ErrorCode, InputError, Place
from manumit.web.kernel.errors import english_texts


class Sample(ErrorCode):
    BAD = Detail("Z999", "'{name}' is wrong.", "Mend {name}.")


def test_a_problem_says_code_place_what_and_what_to_do() -> None:
    place = Place.in_file(Path("secret/folder/cases.csv"), row=7, column="sex")
    problem = Sample.BAD.problem(place, name="x")
    assert str(problem) == "[Z999] cases.csv, row 7, column 'sex': 'x' is wrong. Mend x."


@pytest.mark.proves("messages-without-folders")
def test_a_place_never_names_folders() -> None:
    assert str(Place.in_file("a/b/person-name/cases.csv")) == "cases.csv"


def test_a_problem_without_a_place_reads_well() -> None:
    assert str(Sample.BAD.problem(Place(), name="x")) == "[Z999] 'x' is wrong. Mend x."


def test_an_error_carries_all_its_problems() -> None:
    problems = [Sample.BAD.problem(Place(row=n), name="x") for n in (1, 2)]
    with pytest.raises(InputError) as caught:
        raise InputError(problems)
    assert caught.value.problems == tuple(problems)
    assert str(caught.value).count("\n") == 1


def test_every_error_code_of_the_house_is_used_once() -> None:
    # A code of a room that no other test has loaded counts too.
    for module in pkgutil.walk_packages(manumit.__path__, "manumit."):
        if module.name.endswith(".codes"):
            importlib.import_module(module.name)
    seen: list[str] = [member.code for sub in subclasses(ErrorCode) for member in sub]
    assert len(seen) == len(set(seen))
    texts = {one for one in english_texts() if re.fullmatch(r"[A-Z]\d{3}", one)}
    assert texts <= set(seen)
    assert [one.code for sub in subclasses(ErrorCode) for one in sub if not one.detail.what] == []


def subclasses(base: type[ErrorCode]) -> list[type[ErrorCode]]:
    direct = base.__subclasses__()
    return direct + [found for one in direct for found in subclasses(one)]
