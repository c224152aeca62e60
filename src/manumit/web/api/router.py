"""Declaration of operations: once, with scope, token and every response."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer

from manumit.errors import Place
from manumit.web.api import calls
from manumit.web.api.codes import ApiCode
from manumit.web.api.schemas import Problem
from manumit.web.kernel.access.actors import Actor

SEEN = 304
COMMON = (400, 422, 500)
WITH_TOKEN = (401, 403, 429)

type View = Callable[..., Any]


class Token(HttpBearer):
    """Authentication by token.

    Args:
        operation: what is asked for, as the ledger names it.
        scope: that the token has to have; None where any will do.
    """

    def __init__(self, operation: str, scope: str | None) -> None:
        super().__init__()
        self.operation, self.scope = operation, scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the actor of a call.

        Raises:
            Turned: Y601 to Y603.
        """
        del request
        return calls.authenticate(token, self.operation, self.scope)


class Operations:
    """The operations of a version.

    Attributes:
        router: of the framework.
        scopes: by name, the scope that each needs: None for any, ``""`` where no token is asked.
    """

    def __init__(self) -> None:
        self.router = Router()
        self.scopes: dict[str, str | None] = {}

    def get(
        self, path: str, answered: type, scope: str | None, **more: Any
    ) -> Callable[[View], View]:
        """Something that is read."""
        return self._operation("GET", path, answered, scope, (SEEN, 404), **more)

    def post(
        self, path: str, answered: type, scope: str | None, **more: Any
    ) -> Callable[[View], View]:
        """Register a query too long or too private for an address. It changes nothing."""
        return self._operation("POST", path, answered, scope, (404, 413), **more)

    def _operation(
        self,
        method: str,
        path: str,
        answered: type,
        scope: str | None,
        also: tuple[int, ...],
        **more: Any,
    ) -> Callable[[View], View]:
        def declared(view: View) -> View:
            name = view.__name__
            self.scopes[name] = scope
            wanted = () if scope == "" else WITH_TOKEN
            known = dict.fromkeys(sorted((*COMMON, *also, *wanted)), Problem)
            if SEEN in known:
                known[SEEN] = None  # type: ignore[assignment] # it has no body
            extra = {"x-scope": scope, **more.pop("extra", {})}
            taken = _in_address(view, path) if method == "GET" else frozenset()
            made: View = self.router.api_operation(
                [method],
                path,
                auth=None if scope == "" else Token(name, scope),
                response={200: answered, **known},
                operation_id=name,
                summary=(view.__doc__ or "").split("\n")[0].rstrip("."),
                openapi_extra=extra,
                **more,
            )(_no_other(view, taken))
            return made

        return declared


def _in_address(view: View, path: str) -> frozenset[str]:
    """Return the query parameters of an operation."""
    named = inspect.signature(view).parameters.keys() - {"request"}
    return frozenset(name for name in named if f"{{{name}}}" not in path)


def _no_other(view: View, taken: frozenset[str]) -> View:
    """Refuse unknown parameters: a misspelt cursor would give the first page for ever."""

    @functools.wraps(view)
    def checked(request: HttpRequest, **values: Any) -> Any:
        if request.GET.keys() - taken:
            raise ApiCode.WRONG_VALUE.error(Place())
        return view(request, **values)

    return checked
