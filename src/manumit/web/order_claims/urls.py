"""URLs of claims from orders. They contain row keys only, never anything about a person."""

from django.urls import path

from manumit.web.order_claims import pages

app_name = "order_claims"

urlpatterns = [
    path("order-claims/", pages.index, name="orders"),
    path("order-claims/<uuid:order>/", pages.show, name="claims"),
    path("order-claims/<uuid:order>/paid/", pages.pay, name="paid"),
    path("order-claims/<uuid:order>/hand-over/", pages.hand_over, name="hand_over"),
    path("order-claims/<uuid:order>/take-over/", pages.take_over, name="take_over"),
    path("order-claims/claims/<uuid:claim>/worker/", pages.worker, name="worker"),
    path("order-claims/claims/<uuid:claim>/age/", pages.age, name="age"),
]
