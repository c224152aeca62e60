"""Addresses of other installations. A key leads to a row; nothing tells of whom."""

from django.urls import path

from manumit.web.between import views

app_name = "between"
PEER = "installations/<uuid:peer>/"

urlpatterns = [
    path("installations/", views.index, name="index"),
    path("installations/new/", views.new, name="new"),
    path("installations/referrals/<uuid:referral>/", views.delivery, name="delivery"),
    path(PEER, views.show, name="peer"),
    path(f"{PEER}steps/<str:name>/", views.step, name="step"),
]
