"""URLs of penalties after an inspection. They contain row keys only."""

from django.urls import path

from manumit.web.inspection_penalties import pages

app_name = "inspection_penalties"

urlpatterns = [
    path("orders/<uuid:order>/penalty/", pages.of_order, name="of_order"),
    path(
        "visits/<uuid:visit>/violations/<uuid:violation>/penalty/",
        pages.of_violation,
        name="of_violation",
    ),
]
