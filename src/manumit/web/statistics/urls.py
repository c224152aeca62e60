"""Addresses of counts and releases, for statisticians."""

from django.urls import path

from manumit.web.statistics.views import office

app_name = "statistics"
OUTCOMES, RELEASE = "statistics/counts/<uuid:outcomes>/", "statistics/releases/<uuid:release>/"
urlpatterns = [
    path("statistics/", office.index, name="index"),
    path("statistics/counts/new/", office.ask, name="ask"),
    path(OUTCOMES, office.outcomes, name="outcomes"),
    path(f"{OUTCOMES}list.<str:form>", office.listed, name="listed"),
    path(f"{OUTCOMES}prepare/", office.prepare, name="prepare"),
    path(RELEASE, office.release, name="release"),
    path(f"{RELEASE}steps/<str:name>/", office.step, name="step"),
]
