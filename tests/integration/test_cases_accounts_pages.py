"""Telling an account on pages: by the form, page by page, or as a file; and what comes along."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from account_texts import EMPLOYER, WAGES, wage_account
from cases_world import World, file_of, key_ring, request, weighed, world
from integration.test_cases_attachments_pages import written
from manumit.web.account_sheets.calculation import LARGEST
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import AccountKind
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.models import AccountVersion, CaseFile, Reckoning
from manumit.web.cases.papers import DATA, PAPERS
from manumit.web.ui.languages import library
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

TYPED = {
    "law": "xx", "from": "2026-06-01", "until": "2026-09-30", "pay_period": "month",
    "amount": "300", "per": "month", "week_hours": "48", "work_0_hours": "10",
    "pay_complete": "yes", "paid_0_for": "2026-06-30", "paid_0_amount": "100",
}  # fmt: skip
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Desk:
    """Whoever holds a file, at their browser."""

    here: World
    folder: Path
    file: CaseFile
    client: Client

    def sends(self, kind: str = "wages", **fields: object) -> tuple[int, str]:
        """A form of a new account; what comes of it."""
        form = {"request": request(), "informant": "worker", **fields}
        answer = self.client.post(f"/en/office/files/{self.file.pk}/accounts/new/{kind}/", form)
        return answer.status_code, answer.content.decode()


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, settings: Settings) -> Desk:
    key_ring(tmp_path, settings)
    here = world()
    client = signed_in(here.owner)
    return Desk(here, tmp_path / "files", file_of(here.owner), client)


def test_what_is_typed_is_the_account_that_the_page_without_an_account_makes(desk: Desk) -> None:
    assert desk.sends(do="form", **TYPED)[0] == 303
    row = AccountVersion.objects.get(file=desk.file)
    seen = selectors.account(desk.here.owner, row.pk)
    assert seen.content is not None
    account = json.loads(seen.content.text)
    assert (account["law"], account["paid"]) == ("xx", [{"for": "2026-06-30", "amount": "100"}])
    # The correction comes back with every field as it was typed.
    page = desk.client.get(f"/en/office/accounts/{row.pk}/correct/").content.decode()
    assert 'name="amount" value="300"' in page
    assert 'name="paid_0_amount" value="100"' in page


def test_what_stands_on_other_pages_of_a_form_goes_along_and_is_kept_nowhere(desk: Desk) -> None:
    status, page = desk.sends(do="form", to="wage_after", **TYPED)
    assert status == 200
    along = dict(HIDDEN.findall(page))
    shown = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page))
    assert set(TYPED) <= along.keys() | shown
    assert not AccountVersion.objects.exists()
    assert desk.sends(**along)[0] == 303
    assert AccountVersion.objects.get(file=desk.file).kind == AccountKind.WAGES


def test_a_mistake_is_said_at_its_field_and_nothing_is_kept(desk: Desk) -> None:
    status, page = desk.sends(do="form", **{**TYPED, "amount": "many"})
    assert status == 422
    assert 'id="amount-wrong"' in page
    status, page = desk.sends(do="form", **{**TYPED, "informant": ""})
    assert status == 422
    assert "id_informant_error" in page
    status, page = desk.sends(do="text", text=json.dumps({**WAGES, "law": 5}))
    assert status == 422
    assert 'role="alert" id="wrong"' in page
    assert not re.search(r"\bK8\d\d\b", page)
    status, page = desk.sends("terms", do="text", text=wage_account().text)
    assert status == 422
    assert "account of another type" in page
    for file in (b"", b"\xff\xfe\x00", b"x" * (LARGEST + 1)):
        assert desk.sends(do="text", file=SimpleUploadedFile("a", file))[0] == 422
    assert not AccountVersion.objects.exists()


def test_there_is_no_account_of_another_kind(desk: Desk) -> None:
    assert desk.sends("fees", do="text", text=wage_account().text)[0] == 404


def test_on_its_way_in_no_disk_sees_an_account_in_clear(desk: Desk) -> None:
    sent = SimpleUploadedFile("a.yaml", wage_account().text.encode())
    with written() as found:
        assert desk.sends(do="text", file=sent)[0] == 303
    sealed = [one for one in found if Path(one).is_relative_to(desk.folder)]
    assert len(sealed) >= 2
    assert [one for one in found if one not in sealed] == []
    for path in desk.folder.rglob("*"):
        assert not path.is_file() or EMPLOYER.encode() not in path.read_bytes()


@pytest.mark.parametrize("kind", AccountKind)
def test_papers_and_data_come_as_files_in_each_language(desk: Desk, kind: AccountKind) -> None:
    row = services.add_account(desk.here.owner, desk.file.pk, wage_account(kind), request=request())
    result = Reckoning.objects.get(account_version=row)
    begins = {"pdf": b"%PDF-", "html": b"<!doctype html>", "document": b"{", "account": b"{"}
    for tag in ("fr", "ar"):
        for do in (*PAPERS, *DATA):
            answer = desk.client.post(
                f"/en/office/reckonings/{result.pk}/take/", {"do": do, "language": tag}
            )
            assert answer.status_code == 200, do
            assert answer.content.startswith(begins[do]), do
            assert answer["Content-Disposition"].startswith("attachment; ")
            assert "sandbox" in answer["Content-Security-Policy"]
            assert EMPLOYER not in answer["Content-Disposition"]
            if do == "html":
                assert f'lang="{tag}"'.encode() in answer.content
    away = desk.client.post(f"/en/office/reckonings/{result.pk}/take/", {"do": "x"})
    assert away.status_code == 303


def test_the_finding_leads_back_and_says_what_stands_no_more(desk: Desk) -> None:
    row = services.add_account(desk.here.owner, desk.file.pk, wage_account(), request=request())
    made = weighed(desk.here.owner, row)
    assert made is not None
    address = f"/en/office/findings/{made.pk}/"
    page = desk.client.get(address).content.decode()
    result = Reckoning.objects.get(account_version=row)
    assert f"/en/office/reckonings/{result.pk}/#sign-1" in page
    assert "no longer valid" not in page
    services.withdraw_account(desk.here.owner, row.pk, reason="person_asks")
    page = desk.client.get(address).content.decode()
    assert "no longer valid" in page
    assert "was corrected or withdrawn" in page
    gone = desk.client.get(f"/en/office/reckonings/{result.pk}/").content.decode()
    assert EMPLOYER not in gone
    assert "Withdrawn" in gone


def test_every_code_has_its_words_in_every_language() -> None:
    strings = library().texts.strings
    codes = [one.code for one in CaseCode if one.code.startswith("K8")]
    ids = [f"wrong/{one}" for one in codes]
    ids += [f"cases_take/{one}" for one in (*PAPERS, *DATA)]
    for kind in AccountKind:
        ids += [f"cases_account/{kind}", f"cases_account/new_{kind}", f"cases_account/text_{kind}"]
    for language in ("en", "fr", "es", "ar"):
        assert [one for one in ids if (language, one, "label") not in strings] == [], language
