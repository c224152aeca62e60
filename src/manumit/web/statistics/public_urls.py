"""Addresses of what is published, for anybody."""

from django.urls import path

from manumit.web.statistics.views import public

app_name = "outcomes"
urlpatterns = [
    path("", public.index, name="index"),
    path("definitions/", public.definition_list, name="definitions"),
    path("definitions/<str:name>/", public.definition, name="definition"),
    path("<uuid:release>/", public.release, name="release"),
    path("<uuid:release>/risk/", public.risk, name="risk"),
    path("<uuid:release>/risk/numbers.csv", public.risk_file, name="risk_file"),
    path("<uuid:release>/<str:name>.<str:form>", public.download, name="download"),
]
