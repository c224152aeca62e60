"""Pages of payrolls: the upload, one with its table, the order to pay and its list."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions.desk import UNPROCESSABLE, submit_form
from manumit.web.rounds import payroll_reading, payrolls
from manumit.web.rounds.forms import PayrollForm, RoundStepForm
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.lists import REQUEST
from manumit.web.rounds.pages import RoundRequest, office_view, saved
from manumit.web.rounds.payrolls import LARGEST
from manumit.web.ui.files import with_uploads
from manumit.web.ui.languages import words

SIZES = {"payroll_file": LARGEST["records"], "mapping": LARGEST["mapping"]}
"""Bytes of each file that the form sends."""
FIELDS = {"records": "payroll_file"}
SECONDS_TO_LOOK_AGAIN = 5


# The token is checked by ``with_uploads``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: RoundRequest, round: uuid.UUID, letter: uuid.UUID) -> HttpResponse:  # noqa: A002 - of the address
    """Take the payroll of a workplace; nothing is read from a member who may not."""
    row = round_policy.load(here.actor, round, "change")
    if not row.letters.filter(pk=letter, kind=REQUEST).exists():
        raise Http404
    return with_uploads(here.request, SIZES, lambda: _new(here, round, letter))


def _new(here: RoundRequest, key: uuid.UUID, letter: uuid.UUID) -> HttpResponse:
    form = PayrollForm(
        here.request.POST if here.posted else None,
        here.request.FILES if here.posted else None,
        words=words(here.language.tag),
    )
    made: list[uuid.UUID] = []

    def act() -> None:
        sent = form.cleaned_data["request"]
        taken = payrolls.take_payroll(here.actor, key, letter, form.entered(), request=sent)
        made.append(taken.pk)

    if submit_form(here, form, act, FIELDS):
        return saved(here, "payroll", round=key, payroll=made[0])
    context = {"form": form, "round": key}
    return here.show("payroll_new", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@office_view
def show(here: RoundRequest, round: uuid.UUID, payroll: uuid.UUID) -> HttpResponse:  # noqa: A002 - as above
    """Show what a payroll shows; the page reloads while it waits to be worked out."""
    page = here.request.GET.get("page")
    seen = payroll_reading.payroll_view(here.actor, round, payroll, here.language.tag, page)
    if seen is None:
        raise Http404
    response = here.show("payroll", {"seen": seen, "shown": seen.shown})
    if seen.result is None:
        response["Refresh"] = SECONDS_TO_LOOK_AGAIN
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def pay(here: RoundRequest, round: uuid.UUID, payroll: uuid.UUID) -> HttpResponse:  # noqa: A002 - as above
    """Order the workplace to pay all workers of a payroll."""
    row = round_policy.load(here.actor, round, "change")
    if not row.payrolls.filter(pk=payroll).exists():
        raise Http404
    form = RoundStepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": row.version},
    )

    def act() -> None:
        request = form.cleaned_data["request"]
        payrolls.order_payment(here.actor, round, payroll, request=request)

    if submit_form(here, form, act):
        return saved(here, "payroll", round=round, payroll=payroll)
    return here.form_page(form, "rounds/pay", "rounds:payroll", round=round, payroll=payroll)
