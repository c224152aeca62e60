"""The public register, for anybody; and the look-up, for whoever buys for the state."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import UNPROCESSABLE, sent
from manumit.web.justice import selectors
from manumit.web.justice.forms import NumberForm
from manumit.web.justice.policies import sanction_policy
from manumit.web.justice.views.room import Here, room
from manumit.web.pages.languages import Language, words
from manumit.web.pages.views import page


@require_safe
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """Current entries and nothing else: an entry that is over is gone, whether or not it was swept.

    No account and no cookie; nothing is written down about who reads.
    """
    entries = selectors.current_entries()
    return page(request, language, "justice/register.html", {"entries": entries})


# By POST: what somebody looked for stands in no address and no log.
@require_http_methods(["GET", "HEAD", "POST"])
@room
def look_up(here: Here) -> HttpResponse:
    """Whether an organisation is on the register today: yes or no, and the public reason."""
    sanction_policy.check_new(here.actor, "look_up")
    form = NumberForm(here.request.POST or None, words=words(here.language.tag))
    context: dict[str, object] = {"form": form}
    sent(here, form, lambda: context.update(found=selectors.look_up(
        here.actor, form.cleaned_data["country"], form.cleaned_data["number"]
    )))  # fmt: skip
    return here.show("look_up", context, status=UNPROCESSABLE if form.errors else 200)
