"""Links to a new password, sent in the background: how long it takes tells nothing."""

import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.urls import reverse
from procrastinate.contrib.django import app

from manumit.web.institutions.models import Member
from manumit.web.pages.languages import words

NOBODY = uuid.UUID(int=0)


def order_link(email: str) -> None:
    """Orders a link for whoever has the address; the same work where nobody has."""
    found = Member.objects.filter(email=email, is_active=True).first()
    send_link.defer(member=str(NOBODY if found is None else found.pk))


@app.task(name="institutions.send_link")
def send_link(member: str) -> None:
    """Sends one neutral link."""
    found = Member.objects.filter(pk=member, is_active=True).first()
    if found is None or settings.MANUMIT.mail is None:
        return
    key = default_token_generator.make_token(found)
    path = reverse(
        "institutions:new_password",
        kwargs={"language": found.language, "uidb36": user_pk_to_url_str(found), "key": key},
    )
    spoken = words(found.language)
    link = f"https://{settings.MANUMIT.hosts[0]}{path}"
    EmailMessage(
        spoken.name("account/mail_subject"),
        spoken.say("account/mail_body", link=link),
        settings.MANUMIT.mail.sender,
        [found.email],
    ).send()


@app.periodic(cron="17 3 * * *")
@app.task(name="institutions.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Forgets sessions that are over."""
    del timestamp
    call_command("clearsessions")
