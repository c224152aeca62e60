"""Addresses of case files. A key leads to a row; nothing tells of whom, or what was said."""

from django.urls import path

from manumit.web.cases.views import (
    attachments,
    consents,
    decisions,
    files,
    findings,
    identities,
    interviews,
    mandates,
    openings,
    referrals,
    waivers,
)

app_name = "cases"
FILE = "files/<uuid:file>/"
ATTACHMENT = "attachments/<uuid:attachment>/"
REFERRAL = "referrals/<uuid:referral>/"

urlpatterns = [
    path("files/", files.index, name="index"),
    path("files/new/", files.new, name="new"),
    path("search/", files.search, name="search"),
    path(FILE, files.show, name="file"),
    path(f"{FILE}contact/", files.contact, name="contact"),
    path(f"{FILE}age/", files.age, name="age"),
    path(f"{FILE}share/", files.share, name="share"),
    path(f"{FILE}leave/", files.leave, name="leave"),
    path(f"{FILE}seen/", files.seen, name="seen"),
    path(f"{FILE}identity/", identities.show, name="identity"),
    path(f"{FILE}identity/change/", identities.change, name="change"),
    path(f"{FILE}identity/choose/", identities.choose, name="choose"),
    path(f"{FILE}interviews/", interviews.index, name="interviews"),
    path("interviews/<uuid:draft>/", interviews.interview, name="interview"),
    path(f"{FILE}attachments/", attachments.index, name="attachments"),
    path(f"{FILE}attachments/new/", attachments.new, name="attach"),
    path(ATTACHMENT, attachments.attachment, name="attachment"),
    path(f"{ATTACHMENT}content/", attachments.content, name="attachment_content"),
    path(f"{ATTACHMENT}withdraw/", attachments.withdraw, name="attachment_withdraw"),
    path(f"{FILE}findings/", findings.index, name="findings"),
    path("findings/<uuid:finding>/", findings.finding, name="finding"),
    path(f"{FILE}decisions/", decisions.index, name="decisions"),
    path(f"{FILE}decisions/new/", decisions.decide, name="decide"),
    path(f"{FILE}consents/", consents.index, name="consents"),
    path(f"{FILE}consents/new/", consents.new, name="consent"),
    path(f"{FILE}consents/withdraw/", consents.withdraw, name="consent_withdraw"),
    path(f"{FILE}consents/danger-over/", consents.end_waiver, name="waiver_end"),
    path(f"{FILE}mandates/", mandates.index, name="mandates"),
    path(f"{FILE}mandates/new/", mandates.new, name="mandate"),
    path("mandates/<uuid:mandate>/end/", mandates.end, name="mandate_end"),
    path(f"{FILE}referrals/", referrals.index, name="referrals"),
    path(f"{FILE}referrals/new/", referrals.refer, name="refer"),
    path(f"{FILE}emergency/", openings.ask, name="emergency"),
    path("referrals/", referrals.inbox, name="inbox"),
    path(REFERRAL, referrals.referral, name="referral"),
    path(f"{REFERRAL}accept/", referrals.accept, name="accept"),
    path(f"{REFERRAL}decline/", referrals.decline, name="decline"),
    path(f"{REFERRAL}withdraw/", referrals.withdraw, name="referral_withdraw"),
    path(f"{REFERRAL}answer/", referrals.answer, name="answer"),
    path(f"{REFERRAL}consent/withdraw/", referrals.withdraw_consent, name="consent_here"),
    path("openings/", openings.index, name="openings"),
    path("openings/<uuid:opening>/confirm/", openings.confirm, name="confirm"),
    path("openings/<uuid:opening>/revoke/", openings.revoke, name="revoke"),
    path("openings/<uuid:opening>/notice/", openings.notice, name="notice"),
    path("waivers/", waivers.index, name="waivers"),
    path("waivers/<uuid:waiver>/notice/", waivers.notice, name="waiver_notice"),
]
