"""URLs of tasks. Keys identify rows; no URL contains a person or a note."""

from django.urls import path

from manumit.web.tasks import views

app_name = "tasks"
ABOUT = "work/about/<slug:kind>/<uuid:row>/"
TASK = "work/tasks/<uuid:task>/"

urlpatterns = [
    path("work/", views.my_work, name="mine"),
    path("work/later/<slug:kind>/<uuid:row>/", views.later, name="later"),
    path("work/remind/<slug:kind>/<uuid:row>/", views.remind_of, name="remind"),
    path(ABOUT, views.tasks_about, name="about"),
    path(f"{ABOUT}new/", views.new, name="new"),
    path(TASK, views.task, name="task"),
    path(f"{TASK}<slug:name>/", views.step, name="step"),
]
