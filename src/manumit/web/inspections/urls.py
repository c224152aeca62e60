"""URLs of inspections. They contain row keys only, never anything about a workplace or person."""

from django.urls import path

from manumit.web.inspections import order_pages, pages, programme_pages

app_name = "inspections"
PLACE, VISIT = "workplaces/<uuid:workplace>/", "visits/<uuid:visit>/"
ORDER = "orders/<uuid:order>/"
PROGRAMME = "programmes/<uuid:programme>/"

urlpatterns = [
    path("visits/", pages.index, name="visits"),
    path("visits/new/", pages.choose, name="choose"),
    path("visits/checklists/<str:module>.pdf", pages.blank_checklist, name="checklist_blank"),
    path(f"{PLACE}visits/", pages.place, name="place"),
    path(f"{PLACE}visits/new/", pages.plan, name="plan"),
    path(VISIT, pages.show, name="visit"),
    path(f"{VISIT}begin/", pages.begin, name="begin"),
    path(f"{VISIT}refused-entry/", pages.refuse, name="refuse"),
    path(f"{VISIT}people/new/", pages.people, name="people"),
    path(f"{VISIT}checklist/", pages.answer, name="checklist"),
    path(f"{VISIT}checklist.pdf", pages.checklist_paper, name="checklist_paper"),
    path(f"{VISIT}violations/new/", pages.violation, name="violation"),
    path(f"{VISIT}violations/<uuid:violation>/screening/", pages.screen, name="screening"),
    path(f"{VISIT}steps/<str:name>/", pages.step, name="visit_step"),
    path(f"{VISIT}violations/<uuid:violation>/order/", order_pages.new, name="order_new"),
    path("programmes/", programme_pages.index, name="programmes"),
    path("programmes/new/", programme_pages.new, name="programme_new"),
    path(PROGRAMME, programme_pages.show, name="programme"),
    path(f"{PROGRAMME}check/", programme_pages.check, name="programme_check"),
    path(f"{PROGRAMME}steps/<str:name>/", programme_pages.step, name="programme_step"),
    path(
        f"{PROGRAMME}workplaces/<uuid:workplace>/visits/new/",
        programme_pages.plan,
        name="programme_plan",
    ),
    path("orders/", order_pages.index, name="orders"),
    path(ORDER, order_pages.show, name="order"),
    path(f"{ORDER}steps/<str:name>/", order_pages.step, name="order_step"),
    path(f"{ORDER}alone/", order_pages.alone, name="order_alone"),
    path(f"{ORDER}document.pdf", order_pages.paper, name="order_paper"),
    path(f"{ORDER}workers/", order_pages.list_workers, name="list_workers"),
    path(f"{ORDER}workers.pdf", order_pages.list_paper, name="list_paper"),
]
