"""Addresses of work. A key leads to a row; nothing tells of whom, or what is to be done."""

from django.urls import path

from manumit.web.work import views

app_name = "work"
ABOUT = "work/about/<slug:kind>/<uuid:row>/"
TASK = "work/tasks/<uuid:task>/"

urlpatterns = [
    path("work/", views.mine, name="mine"),
    path(ABOUT, views.about, name="about"),
    path(f"{ABOUT}new/", views.new, name="new"),
    path(TASK, views.task, name="task"),
    path(f"{TASK}<slug:name>/", views.step, name="step"),
]
