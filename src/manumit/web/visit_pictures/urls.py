"""URLs of pictures of visits. They contain row keys only, never anything about a person."""

from django.urls import path

from manumit.web.visit_pictures import pages

app_name = "visit_pictures"

urlpatterns = [
    path("visits/<uuid:visit>/pictures/", pages.index, name="pictures"),
    path("visits/<uuid:visit>/pictures/new/", pages.new, name="new"),
    path("visits/pictures/<uuid:picture>/", pages.show, name="picture"),
    path("visits/pictures/<uuid:picture>/content/", pages.content, name="content"),
    path("visits/pictures/<uuid:picture>/withdraw/", pages.withdraw, name="withdraw"),
]
