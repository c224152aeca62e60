"""One address for what people enter, so that no history tells what or how far; one for firms."""

from django.urls import path

from manumit.web.wages import firm, views

app_name = "wages"
urlpatterns = [
    path("", views.step, name="step"),
    path("firm/", firm.form, name="firm"),
    path("firm/result/", firm.result, name="firm_result"),
    path("firm/result/file/", firm.taken, name="firm_file"),
    path("firm/result/remove/", firm.remove, name="firm_remove"),
]
