"""URLs of protection. They contain row keys only, never anything about a person."""

from django.urls import path

from manumit.web.protection.views import notes, periods, plans

app_name = "protection"
PLAN = "support/<uuid:plan>/"

urlpatterns = [
    path("reflections/", periods.index, name="periods"),
    path("reflections/<uuid:period>/", periods.show, name="period"),
    path("reflections/<uuid:period>/extend/", periods.extend, name="extend"),
    path("support/", plans.index, name="plans"),
    path("support/due/", plans.due, name="due"),
    path(PLAN, plans.show, name="plan"),
    path(f"{PLAN}needs/new/", plans.need, name="need"),
    path(f"{PLAN}services/new/", plans.offer, name="offer"),
    path("support/services/<uuid:service>/<str:name>/", plans.service_step, name="service_step"),
    path(f"{PLAN}steps/<str:name>/", plans.step, name="step"),
    path(f"{PLAN}follow-ups/new/", plans.follow_up, name="follow_up"),
    path(f"{PLAN}notes/", notes.index, name="notes"),
    path(f"{PLAN}orders/new/", notes.order, name="order"),
    path(f"{PLAN}hand-over/", plans.hand_over, name="hand_over"),
    path(f"{PLAN}take-over/", plans.take_over, name="take_over"),
]
