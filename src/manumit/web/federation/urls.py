"""Addresses of the pages about other installations; keys are random ids."""

from django.urls import path

from manumit.web.federation import views

app_name = "federation"
PEER = "installations/<uuid:peer>/"

urlpatterns = [
    path("installations/", views.index, name="index"),
    path("installations/new/", views.new, name="new"),
    path("installations/referrals/<uuid:referral>/", views.delivery, name="delivery"),
    path(PEER, views.show, name="peer"),
    path(f"{PEER}steps/<str:name>/", views.step, name="step"),
]
