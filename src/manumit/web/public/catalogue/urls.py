"""Addresses name the page shown, never what somebody searched for."""

from django.urls import path

from manumit.web.public.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("lists/<slug:list>/", views.indicator_list, name="list"),
    path("lists/<slug:list>/<slug:code>/", views.indicator, name="indicator"),
    path("cases/", views.cases, name="cases"),
    path("cases/<slug:case>/", views.case, name="case"),
    path("interventions/", views.interventions, name="interventions"),
    path("interventions/<slug:area>/", views.area, name="area"),
    path("sources/", views.sources, name="sources"),
    path("forms/", views.forms, name="forms"),
    path("forms/<slug:list>/<str:tongue>/", views.form, name="form"),
    path("how/<slug:rule>/", views.rule, name="rule"),
]
