"""The public register, and the look-up for public procurement."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import UNPROCESSABLE, submit_form
from manumit.web.justice import selectors
from manumit.web.justice.forms import NumberForm
from manumit.web.justice.policies import sanction_policy
from manumit.web.justice.views.room import JusticeRequest, office_view
from manumit.web.ui.languages import Language, words
from manumit.web.ui.views import page


@require_safe
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """Current entries and nothing else: an entry that is over is gone, whether or not it was swept.

    No account and no cookie; nothing is written down about who reads.
    """
    entries = selectors.current_entries()
    return page(request, language, "justice/register.html", {"entries": entries})


# By POST, so that no address and no log contains the search.
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def look_up(here: JusticeRequest) -> HttpResponse:
    """Show whether an organisation is on the register today, and the public reason."""
    sanction_policy.check_new(here.actor, "look_up")
    form = NumberForm(here.request.POST or None, words=words(here.language.tag))
    context: dict[str, object] = {"form": form}
    submit_form(here, form, lambda: context.update(found=selectors.look_up(
        here.actor, form.cleaned_data["country"], form.cleaned_data["number"]
    )))  # fmt: skip
    return here.show("look_up", context, status=UNPROCESSABLE if form.errors else 200)
