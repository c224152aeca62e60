"""URLs of rounds. They contain row keys only, never anything about a workplace."""

from django.urls import path

from manumit.web.rounds import pages, payroll_pages

app_name = "rounds"
ROUND = "rounds/<uuid:round>/"
LETTER = f"{ROUND}letters/<uuid:letter>/"
PAYROLL = f"{ROUND}payrolls/<uuid:payroll>/"

urlpatterns = [
    path("rounds/", pages.index, name="rounds"),
    path("rounds/new/", pages.new, name="new"),
    path(ROUND, pages.show, name="round"),
    path(f"{ROUND}steps/<str:name>/", pages.step, name="step"),
    path(f"{ROUND}preview.pdf", pages.preview, name="preview"),
    path(f"{ROUND}letters.zip", pages.all_letters, name="all_letters"),
    path(f"{LETTER}answer/", pages.answer, name="answer"),
    path(f"{LETTER}document.pdf", pages.letter, name="letter"),
    path(f"{LETTER}payroll/", payroll_pages.new, name="payroll_new"),
    path(PAYROLL, payroll_pages.show, name="payroll"),
    path(f"{PAYROLL}order/", payroll_pages.pay, name="pay"),
]
