"""Applications for a licence: most are granted; a revoked owner comes back through his sister."""

import datetime as dt

from manumit.web.country.acting import NAME, TELEPHONE, Story, StoryRun
from manumit.web.kernel.access.actors import Actor
from manumit.web.recruitment import verbs
from manumit.web.recruitment.content import AgencyContent
from manumit.web.recruitment.lists import FAILED, MET, licensing_rules
from manumit.web.recruitment.models import LicenceApplication, RecruiterLicence


def _record(tale: StoryRun, by: Actor, content: AgencyContent) -> LicenceApplication:
    return verbs.record_application(by, content, request=tale.request())


def _firm() -> AgencyContent:
    """A firm of one owner, by whose name it is called, so that each has a name of its own.

    Without an address, which all firms would share.
    """
    return AgencyContent(
        name=f"{NAME} Recruitment (invented)",
        officers=(NAME,),
        owners=(NAME,),
        telephones=(TELEPHONE,),
    )


def _moved(
    tale: StoryRun, by: Actor, row: LicenceApplication, *names: str, reason: str = ""
) -> LicenceApplication:
    for name in names:
        tale.days(1, 6)
        last = name == names[-1]
        row = verbs.move_application(
            by,
            row.pk,
            name,
            seen=row.version,
            request=tale.request(),
            reason=reason if last else "",
        )
    return row


def _assessed(tale: StoryRun, by: Actor, row: LicenceApplication, *failed: str) -> None:
    found = {one: FAILED if one in failed else MET for one in licensing_rules().points}
    verbs.assess_application(by, row.pk, found, request=tale.request())


def _licensed(tale: StoryRun, by: Actor) -> RecruiterLicence:
    row = _moved(tale, by, _record(tale, by, _firm()), "complete", "vet", "inspect")
    _assessed(tale, by, row)
    verbs.move_bond(by, row.pk, "paid_in", "50000", tale.today, request=tale.request())
    return RecruiterLicence.objects.get(application=_moved(tale, by, row, "grant"))


def _granted(tale: StoryRun) -> None:
    _licensed(tale, tale.who("licence"))


def _refused(tale: StoryRun) -> None:
    by = tale.who("licence")
    row = _moved(tale, by, _record(tale, by, _firm()), "complete", "vet", "inspect")
    _assessed(tale, by, row, "fees")
    _moved(tale, by, row, "refuse", reason="critical_standard")


def _back_through_his_sister(tale: StoryRun) -> None:
    """The licence is revoked; a new firm applies, of another owner with the same telephone."""
    by = tale.who("licence")
    licence = _licensed(tale, by)
    tale.days(200, 280)
    for name, reason in (("suspend", "evidence"), ("revoke", "final_judgment")):
        licence = verbs.move_licence(
            by, licence.pk, name, seen=licence.version, request=tale.request(), reason=reason
        )
        if name == "suspend":
            tale.minutes()
            verbs.set_hearing(by, licence.application_id, tale.today + dt.timedelta(days=10))
            tale.days(12, 20)
    tale.days(40, 90)
    sister = AgencyContent(
        name="New Dawn Placement (invented)",
        officers=("Zehra Anouk (invented)",),
        owners=("Zehra Anouk (invented)",),
        address="3 Hill Road, North (invented)",
        telephones=(TELEPHONE,),
    )
    row = _moved(tale, by, _record(tale, by, sister), "complete", "vet")
    tale.minutes()
    verbs.set_hearing(by, row.pk, tale.today + dt.timedelta(days=12))


STORIES = (
    Story("licence_granted", "licences", _granted, 12, open=True, person=False),
    Story("licence_refused", "licences", _refused, 3, open=True, person=False),
    Story(
        "licence_back_through_sister",
        "licences",
        _back_through_his_sister,
        1,
        open=True,
        person=False,
    ),
)
