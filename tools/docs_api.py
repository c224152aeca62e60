"""The page on what programs may ask, from the document of the API itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.docs_pages import code, codes, plain, table

TOKEN = {None: "any token", "": "no token"}


def api_page() -> list[str]:
    """Every operation with its scope, what it takes, and every answer that it has."""
    from manumit.web.api.document import PREFIX, api  # noqa: PLC0415 - needs Django
    from manumit.web.api.scopes import scopes  # noqa: PLC0415 - the same

    document = api.get_openapi_schema(path_prefix=PREFIX)
    known = scopes()
    lines = [
        "# What programs may ask",
        "",
        (
            f"OpenAPI {document['openapi']}, version {document['info']['version']}; the document "
            "itself stands at `/api/v1/openapi.json`. How it is used: "
            "[API access](../how-to/api.md)."
        ),
        "",
        *table(
            ["scope", "who may have it"],
            (
                [code(key), "every institution" if kinds is None else codes(sorted(kinds))]
                for key, kinds in known.held_in.items()
            ),
        ),
    ]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            lines += _operation(f"{method.upper()} {path}", operation)
    lines += ["## What is answered", ""]
    for name, schema in sorted(document["components"]["schemas"].items()):
        if schema.get("properties") and "_" not in name and name not in ("Evidence", "Account"):
            lines += _schema(name, schema)
    return lines


def _operation(title: str, operation: Mapping[str, Any]) -> list[str]:
    scope = operation["x-scope"]
    asks = TOKEN.get(scope) or f"a token with the scope {code(scope)}"
    answers = {int(status): one for status, one in operation["responses"].items()}
    return [
        f"## {title}",
        "",
        f"{plain(operation['summary'])}. Asks for {asks}.",
        "",
        *table(
            ["parameter", "in", "what"],
            (
                [code(one["name"]), one["in"], plain(one.get("description", ""))]
                for one in operation["parameters"]
            ),
        ),
        *_body(operation),
        f"Answers: {code(_named(answers[200]))}; {codes(sorted(set(answers) - {200}))}.",
        "",
    ]


def _body(operation: Mapping[str, Any]) -> Iterator[str]:
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield f"Takes: {code(schema['$ref'].rpartition('/')[2])}."
        yield ""


def _named(response: Mapping[str, Any]) -> str:
    (content,) = response["content"].values()
    return str(content["schema"]["$ref"]).rpartition("/")[2]


def _schema(name: str, schema: Mapping[str, Any]) -> list[str]:
    return [
        f"### {name}",
        "",
        f"{plain(schema.get('description', ''))}",
        "",
        *table(
            ["field", "type", "what"],
            (
                [code(key), code(_type(one)), plain(one.get("description", ""))]
                for key, one in schema["properties"].items()
            ),
        ),
    ]


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "anything"))
