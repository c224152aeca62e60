"""Two addresses: the words of an offer, and six questions. Neither holds a word of it."""

from django.urls import path

from manumit.web.public.offers import pages

app_name = "offers"
urlpatterns = [
    path("", pages.check, name="check"),
    path("questions/", pages.questions, name="questions"),
]
