"""URLs of the annual reports. They contain a year and the name of a figure, nothing of a row."""

from django.urls import path

from manumit.web.annual_report import pages

app_name = "annual_report"
YEAR = "annual-report/<int:year>/"
FARMS = f"{YEAR}agriculture/"

urlpatterns = [
    path("annual-report/", pages.show, name="now"),
    path(YEAR, pages.show, name="report"),
    path(f"{YEAR}report.xlsx", pages.workbook, name="report_file"),
    path(f"{YEAR}report.pdf", pages.paper, name="report_paper"),
    path(FARMS, pages.show, {"farms": True}, name="farms"),
    path(f"{FARMS}report.xlsx", pages.workbook, {"farms": True}, name="farms_file"),
    path(f"{FARMS}report.pdf", pages.paper, {"farms": True}, name="farms_paper"),
    path(f"{FARMS}<str:figure>/", pages.rows, {"farms": True}, name="farms_rows"),
    path(f"{YEAR}<str:figure>/", pages.rows, name="report_rows"),
]
