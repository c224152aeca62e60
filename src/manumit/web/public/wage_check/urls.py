"""One address for all forms, so that no browser history shows them; others for companies."""

from django.urls import path

from manumit.web.public.wage_check import firm, views

app_name = "wage_check"
urlpatterns = [
    path("", views.step, name="step"),
    path("firm/", firm.form, name="firm"),
    path("firm/result/", firm.result, name="firm_result"),
    path("firm/result/file/", firm.taken, name="firm_file"),
    path("firm/result/remove/", firm.remove, name="firm_remove"),
]
