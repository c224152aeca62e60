"""URLs of group cases. Keys identify rows; no URL contains a name or a statement."""

from django.urls import path

from manumit.web.group_cases import pages

app_name = "group_cases"
PLACE = "places/<slug:kind>/<uuid:entry>/"
GROUP = "groups/<uuid:group>/"

urlpatterns = [
    path(f"{PLACE}group/", pages.new, name="group_new"),
    path("groups/", pages.index, name="groups"),
    path(GROUP, pages.show, name="group"),
    path(f"{GROUP}join/", pages.join, name="group_join"),
    path(f"{GROUP}files/<uuid:file>/leave/", pages.leave, name="group_leave"),
    path(f"{GROUP}facts/new/", pages.fact, name="fact_new"),
    path(f"{GROUP}files/<uuid:file>/facts/<uuid:fact>/", pages.take, name="fact_take"),
    path(f"{GROUP}same-person/", pages.same, name="same_person"),
]
