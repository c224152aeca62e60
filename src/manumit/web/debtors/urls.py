"""URLs of the debtors of claims."""

from django.urls import path

from manumit.web.debtors import pages

app_name = "debtors"

urlpatterns = [path("claims/debtors/", pages.index, name="index")]
