"""The style page shows every component, so that whoever builds a page finds it."""

from pathlib import Path

import pytest
from django.test import Client

import manumit.web.ui

COMPONENTS = Path(manumit.web.ui.__file__).parent / "templates/ui/components"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_style_page_shows_every_component(language: str) -> None:
    every = {f"ui/components/{file.name}" for file in COMPONENTS.iterdir()}
    assert len(every) > 3
    shown = {one.name for one in Client().get(f"/{language}/style/").templates}
    assert every - shown == set()


@pytest.mark.django_db
def test_a_page_that_shows_fewer_is_told_apart() -> None:
    shown = {one.name for one in Client().get("/en/privacy/").templates}
    assert "ui/components/leave.html" in shown
    assert "ui/components/choices.html" not in shown
