"""URLs of complaints. They contain row keys only, never anything that somebody reported."""

from django.urls import path

from manumit.web.complaints import pages

app_name = "complaints"
COMPLAINT = "complaints/<uuid:complaint>/"

urlpatterns = [
    path("complaints/", pages.index, name="index"),
    path("complaints/counted/", pages.counted, name="counted"),
    path(COMPLAINT, pages.show, name="complaint"),
    path(f"{COMPLAINT}finding.json", pages.finding, name="finding"),
    path(f"{COMPLAINT}attachments/new/", pages.attach, name="attach"),
    path(f"{COMPLAINT}attachments/<uuid:attachment>/", pages.attachment, name="attachment"),
    path(f"{COMPLAINT}urgency/", pages.urgency, name="urgency"),
    path(f"{COMPLAINT}new-date/", pages.postpone, name="postpone"),
    path(f"{COMPLAINT}messages/new/", pages.message, name="message"),
    path(f"{COMPLAINT}briefings/new/", pages.brief, name="brief"),
    path(f"{COMPLAINT}briefings/<uuid:briefing>/", pages.briefing, name="briefing"),
    path(f"{COMPLAINT}source/", pages.ask_source, name="ask_source"),
    path(f"{COMPLAINT}read/", pages.read, name="read"),
    path(f"{COMPLAINT}reprisals/new/", pages.reprisal, name="reprisal"),
    path(
        "complaint-reprisals/<uuid:reprisal>/<str:name>/",
        pages.reprisal_step,
        name="reprisal_step",
    ),
    path("complaint-sources/<uuid:opening>/", pages.source, name="source"),
    path("complaint-sources/<uuid:opening>/<str:name>/", pages.decide_source, name="decide_source"),
    path(f"{COMPLAINT}steps/<str:name>/", pages.step, name="step"),
]
