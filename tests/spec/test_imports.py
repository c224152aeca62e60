"""Files from another system: R-34, R-47, R-52. To be read, and corrected, by people of the field.

An inspectorate moves from its old register, a spreadsheet. ``docs/examples`` has an invented
one: it says of R-0001 that the person was presumed to be a victim and agreed to a referral.
"""

from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import World, agreed, key_ring, referred, world
from manumit.errors import InputError
from manumit.web.cases import selectors
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile
from manumit.web.imports import importing
from manumit.web.imports import selectors as imported
from manumit.web.imports.models import Import
from manumit.web.imports.reading import read_in_subprocess
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REGISTER, MAPPING = EXAMPLES / "old-register.csv", EXAMPLES / "old-register.yaml"


@pytest.fixture(name="w")
def _moved(tmp_path: Path, settings: Settings) -> World:
    """The inspectorate has brought its old register in; one row had a number that is none."""
    key_ring(tmp_path, settings)
    w = world()
    register = REGISTER.read_bytes().replace(b"+41000000004", b"no-number")
    came = read_in_subprocess("old-register.csv", register, MAPPING.read_bytes())
    importing.import_files(w.owner, came, leave_out=True)
    return w


def file_of(actor: Actor, reference: str) -> CaseFile:
    """The file of a row, as its holder finds it."""
    for file in CaseFile.objects.filter(institution=actor.institution):
        seen = imported.legacy_record(actor, file.pk)
        if seen is not None and seen.content.reference == reference:
            return file
    raise AssertionError(reference)


def test_a_decision_of_the_old_system_is_read_and_decides_nothing(w: World) -> None:
    """R-47: a body decides, with reasons; the file is where every new file is."""
    file = file_of(w.owner, "R-0001")
    seen = imported.legacy_record(w.owner, file.pk)
    assert seen is not None
    assert (seen.content.decision, seen.content.decided_on) == ("presumed", "2023-03-01")
    assert selectors.file(w.owner, file.pk).state == "possible"
    assert not file.decisions.exists()


@pytest.mark.proves("imports")
def test_a_consent_of_the_old_system_is_read_and_lets_nothing_be_passed_on(w: World) -> None:
    """R-52: consent is given for a recipient and a purpose, here; then the referral goes."""
    file = file_of(w.owner, "R-0001")
    seen = imported.legacy_record(w.owner, file.pk)
    assert seen is not None
    assert (seen.content.consent_purpose, seen.content.consent_on) == ("referral", "2023-02-03")
    parts = (FilePart.IDENTITY,)
    with pytest.raises(InputError) as refused:
        referred(w.owner, file, w.shelter, parts=parts)
    assert not file.referrals.exclude(state="drafted").exists()
    assert refused.value.problems
    agreed(w.owner, file, w.shelter)
    assert referred(w.owner, file, w.shelter, parts=parts).state == "sent"


def test_nothing_that_tells_how_somebody_stays_in_the_country_comes_with_the_file(
    w: World,
) -> None:
    """R-34: the register had a column of permits. A nationality is no status, and lies sealed."""
    assert b"permit" in REGISTER.read_bytes()
    for file in CaseFile.objects.filter(institution=w.owner.institution):
        seen = imported.legacy_record(w.owner, file.pk)
        assert seen is not None
        assert "permit" not in seen.content.to_text()
        assert seen.content.answers.keys() & {"DR06", "RV02", "RV14", "VD05"} == set()
    shown = selectors.characteristics(w.owner, file_of(w.owner, "R-0001").pk).content
    assert (shown.sex, shown.nationality) == ("female", "RO")


def test_every_row_of_the_register_is_accounted_for(w: World) -> None:
    run = Import.objects.get(institution=w.owner.institution)
    assert (run.rows, run.made, run.known, run.rejected) == (5, 4, 0, 1)
    assert run.rejects == {"V304": 1}


def test_the_administration_knows_that_files_came_and_of_whom_nothing(w: World) -> None:
    """Who "sees no case" sees sums; in the old register the number of a row leads to a person."""
    (run,) = imported.imports(w.admin)
    assert imported.import_of(w.admin, run.pk).rejects == {"V304": 1}
    with pytest.raises(Refused):
        imported.legacy_record(w.admin, file_of(w.owner, "R-0001").pk)


def test_another_institution_does_not_learn_that_anything_came(w: World) -> None:
    assert not imported.imports(w.shelter.first)
    with pytest.raises(Refused):
        imported.import_of(w.shelter.first, Import.objects.get(made_by=w.owner.person).pk)
