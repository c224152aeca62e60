"""The frame of the pages, the start, and what they promise on every answer."""

import pytest
from django.db import ProgrammingError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.proves("application-role-owns-nothing")
def test_the_application_can_change_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("manumit_app",)
        with pytest.raises(ProgrammingError):
            cursor.execute("CREATE TABLE loot (x int)")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "bn-XX"])
def test_the_start_in_every_language(language: str, client: Client) -> None:
    answer = client.get(f"/{language}/")
    assert answer.status_code == (404 if language == "bn-XX" else 200)
    assert answer["Cache-Control"] == "no-store, private"
