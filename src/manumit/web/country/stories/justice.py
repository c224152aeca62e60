"""Stories of proceedings, penalties and entries: convictions, acquittals, appeals, annulments."""

from manumit.web.country.acting import Story, StoryRun
from manumit.web.country.stories.cases import identified, interviewed_file
from manumit.web.justice import services
from manumit.web.justice.models import Penalty, Proceeding, Sanction
from manumit.web.justice.policies import penalty_policy, proceeding_policy
from manumit.web.justice.services import (
    IdentityAnswers,
    PenaltyDetails,
    Respondent,
    SanctionProposal,
    SentenceMeasure,
    StepDay,
)

TRAFFICKING = "trafficking"

# What an element of an offence is usually shown by.
SHOWN_BY = {"act": "document", "means": "statement", "purpose": "payment_record"}


def _against(tale: StoryRun) -> Respondent:
    return Respondent(name=tale.agency.name, country=tale.country.code, number=tale.agency.number)


def _day(tale: StoryRun, body: str = "prosecution") -> StepDay:
    return StepDay(tale.today, body)


def _moved(tale: StoryRun, row: Proceeding, name: str, reason: str = "") -> None:
    row.refresh_from_db()
    services.move_proceeding(
        tale.who("justice"),
        row.pk,
        name,
        _day(tale),
        seen=row.version,
        request=tale.request(),
        reason=reason,
    )


def _investigated(tale: StoryRun) -> Proceeding:
    by = tale.who("inspect")
    identified(tale, interviewed_file(tale, by), by)
    tale.days(3, 40)
    row = services.open_proceeding(tale.who("justice"), _against(tale), request=tale.request())
    tale.days(2, 30)
    _moved(tale, row, "investigate")
    return row


def _charged(tale: StoryRun, offences: tuple[str, ...]) -> Proceeding:
    row, by = _investigated(tale), tale.who("justice")
    tale.days(20, 200)
    for offence in offences:
        made = services.add_charge(by, row.pk, offence, "no", request=tale.request())
        for element in made.to_show():
            tale.minutes()
            services.add_evidence(
                by,
                row.pk,
                made.number,
                element=element,
                kind=SHOWN_BY.get(element, "document"),
                leads_to=tale.number("EV"),
                request=tale.request(),
            )
    tale.minutes()
    _moved(tale, row, "charge")
    return row


def _at_court(tale: StoryRun) -> None:
    """Charged, and passed on: from now on the court alone writes down hearings and verdicts."""
    row = _charged(tale, (TRAFFICKING,))
    tale.days(2, 20)
    services.pass_on(
        tale.who("justice"), proceeding_policy, row.pk, tale.office("court"), request=tale.request()
    )


def _at_trial(tale: StoryRun) -> Proceeding:
    row = _charged(tale, tale.draw.choice(((TRAFFICKING,), (TRAFFICKING, "illegal_recruitment"))))
    tale.days(20, 120)
    services.add_hearing(tale.who("justice"), row.pk, tale.today, "opening", request=tale.request())
    _moved(tale, row, "open_trial")
    return row


def _verdicts(tale: StoryRun, row: Proceeding, result: str) -> None:
    for charge in row.charges.order_by("number"):
        services.add_verdict(
            tale.who("justice"), row.pk, charge.number, result, tale.today, request=tale.request()
        )


def _convicted(tale: StoryRun) -> Proceeding:
    row = _at_trial(tale)
    tale.days(20, 200)
    _verdicts(tale, row, "guilty")
    _moved(tale, row, "convict")
    currency = tale.country.currency
    for one in (
        SentenceMeasure(kind="prison", on_day=tale.today, months=tale.draw.randint(12, 120)),
        SentenceMeasure(
            kind="compensation",
            on_day=tale.today,
            currency=currency,
            amount=tale.amount(1000, 20000),
            owed_to=tale.number("W"),
        ),
    ):
        services.add_sentence(tale.who("justice"), row.pk, one, request=tale.request())
    return row


# The stories


def _investigation(tale: StoryRun) -> None:
    _investigated(tale)


def _trial(tale: StoryRun) -> None:
    _at_trial(tale)


def _conviction(tale: StoryRun) -> None:
    row = _convicted(tale)
    tale.days(31, 45)
    _moved(tale, row, "finalise", "no_appeal_in_time")


