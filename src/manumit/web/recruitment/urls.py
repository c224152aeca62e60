"""URLs of the room. They contain row keys only, never anything about an applicant."""

from django.urls import path

from manumit.web.recruitment import pages

app_name = "recruitment"
APPLICATION = "applications/<uuid:application>/"

urlpatterns = [
    path("applications/", pages.index, name="applications"),
    path("applications/new/", pages.new, name="new"),
    path(APPLICATION, pages.show, name="application"),
    path(f"{APPLICATION}steps/<str:name>/", pages.step, name="step"),
    path(f"{APPLICATION}assess/", pages.assess, name="assess"),
    path(f"{APPLICATION}hearing/", pages.hearing, name="hearing"),
    path(f"{APPLICATION}bond/", pages.bond, name="bond"),
    path("licences/", pages.licences, name="licences"),
    path("licences/publish/", pages.publish, name="publish"),
    path("licences/list.<str:kind>", pages.list_file, name="list_file"),
    path("licences/<uuid:licence>/steps/<str:name>/", pages.licence_step, name="licence_step"),
]
