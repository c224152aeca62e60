"""The two tiers of tests: ``make test`` while you work, and the rest, which ``make test-all`` adds.

A test is *thorough* where it repeats what another test proves at a further place: the product of
languages and schemes, attacks that walk over every page or row, walks through a room in a browser,
comparisons with reference implementations, pictures of the documentation. The first tier takes some
minutes on two processors and touches every room. Whoever changes a room runs all tests of that room
too, by their names. The first tier runs before a change lands (.ci/run).
"""

from pathlib import Path

import pytest

from examples import is_reduced

ROOT = Path(__file__).parent

FURTHER_LANGUAGES = frozenset({"fr", "es", "bn"})
"""English and Arabic, one language for each direction of writing, are seen by ``make test``."""

WALK = "a walk through one room"
THOROUGH_MODULES = {
    # Attacks: every row, page or byte is tried; the rules themselves are in tests/spec.
    "integration/test_api_attacks.py": "attack",
    "integration/test_cases_attacks.py": "attack",
    "integration/test_directory_attacks.py": "attack",
    "integration/test_federation_harm.py": "attack",
    "integration/test_federation_served.py": "attack",
    "integration/test_justice_attacks.py": "attack",
    "integration/test_ledger_traces.py": "attack",
    "integration/test_notifications_attacks.py": "attack",
    "integration/test_reassignment_killed.py": "attack",
    "integration/test_remedies_attacks.py": "attack",
    "integration/test_start_killed.py": "attack",
    "repository/test_wheel_extras.py": "a program of its own",
    "integration/test_survival.py": "attack",
    "integration/test_survival_rights.py": "attack",
    "integration/test_wage_check_served.py": "attack",
    "integration/test_web_figures_served.py": "attack",
    "integration/test_web_interview_attacks.py": "attack",
    "integration/test_worker_access_attacks.py": "attack",
    "unit/test_paper_attacks.py": "attack",
    "property/test_fuzz_office.py": "attack",
    "property/test_api_document.py": "attack",
    # Every page of a room for every kind of visitor; each rule of access is also in tests/spec.
    "integration/test_cases_pages.py::every": "every page for everybody",
    "integration/test_cases_pages.py::nobody_else": "every page for everybody",
    "integration/test_cases_bringing_pages.py": "every page for everybody",
    "integration/test_cases_imports_pages.py": "every page for everybody",
    "integration/test_cases_access.py": "every page for everybody",
    "integration/test_federation_pages.py": "every page for everybody",
    "integration/test_complaints_pages.py": "every page for everybody",
    "integration/test_groups_pages.py": "every page for everybody",
    "integration/test_inspections_pages.py": "every page for everybody",
    "integration/test_line_pages.py": "every page for everybody",
    "integration/test_recruitment_pages.py": "every page for everybody",
    "integration/test_nonpunishment_pages.py": "every page for everybody",
    "integration/test_profiles.py::404": "every page for everybody",
    "integration/test_profiles.py::no_menu": "every page for everybody",
    "integration/test_directory_pages.py::what_every_page": "every page for everybody",
    "integration/test_justice_pages.py::what_every_page": "every page for everybody",
    "integration/test_statistics_pages.py::what_every_page": "every page for everybody",
    "integration/test_tasks_pages.py::what_every_page": "every page for everybody",
    "integration/test_protection_pages.py": "every page for everybody",
    "integration/test_registers_pages.py": "every page for everybody",
    "integration/test_reassignment_pages.py": "every page for everybody",
    "integration/test_remedies_by_mandate.py": "every page for everybody",
    "integration/test_remedies_pages.py": "every page for everybody",
    "integration/test_rounds_pages.py": "every page for everybody",
    "integration/test_worker_access_pages.py": "every page for everybody",
    # Programs of their own, and large files.
    "integration/test_bulk_run.py": "programs on large files",
    "integration/test_cases_attachments_ends.py": "restores a backup",
    "integration/test_cases_accounts_ends.py": "restores a backup",
    "integration/test_cases_bringing.py": "parsers in processes of their own",
    "integration/test_cases_passing.py": "every way of one file through the institutions",
    "integration/test_country.py": "makes an invented country",
    "integration/test_doctor.py::without_tables": "programs",
    "integration/test_exchange_demo.py": "a large file",
    "integration/test_ledger_commands.py": "programs",
    "integration/test_operations_backup.py": "restores a backup",
    "integration/test_wage_check_firm.py": "parsers in processes of their own",
    "integration/test_web_figures.py": "parsers in processes of their own",
    "integration/test_web_start.py": "starts and stops servers",
    # Comparisons with other implementations, by brute force or in many languages.
    "integration/test_exchange_ctdc.py": "a file of 55,000 records",
    "unit/test_changes.py::nothing_smaller": "compares with every set of answers",
    "docs/test_examples.py::tutorials/prevalence": "estimates by every method",
    "integration/test_report_display_rules.py::exactly_the_threshold": "every division",
    "integration/test_report_languages.py::[es]": "language",
    "integration/test_report_languages.py::[fr]": "language",
    "integration/test_web_interview.py::-es]": "language",
    "integration/test_web_interview.py::-fr]": "language",
    "unit/test_estimate_command.py::methods_disagree": "estimates by every method",
    "unit/test_estimate_command.py::called_a_minimum": "estimates by every method",
    "unit/test_estimate_command.py::without_its_interval": "estimates by every method",
    "unit/test_estimate_texts.py": "language",
    "unit/test_prevalence_core_reference.py": "compares with R",
    "unit/test_prevalence_coverage.py": "simulates",
    "unit/test_prevalence_latent_class.py": "compares with another sampler",
    "unit/test_statistics_releasing.py": "tables of an invented country",
    "unit/test_statistics_withholding.py": "tables of an invented country",
    "spec/test_statistics.py": "tables of an invented country",
    "property/test_bulk.py": "compares two engines",
    "property/test_prevalence_around.py": "many examples of a slow function",
    "property/test_prevalence_around_survey.py": "many examples of a slow function",
    "property/test_prevalence_bayes.py": "many examples of a slow function",
    "property/test_terms_owed.py": "many examples of a slow function",
    "property/test_terms_owed_bounds.py": "many examples of a slow function",
    "property/test_terms_size.py": "many examples of a slow function",
    "property/test_access_break_glass.py": "many examples of a slow function",
    "docs/test_build.py": "builds the documentation",
    "integration/test_site_fresh.py": "applies every migration",
    "repository/test_bootstrap.py": "installs",
    "repository/test_wheel.py": "builds and installs the wheel",
    # Pictures of the documentation; axe on every page; walks through a room in a browser. The
    # pages without an account and the way out are in both tiers.
    "browser/test_interview.py::axe": "axe on every page",
    "browser/test_pages.py::leads_nowhere[ar]": "language",
    "browser/test_sign_in.py::axe": "axe on every page",
    "browser/test_wage_check.py::axe": "axe on every page",
    "browser/test_pages.py::axe": "axe on every page",
    "browser/test_pages.py::wider": "axe on every page",
    "browser/test_figures_own_file.py": "axe on every page",
    "browser/test_pictures.py": "pictures",
    "browser/test_pictures_guides.py": "pictures",
    "browser/test_pictures_office.py": "pictures",
    "browser/test_report_page.py": "every width, scheme and language of one report",
    "browser/test_api.py": WALK,
    "browser/test_bringing.py": WALK,
    "browser/test_cases.py": WALK,
    "browser/test_cases_accounts.py": WALK,
    "browser/test_federation.py": WALK,
    "browser/test_justice.py": WALK,
    "browser/test_nonpunishment.py": WALK,
    "browser/test_office_lists.py": WALK,
    "browser/test_reassignment.py": WALK,
    "browser/test_referrals.py": WALK,
    "browser/test_registers.py": WALK,
    "browser/test_remedies.py": WALK,
    "browser/test_remedies_by_mandate.py": WALK,
    "browser/test_statistics.py": WALK,
    "browser/test_walk.py": WALK,
    "browser/test_worker_access.py": WALK,
}
"""Modules (with ``::word``: only tests whose name has the word) that ``make test`` leaves out."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "thorough: runs in make test-all, not in make test")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out modules that have no test of the tier that is asked for: they are not imported."""
    if not collection_path.name.startswith("test_") or not collection_path.is_relative_to(ROOT):
        return None
    module = collection_path.relative_to(ROOT).as_posix()
    if config.option.markexpr == "not thorough" and module in THOROUGH_MODULES:
        return True
    partly = {name.partition("::")[0] for name in THOROUGH_MODULES}
    everywhere = ("browser/", "property/")
    if config.option.markexpr == "thorough" and not module.startswith(everywhere):
        return True if module not in partly else None
    return None


def left_out_modules(config: pytest.Config) -> int:
    """Return how many whole modules a run of the first tier leaves to the second."""
    whole = [name for name in THOROUGH_MODULES if "::" not in name]
    return len(whole) if config.option.markexpr == "not thorough" else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of the second tier."""
    for item in items:
        if reason_for(item) is not None:
            item.add_marker(pytest.mark.thorough)


def reason_for(item: pytest.Item) -> str | None:
    """Return why a test is in the second tier; None where it is in the first."""
    module = item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""
    if module in THOROUGH_MODULES:
        return THOROUGH_MODULES[module]
    for name, reason in THOROUGH_MODULES.items():
        of, _, word = name.partition("::")
        if word and of == module and word in item.name:
            return reason
    callspec = getattr(item, "callspec", None)
    if module.startswith("browser/") and callspec is not None:
        languages = {callspec.params.get(key) for key in ("language", "tag")}
        if languages & FURTHER_LANGUAGES:
            return "language"
    if item.config.option.markexpr == "thorough" and is_reduced(item):
        return "every example"
    return None
