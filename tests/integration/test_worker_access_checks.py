"""An assisted session of somebody of whom there is a check that they are not punished (R-50).

By hand, from tests/spec/access_expectations.txt: of a check the worker's own account sees nothing,
for whoever looks on would learn that somebody suspects an offence, and which prosecution.
"""

import uuid
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import World
from checks_world import PURPOSE, presumed, sent_on_advice
from manumit.web.cases import selectors
from manumit.web.cases.models import CaseFile
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.institutions.models import Institution
from manumit.web.justice.selectors import one_check
from office import routes
from worker_access_world import assessed, browser, prepared, session_of

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

KIND = "non_punishment"
NAMED = "Qamaritz"
"""The prosecution."""
TELLING = ("on-punishment", "rosecut", NAMED, PURPOSE, KIND)
PAGES = ("session", "session_file", "session_seen", "session_shared")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    return prepared(tmp_path, settings)


@pytest.fixture(name="file")
def _file(w: World) -> CaseFile:
    """Somebody who agreed to a check, which the prosecution has opened."""
    file = presumed(w)
    Institution.objects.filter(pk=w.prosecution.institution.pk).update(names={"en": NAMED})
    check = sent_on_advice(w, file)
    one_check(w.prosecution.first, check.pk)
    assessed(w.ident.first, file)
    return file


def _pages(w: World, file: CaseFile) -> dict[str, str]:
    """What the person reads, and takes along."""
    held, client = session_of(w.ident.first, file), browser(w.ident.first)
    at = {
        name: "/en/office/" + routes("worker_access")[name].replace("<uuid:session>", str(held))
        for name in (*PAGES, "session_copy")
    }
    found = {name: client.get(at[name]).content.decode() for name in PAGES}
    made = client.post(at["session_copy"], {"request": uuid.uuid4(), "wished": "on"})
    assert made.headers["Content-Disposition"] == 'attachment; filename="paper.html"'
    return found | {"copy": made.content.decode()}


def test_no_page_of_a_session_and_no_copy_tells_of_a_check(w: World, file: CaseFile) -> None:
    office = w.ident.first
    assert KIND in {one.kind for one in access_log(office, file.pk)}
    assert PURPOSE in {one.purpose for one in timeline(office, file.pk)}
    assert PURPOSE in {one.purpose for one in selectors.consents(office, file.pk)}
    pages = {name: " ".join(text.split()) for name, text in _pages(w, file).items()}
    assert "<strong>opened</strong>: the file" in pages["session_seen"]
    for name in ("session_file", "copy"):
        assert "The file was opened." in pages[name], name
        assert "The status of the file changed." in pages[name], name
    assert "Nothing was passed on." in pages["copy"]
    assert "You have not been asked for anything yet." in pages["session_shared"]
    found = {name: [one for one in TELLING if one in text] for name, text in pages.items()}
    assert {name: words for name, words in found.items() if words} == {}
