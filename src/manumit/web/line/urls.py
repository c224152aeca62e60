"""URLs of the line. They contain row keys only, never anything about a caller."""

from django.urls import path

from manumit.web.line import count_pages, pages

app_name = "line"
CONTACT = "contacts/<uuid:contact>/"
MONTH = "contacts/count/<int:year>/<int:month>/"

urlpatterns = [
    path("contacts/", pages.index, name="contacts"),
    path("contacts/queue/", pages.queue, name="queue"),
    path("contacts/new/", pages.new, name="new"),
    path("contacts/count/", count_pages.show, name="count_now"),
    path(MONTH, count_pages.show, name="count"),
    path(f"{MONTH}count.<str:kind>", count_pages.export, name="count_file"),
    path(CONTACT, pages.show, name="contact"),
    path(f"{CONTACT}postpone/", pages.postpone, name="postpone"),
    path(f"{CONTACT}file/", pages.open_file, name="open_file"),
    path(f"{CONTACT}complaint/", pages.send_complaint, name="send_complaint"),
    path(f"{CONTACT}correct/", pages.correct, name="correct"),
    path(f"{CONTACT}steps/<str:name>/", pages.step, name="step"),
]
