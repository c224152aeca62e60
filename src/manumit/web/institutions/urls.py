"""URLs of the office. No URL contains anything about a person."""

from django.urls import path

from manumit.web.institutions import office_pages, provider_pages, views
from manumit.web.institutions.account_pages import patterns

app_name = "institutions"
urlpatterns = [
    path("", views.home, name="home"),
    path("posts/", views.posts, name="posts"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end/", views.end_session, name="end_session"),
    path("over/", views.session_ended, name="over"),
    path("kept/", views.kept_form, name="kept"),
    path("leave/", views.quick_exit, name="leave"),
    path("password/forgotten/", views.forgotten, name="forgotten"),
    path("password/forgotten/done/", views.forgotten_done, name="forgotten_done"),
    path("provider/", provider_pages.provider, name="provider"),
    path("provider/back/", provider_pages.provider_back, name="provider_back"),
    path("provider/refused/", provider_pages.provider_refused, name="provider_refused"),
    path("invitation/", views.accept, name="accept"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("people/", views.people, name="people"),
    path("people/waiting/", views.waiting, name="waiting"),
    path("people/waiting/<uuid:post>/approve/", views.approve, name="approve"),
    path("people/waiting/<uuid:post>/refuse/", views.refuse, name="refuse"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<uuid:member>/close/", views.deactivate, name="deactivate"),
    path("people/<uuid:member>/renew/", views.renew, name="renew"),
    path("people/posts/<uuid:post>/end/", views.end_post, name="end_post"),
    path("people/invitations/<uuid:invitation>/revoke/", views.revoke, name="revoke"),
    path("offices/", office_pages.list_offices, name="offices"),
    path("offices/<uuid:office>/", office_pages.change_office, name="office"),
    *patterns(),
]
