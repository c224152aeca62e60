"""Version 1 of the API: its addresses, its error responses, and its OpenAPI document."""

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.utils.http import parse_etags
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from manumit.errors import InputError, Place
from manumit.exchange.evidence_file import evidence_schema
from manumit.terms.reading import schema
from manumit.web.api.calls import CallRefused
from manumit.web.api.codes import ApiCode
from manumit.web.api.documents import DEEPEST, components
from manumit.web.api.operations import operations
from manumit.web.api.problems import PROBLEM_TYPE, answer
from manumit.web.kernel.access.verdicts import Refused

VERSION = "1"
PREFIX = "api/v1/"
UNPROCESSABLE, TOO_LARGE, NOT_FOUND, BAD = 422, 413, 404, 400
UNAUTHORIZED, BROKEN = 401, 500
OK, FIRST_ERROR = 200, 400
READ = ("GET", "HEAD")
TAG = 32  # letters of 4 bits
_log = logging.getLogger("manumit.web.api")


class Api(NinjaAPI):
    """The API with a document that lists every response."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """OpenAPI 3.1, with the schemas of documents that the command reads too."""
        found = super().get_openapi_schema(**kwargs)
        for path in found["paths"].values():
            for operation in path.values():
                _as_problems(operation["responses"])
        found["components"]["schemas"] |= components("Evidence", evidence_schema())
        found["components"]["schemas"] |= components("Account", schema("account"))
        return found

    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        """Return the response; empty if the client already has this version."""
        return with_etag(request, super().create_response(request, data, **kwargs))


def with_etag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add an ``ETag`` by the content, and send nothing if the client has it."""
    if request.method not in READ or response.status_code != OK:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:TAG]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if tag in {one.removeprefix("W/") for one in known}:
        response = HttpResponseNotModified()
    response["ETag"] = tag
    return response


def document(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document of this version."""
    return with_etag(request, JsonResponse(api.get_openapi_schema(path_prefix=PREFIX)))


def _as_problems(responses: dict[int, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= FIRST_ERROR:
            response["content"] = {PROBLEM_TYPE: response["content"].pop("application/json")}
        if int(status) in (401, 429):
            name, text = _HEADERS[int(status)]
            response["headers"] = {name: {"description": text, "schema": {"type": "string"}}}


_HEADERS = {
    401: ("WWW-Authenticate", "Bearer"),
    429: ("Retry-After", "seconds after which to try again"),
}

api = Api(
    title="manumit",
    version=VERSION,
    description="What programs of labour institutions may ask. See docs/how-to/api.md.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api_v1",
)
api.add_router("", operations.router)


@api.exception_handler(InputError)
def _input(request: HttpRequest, wrong: InputError) -> HttpResponse:
    del request
    status = _STATUS.get(wrong.problems[0].code, UNPROCESSABLE)
    return answer(status, wrong.problems)


_STATUS = {"Y604": BAD, "Y606": NOT_FOUND}


@api.exception_handler(ValidationError)
def _values(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Name the fields and repeat no value: a wrong value may be a name that slipped in."""
    del request
    places = dict.fromkeys(".".join(map(str, one["loc"][1:])) for one in wrong.errors)
    return answer(
        UNPROCESSABLE, [ApiCode.WRONG_VALUE.problem(Place(field=one or None)) for one in places]
    )


@api.exception_handler(CallRefused)
def _turned(request: HttpRequest, turned: CallRefused) -> HttpResponse:
    del request
    response = answer(turned.status, [turned.problem])
    if turned.status == UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if turned.wait:
        response["Retry-After"] = str(turned.wait)
    return response


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, wrong: AuthenticationError) -> HttpResponse:
    del wrong
    return _turned(request, CallRefused(UNAUTHORIZED, ApiCode.NO_TOKEN))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer a refusal: a hidden resource looks as if it did not exist."""
    del refused
    return not_found(request)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    del missing
    return not_found(request)


@api.exception_handler(RequestDataTooBig)
def _large(request: HttpRequest, large: RequestDataTooBig) -> HttpResponse:
    del request, large
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return answer(TOO_LARGE, [ApiCode.TOO_LARGE.problem(Place(), most=most)])


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """Answer a body that is not JSON."""
    del request, wrong
    return answer(BAD, [ApiCode.NOT_JSON.problem(Place(), deepest=DEEPEST)])


@api.exception_handler(Exception)
def _broken(request: HttpRequest, broken: Exception) -> HttpResponse:
    """Log where in the code it failed, and nothing of what was sent."""
    del request
    _log.error("an operation broke", exc_info=broken)
    return answer(BROKEN, [ApiCode.BROKEN.problem(Place())])


def not_found(request: HttpRequest) -> HttpResponse:
    """404 for whatever is no address here."""
    del request
    return answer(NOT_FOUND, [ApiCode.NOT_THERE.problem(Place())])
