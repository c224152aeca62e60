"""URLs of claims. They contain row keys only, never anything about a person."""

from django.urls import path

from manumit.web.remedies.views import claims, passing, payments, representing, steps

app_name = "remedies"
CLAIM = "claims/<uuid:claim>/"

urlpatterns = [
    path("claims/", claims.index, name="index"),
    path("claims/new/", representing.represent, name="represent"),
    path(CLAIM, claims.show, name="claim"),
    path(f"{CLAIM}take-up/", representing.take_up, name="take_up"),
    path(f"{CLAIM}consent/", representing.agree, name="agree"),
    path(f"{CLAIM}age/", representing.doubt_age, name="doubt_age"),
    path(f"{CLAIM}heads/", claims.items, name="items"),
    path(f"{CLAIM}heads/new/", claims.item, name="item"),
    path("claims/heads/<uuid:item>/leave-out/", claims.leave_out, name="leave_out"),
    path(f"{CLAIM}against/", claims.against, name="against"),
    path(f"{CLAIM}lodge-by/", claims.lodge_by, name="lodge_by"),
    path(f"{CLAIM}facts/new/", claims.fact, name="fact"),
    path(f"{CLAIM}hand-over/", claims.hand_over, name="hand_over"),
    path(f"{CLAIM}take-over/", claims.take_over, name="take_over"),
    path(f"{CLAIM}passed-on/", passing.index, name="passing"),
    path(f"{CLAIM}passed-on/new/", passing.submit, name="submit"),
    path(f"{CLAIM}mandates/new/", passing.mandate, name="mandate"),
    path("claims/mandates/<uuid:claim_mandate>/end/", passing.end_mandate, name="end_mandate"),
    path(f"{CLAIM}steps/settle/", steps.settle, name="settle"),
    path(f"{CLAIM}steps/decide/", steps.decide, name="decide"),
    path(f"{CLAIM}steps/<str:name>/", steps.step, name="step"),
    path(f"{CLAIM}orders/new/", steps.order, name="order"),
    path(f"{CLAIM}payments/new/", payments.report, name="report"),
    path("claims/payments/<uuid:payment>/", payments.payment, name="payment"),
]
