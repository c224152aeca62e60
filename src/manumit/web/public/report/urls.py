"""Three addresses, none of which reveals what somebody did there."""

from django.urls import path

from manumit.web.public.report import answers, views

app_name = "report"
urlpatterns = [
    path("", answers.advice, name="advice"),
    path("more/", views.step, name="step"),
    path("code/", answers.code, name="code"),
]
