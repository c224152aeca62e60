"""Password links, sent in the background, so that timing reveals nothing."""

import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.urls import reverse
from procrastinate.contrib.django import app

from manumit.web.institutions.models import Member
from manumit.web.ui.languages import words

NOBODY = uuid.UUID(int=0)


def queue_password_link(email: str) -> None:
    """Queue a link for an address; the same work if nobody has the address."""
    found = Member.objects.filter(email=email, is_active=True).first()
    send_password_link.defer(member=str(NOBODY if found is None else found.pk))


@app.task(name="institutions.send_link")
def send_password_link(member: str) -> None:
    """Send one neutral link."""
    found = Member.objects.filter(pk=member, is_active=True).first()
    if found is None or settings.MANUMIT.mail is None:
        return
    key = default_token_generator.make_token(found)
    path = reverse(
        "institutions:new_password",
        kwargs={"language": found.language, "uidb36": user_pk_to_url_str(found), "key": key},
    )
    spoken = words(found.language)
    link = f"{settings.MANUMIT.origin}{path}"
    EmailMessage(
        spoken.name("account/mail_subject"),
        spoken.say("account/mail_body", link=link),
        settings.MANUMIT.mail.sender,
        [found.email],
    ).send()


@app.periodic(cron="17 3 * * *")
@app.task(name="institutions.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete expired sessions."""
    del timestamp
    call_command("clearsessions")
