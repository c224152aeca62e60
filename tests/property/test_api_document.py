"""The document of the API is a valid OpenAPI 3.1 document, and every answer is one that it names.

Schemathesis asks each operation with what the document allows and with what it does not.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest
from hypothesis import HealthCheck, Phase, settings
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import cases_world
from api_world import CALLS, World, ask, world
from manumit.web.api import calls
from manumit.web.api.document import PREFIX, api
from manumit.web.api.operations import operations
from manumit.web.api.scopes import scopes

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

DOCUMENT: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
# Not that everything of the right shape is taken: a list or a law may have an unknown name. That
# what has the wrong shape is refused is in test_api_calls: here a token is always sent along.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PROBLEM = "application/problem+json"
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = WSGIHandler()


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    cases_world.key_ring(tmp_path, settings)
    many = dataclasses.replace(scopes(), calls_a_minute=10**6)
    monkeypatch.setattr(calls, "scopes", lambda: many)
    return world()


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own client does: the test's transaction goes on from request to request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def sent(word: str) -> dict[str, str]:
    """What a program sends beside what it asks."""
    return {"Authorization": f"Bearer {word}", "Accept-Encoding": "identity"}


@pytest.mark.proves("api")
@schema.parametrize()
@settings(
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_every_answer_is_one_that_the_document_names(
    case: "schemathesis.Case[Any]", w: World
) -> None:
    word = (w.procurement if case.operation.label.endswith("look-up") else w.advice).word
    response = case.call(headers=sent(word))
    case.validate_response(response, checks=CHECKS)


def test_an_operation_that_breaks_is_found(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest) -> None:
        raise RuntimeError(request)

    (operation,) = [
        one
        for _, path, router in api_operations()
        for one in router
        if one.view_func.__name__ == "laws"
    ]
    monkeypatch.setattr(operation, "view_func", broken)
    case = schema["/api/v1/laws"]["GET"].Case()
    response = case.call(headers=sent(w.advice.word))
    assert response.status_code == 500
    with pytest.raises(BaseExceptionGroup):
        case.validate_response(response, checks=CHECKS)


def test_an_answer_that_the_document_does_not_name_is_found(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "UNAUTHORIZED", 413)
    case = schema["/api/v1/laws"]["GET"].Case()
    response = case.call(headers=sent("nothing"))
    assert response.status_code == 413
    with pytest.raises(BaseExceptionGroup):
        case.validate_response(response, checks=CHECKS)
    del w


def api_operations() -> list[tuple[str, str, list[Any]]]:
    """Of each path the operations that the framework runs."""
    return [
        (bound.prefix, path, view.operations)
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
    ]


def test_the_document_is_openapi_3_1_and_has_every_operation() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    schema.validate()
    named = {
        one["operationId"]: (path, method)
        for path, methods in DOCUMENT["paths"].items()
        for method, one in methods.items()
    }
    assert named.keys() == operations.scopes.keys() == CALLS.keys()
    for name, (path, method) in named.items():
        operation = DOCUMENT["paths"][path][method]
        assert operation["x-scope"] == operations.scopes[name]
        assert ("security" in operation) == (operations.scopes[name] != "")
        assert all(one["name"] for one in operation["parameters"])
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == [PROBLEM]


def test_what_the_document_says_is_what_is_served(w: World) -> None:
    answer = ask(None, "/openapi.json")
    assert answer.json() == {**DOCUMENT, "paths": _as_sent(DOCUMENT["paths"])}
    assert ask(None, "/openapi.json", **{"If-None-Match": answer["ETag"]}).status_code == 304
    del w


def _as_sent(data: Any) -> Any:
    """Keys of JSON are words."""
    if isinstance(data, dict):
        return {str(key): _as_sent(one) for key, one in data.items()}
    return [_as_sent(one) for one in data] if isinstance(data, list) else data
