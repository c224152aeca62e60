"""Children and unsure age (R-46); answers that would reveal migration status (R-34)."""

import pytest

from manumit.assessment import Age, Answer, State, assess_answers
from manumit.assessment.render import to_html, to_json, to_text
from manumit.errors import InputError
from manumit.instruments import shipped_library

# Written by hand from design.md, section 3: the whole list was read for others.
STATUS_CODES = {"DR06", "RV02", "RV14", "VD05"}


def test_for_a_child_transfer_and_exploitation_suffice() -> None:
    """Scenario 5: a 17-year-old; purpose and transfer suffice, no means is asked for."""
    child = shipped_library().instrument("child_labour")
    finding = assess_answers(
        {"AC03": Answer.YES, "EX01": Answer.YES, "EX04": Answer.YES}, child, age=Age.CHILD
    )
    assert finding.trafficking is State.YES
    assert finding.item_set("means") is State.UNDETERMINED


def test_unsure_age_is_treated_as_a_child_and_said_so() -> None:
    library = shipped_library()
    finding = assess_answers({}, library.instrument("child_labour"), age=Age.UNSURE)
    assert finding.age is Age.UNSURE
    assert "treated as a child" in to_text(finding, library)


@pytest.mark.parametrize(
    ("list_id", "age"),
    [("adult_labour", Age.UNSURE), ("adult_labour", Age.CHILD), ("child_labour", Age.ADULT)],
)
def test_the_wrong_list_for_the_age_is_refused(list_id: str, age: Age) -> None:
    with pytest.raises(InputError, match="A107"):
        assess_answers({}, shipped_library().instrument(list_id), age=age)


@pytest.mark.proves("no-migration-status")
def test_status_codes_are_outside_every_default_instrument() -> None:
    library = shipped_library()
    for list_id in library.list_ids:
        instrument = library.instrument(list_id)
        assert STATUS_CODES.isdisjoint(instrument.codes)
        assert STATUS_CODES.isdisjoint(c for topic in instrument.topics for c in topic.codes)
        assert instrument.special_codes == STATUS_CODES


@pytest.mark.proves("no-migration-status")
def test_status_codes_appear_in_no_rendering() -> None:
    library = shipped_library()
    for list_id in library.list_ids:
        finding = assess_answers({"EX04": Answer.YES}, library.instrument(list_id))
        for rendered in (to_text(finding, library), to_html(finding, library), to_json(finding)):
            assert not any(code in rendered for code in STATUS_CODES)


def test_the_threat_of_denunciation_stays_it_is_coercion_with_or_without_ground() -> None:
    adult = shipped_library().instrument("adult_labour")
    assert {"CR06", "CD09"} <= adult.codes


@pytest.mark.proves("no-migration-status")
def test_a_deployment_can_ask_for_them_and_only_by_saying_so() -> None:
    special = shipped_library().instrument("adult_labour", special=True)
    assert special.codes >= STATUS_CODES
    assert assess_answers({"RV02": Answer.YES}, special).answer("RV02") is Answer.YES
