"""The answer to a form: where to look next."""

from django.http import HttpResponseRedirect
from django.urls import reverse


def see_other(view: str, language: object, **arguments: object) -> HttpResponseRedirect:
    """Return a redirect with status 303, after which a browser asks with GET (RFC 9110, 15.4.4).

    Args:
        view: name of the page.
        language: tag of its language.
        **arguments: of its address.
    """
    response = HttpResponseRedirect(reverse(view, kwargs={"language": language, **arguments}))
    response.status_code = 303
    return response