def _acquittal(tale: StoryRun) -> None:
    row = _at_trial(tale)
    tale.days(20, 200)
    _verdicts(tale, row, "not_guilty")
    _moved(tale, row, "acquit")
    tale.days(31, 45)
    _moved(tale, row, "finalise", "no_appeal_in_time")


def _appeal(tale: StoryRun) -> None:
    row = _convicted(tale)
    tale.days(5, 25)
    _moved(tale, row, "appeal", "by_the_defence")
    tale.days(60, 200)
    _moved(tale, row, "finalise", "appeal_withdrawn")


def _discontinued(tale: StoryRun) -> None:
    row = _investigated(tale)
    tale.days(30, 250)
    _moved(tale, row, "discontinue", tale.draw.choice(("not_enough_evidence", "accused_not_found")))


def _penalty(tale: StoryRun) -> Penalty:
    by = tale.who("inspect")
    interviewed_file(tale, by)
    tale.days(5, 40)
    details = PenaltyDetails(
        kind="penalty_fine",
        ground="recruitment_fees",
        on_day=tale.today,
        currency=tale.country.currency,
        amount=tale.amount(500, 9000),
    )
    return services.record_penalty(by, _against(tale), details, request=tale.request())


def _penalty_step(tale: StoryRun, row: Penalty, name: str, reason: str = "") -> None:
    row.refresh_from_db()
    services.move_penalty(
        tale.who("inspect"),
        row.pk,
        name,
        _day(tale, "inspectorate"),
        seen=row.version,
        request=tale.request(),
        reason=reason,
    )


def _penalty_told(tale: StoryRun) -> None:
    row = _penalty(tale)
    tale.days(1, 5)
    services.pass_on(
        tale.who("inspect"),
        penalty_policy,
        row.pk,
        tale.office("employers"),
        request=tale.request(),
    )


def _penalty_overturned(tale: StoryRun) -> None:
    row = _penalty(tale)
    tale.days(5, 20)
    _penalty_step(tale, row, "contest")
    tale.days(20, 90)
    _penalty_step(tale, row, "annul", "overturned")


def _sanction(tale: StoryRun) -> Sanction:
    row, by = _penalty(tale), tale.who("inspect")
    tale.days(31, 45)
    _penalty_step(tale, row, "finalise", "not_contested_in_time")
    entry = services.propose_sanction(
        by,
        tale.agency.name,
        SanctionProposal("recruitment_fees", penalty=row.pk),
        request=tale.request(),
    )
    tale.days(10, 30)
    services.hear_defence(
        by,
        entry.pk,
        _day(tale, "inspectorate"),
        how="heard_in_writing",
        seen=1,
        request=tale.request(),
    )
    tale.days(10, 30)
    services.decide_sanction(
        by,
        entry.pk,
        _day(tale, "inspectorate"),
        reason="defence_does_not_convince",
        seen=2,
        request=tale.request(),
    )
    return entry


def _published(tale: StoryRun) -> None:
    entry, by = _sanction(tale), tale.who("inspect")
    checked = IdentityAnswers(
        household="no",
        natural_person="no",
        workers=tale.draw.randint(40, 400),
        otherwise="no",
        reason="many_workers_over_time",
    )
    services.check_identity(by, entry.pk, checked, request=tale.request())
    tale.days(1, 5)
    services.publish_sanction(
        by, entry.pk, _day(tale, "inspectorate"), until=None, seen=3, request=tale.request()
    )


def _sanction_annulled(tale: StoryRun) -> None:
    entry = _sanction(tale)
    tale.days(10, 40)
    services.annul_sanction(
        tale.who("inspect"),
        entry.pk,
        _day(tale, "inspectorate"),
        reason="decision_overturned",
        seen=3,
        request=tale.request(),
    )


STORIES = (
    Story("investigation", "justice", _investigation, 8, open=True),
    Story("trial", "justice", _trial, 8, open=True),
    Story("at_court", "justice", _at_court, 8, open=True),
    Story("conviction", "justice", _conviction, 8),
    Story("acquittal", "justice", _acquittal, 6),
    Story("appeal", "justice", _appeal, 4),
    Story("discontinued", "justice", _discontinued, 10),
    Story("penalty_told", "justice", _penalty_told, 8, open=True),
    Story("penalty_overturned", "justice", _penalty_overturned, 8),
    Story("sanction_published", "justice", _published, 4, open=True),
    Story("sanction_annulled", "justice", _sanction_annulled, 4),
)
