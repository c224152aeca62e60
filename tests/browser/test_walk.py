"""One worker, from the first interview to the paid wage and the verdict, through eight bodies.

An inspector meets her and writes down what she says; the identification body, which works in
Arabic, decides; a shelter, which works in French, helps and passes her on; a union brings her wages
to a court, and she confirms in private that they came; a prosecution charges, and the court finds
guilty. A ministry's statistician counts her, and nobody else reads a number so small. Each has a
browser of their own. Pages that no other walk opens are looked at by axe, once for each kind.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from browser.browsers import SCHEMES, barriers
from browser.officers import IDENT, INSPECTOR, PROSECUTION, SHELTER, Officer, Walk, _walk, at_work
from browser.packs import say
from manumit.web.kernel.days import today

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("worker")]
started = _walk
"""The demonstration, started once for this module."""
UNION, COURT = "union@union.example", "court@court.example"
COUNTER = "stats@statistics.example"
NAME, FIRM, NUMBER = "Amina Planted-Wq", "Seaside-Planted-Wq", "PVT-9913-WQ"
REASONING, NEED, WORDS = "Held-by-a-debt-Wq", "A-quiet-room-Wq", "All-of-it-came-Wq"
EVIDENCE = "EV-4711-WQ"
PLANTED = (NAME, FIRM, NUMBER, REASONING, NEED, WORDS, EVIDENCE)
OWN_KINDS = ("proceedings/", "support/", "reflections/", "statistics/", "protection/")
"""Parts of addresses of pages that no other walk opens."""
REPLIES = 12


class Member(Officer):
    """Somebody at work, in the language that their pages are in."""

    def look(self, *, axe: bool = True) -> None:
        """What is wrong with a page; by axe the first of each kind that is walked here alone."""
        kind = re.sub(r"[0-9a-f-]{36}", "*", self.page.url.removeprefix(self.walk.site))
        own = any(part in kind for part in OWN_KINDS)
        seen = self.walk.pages.setdefault("kinds", [])
        super().look(axe=False)
        if axe and own and kind not in seen:
            seen.append(kind)
            found = barriers(self.page, SCHEMES)
            if found:
                self.walk.wrong[kind] = [*self.walk.wrong.get(kind, []), *found]

    def works_in(self, tag: str) -> None:
        """The office in another language."""
        self.visitor.open(f"/{tag}/office/")
        self.look()

    def group(self, field: str) -> Locator:
        """Several buttons or boxes of a form, by the words above them."""
        return self.page.get_by_role("group", name=self.say(field), exact=True)

    def tick(self, field: str, text_id: str) -> None:
        """One of them, by its words."""
        self.group(field).get_by_label(self.say(text_id), exact=True).check()

    def tick_like(self, field: str, part: str) -> None:
        """The same, by a part of its words."""
        self.group(field).get_by_label(part).first.check()

    def fill(self, room: str, **fields: str) -> None:
        """What is typed into fields of a room."""
        for field, text in fields.items():
            name = self.say(f"{room}_field/{field}")
            self.visitor.main.get_by_role("textbox", name=name, exact=True).fill(text)

    def says(self, text_id: str) -> None:
        """The page says it."""
        assert self.say(text_id) in self.visitor.main.inner_text(), text_id

    def goes_on_with(self, place: str) -> None:
        """The first row of a list of the navigation."""
        self.to(place)
        self.click(self.page.locator("main :is(ul.files, tbody th) a").first)


def meets(inspector: Member) -> str:
    """File, interview, finding; then what she agrees to, institution by institution.

    Returns:
        the address of the file.
    """
    inspector.to("files")
    inspector.follow("cases/new")
    inspector.choose("age", "cases_age/adult")
    inspector.press("cases/new_do")
    inspector.choose("ways", "cases_way/text")
    inspector.choose("never_by", "cases_never_by/employer_side")
    inspector.press("cases/keep")
    file = inspector.page.url
    inspector.open_part("cases/interview")
    inspector.press("cases/begin")
    inspector.press("interview/hearing_alone")
    for _ in range(REPLIES):
        if inspector.visitor.is_asked:
            inspector.visitor.reply("yes")
    if inspector.visitor.is_asked:
        inspector.press("interview/finish")
    inspector.press("cases/close")
    inspector.says("cases_result/forced_labour_yes")
    inspector.page.goto(file)
    for institution in ("Workers' Union", "Labour Court"):
        inspector.agree("claim", institution)
    for purpose, institution in (
        ("referral", "Haven Shelter"),
        ("identification", "Identification Body"),
    ):
        inspector.refer(purpose, institution, named=False)
        inspector.page.goto(file)
    return file


def claims(inspector: Member, file: str) -> None:
    """A wage claim, lodged and given to the union that she mandates."""
    inspector.page.goto(file)
    inspector.open_part("cases/claims")
    inspector.follow("cases/claim_new")
    inspector.tick("remedies_field/route", "remedies_route/wage_claim")
    inspector.press("cases/claim_new")
    inspector.follow("remedies/items")
    inspector.follow("remedies/item_add")
    head = inspector.page.get_by_role("combobox", name=inspector.say("remedies_field/head"))
    head.select_option(label=inspector.say("remedies_head/wages"))
    inspector.fill(
        "remedies", currency="kes", claimed="1200.50", least="900", most="1500",
        begins="2026-01-01", ends="2026-06-30", article="Act, s. 77",
    )  # fmt: skip
    inspector.press("cases/keep")
    for kind, text in (("claimant", NAME), ("debtor", FIRM)):
        inspector.follow("remedies/fact_add")
        inspector.tick("remedies_field/fact", f"remedies_fact/{kind}")
        inspector.fill("remedies", text=text)
        inspector.press("cases/keep")
    inspector.follow("remedies/back")
    inspector.follow("remedies_step/lodge")
    inspector.press("remedies_step/lodge")
    inspector.follow("remedies/passing")
    inspector.follow("remedies/mandate_add")
    inspector.fill("remedies", name="Union officer", begins=today().isoformat())
    inspector.tick("remedies_field/basis", "remedies_basis/union_mandate")
    inspector.tick_like("remedies_field/office", "Workers' Union")
    inspector.press("cases/keep")


def decides(ident: Member) -> None:
    """In Arabic: presumed, with time to reflect from today; then identified."""
    ident.works_in("ar")
    ident.take_on()
    for reason in ("reasonable_grounds", "act_means_and_purpose"):
        ident.open_part("cases/decisions")
        ident.follow("cases/decide")
        ident.choose_like("outcome", ident.say(f"cases_reason/{reason}"))
        ident.write("reasoning", REASONING)
        ident.press("cases/decide_do")
    ident.says("cases_state/identified")
    ident.open_part("cases/protection")
    ident.says("protection_period/running")
    assert ident.visitor.main.locator(f'time[datetime="{today()}"]').count()


def supports(shelter: Member) -> None:
    """In French: taken on, a support plan with what is needed, and on to the prosecution."""
    shelter.works_in("fr")
    shelter.take_on()
    file = shelter.page.url
    shelter.agree("assistance", "Foyer Havre")
    shelter.open_part("cases/protection")
    shelter.press("cases/plan_new")
    shelter.follow("protection/need_add")
    shelter.tick("protection_field/area", "protection_area/housing")
    shelter.tick("protection_field/level", "protection_level/needed")
    shelter.fill("protection", text=NEED)
    shelter.press("protection/need_add")
    shelter.follow("protection_step/assess")
    shelter.press("protection_step/assess")
    shelter.says("protection_state/assessed")
    shelter.page.goto(file)
    shelter.refer("criminal_proceedings", "Parquet", named=False)


def brings_to_court(union: Member) -> None:
    """By her mandate."""
    union.goes_on_with("claims")
    union.says("remedies_relation/mandate")
    union.follow("remedies/passing")
    union.follow("remedies/submit")
    union.tick_like("remedies_field/recipient", "Labour Court")
    union.press("remedies/submit")
    union.says("remedies/said_passed_on")


def orders(court: Member) -> None:
    """What is to be paid."""
    court.goes_on_with("claims")
    court.follow("remedies_step/decide")
    court.tick("remedies_field/reason", "remedies_reason/judgment")
    head = court.page.get_by_role("combobox", name=court.say("remedies_field/head"))
    head.select_option(label=court.say("remedies_head/wages"))
    court.fill(
        "remedies", currency="KES", amount="1000", made_on=today().isoformat(),
        due_on=today().isoformat(),
    )  # fmt: skip
    court.press("remedies_step/decide")
    court.says("remedies_state/decided")


def is_paid(union: Member) -> None:
    """Reported, which counts for nothing; then she says in private that all of it came."""
    union.goes_on_with("claims")
    union.follow("remedies/report")
    union.fill("remedies", currency="KES", amount="1000", on_day=today().isoformat())
    union.tick("remedies_field/channel", "remedies_channel/through_mandate")
    union.tick("remedies_field/payer", "remedies_payer/employer")
    union.tick("remedies_field/waiver", "remedies_known/no")
    union.press("cases/keep")
    union.goes_on_with("claims")
    union.says("remedies_state/decided")
    union.click(union.page.get_by_role("link", name="1,000.00 KES", exact=True))
    union.tick("remedies_field/answer", "remedies_answer/received")
    union.tick("remedies_field/alone", "remedies_known/yes")
    union.tick("remedies_field/safe", "remedies_known/yes")
    union.fill("remedies", note=WORDS)
    union.press("cases/keep")
    union.says("remedies_state/paid")


def steps(who: Member, step: str, body: str, reason: str = "") -> None:
    """A step of the criminal case, today."""
    who.follow(f"justice_proceeding_step/{step}")
    if reason:
        who.tick("justice_field/reason", f"justice_reason/{reason}")
    who.fill("justice", on_day=today().isoformat())
    who.tick("justice_field/body", f"justice_body/{body}")
    who.press("cases/keep")


def prosecutes(prosecution: Member) -> None:
    """Takes her on with her consent; charges, each element on evidence; to the court."""
    prosecution.take_on()
    assert REASONING not in prosecution.page.content()
    assert NEED not in prosecution.page.content()
    prosecution.to("cases")
    prosecution.follow("justice/proceeding_new")
    prosecution.fill("justice", name=FIRM, country="ke", number=NUMBER)
    prosecution.press("cases/keep")
    steps(prosecution, "investigate", "police")
    prosecution.follow("justice/charge")
    prosecution.tick("justice_field/offence", "justice_offence/trafficking")
    prosecution.tick("justice_field/child", "justice_known/no")
    prosecution.press("cases/keep")
    for element in ("act", "means", "purpose"):
        prosecution.follow("justice/evidence")
        prosecution.tick_like("justice_field/charge", "1:")
        prosecution.tick("justice_field/element", f"justice_element/{element}")
        prosecution.tick("justice_field/kind", "justice_evidence/statement")
        prosecution.fill("justice", leads_to=EVIDENCE)
        prosecution.press("cases/keep")
    steps(prosecution, "charge", "prosecution")
    prosecution.follow("justice/pass_on")
    prosecution.tick_like("justice_field/recipient", "Labour Court")
    prosecution.press("cases/keep")
    prosecution.says("justice/said_passed_on")


def convicts(court: Member) -> None:
    """Hearing, trial, verdict, compensation, conviction; nobody appeals."""
    court.goes_on_with("cases")
    court.follow("justice/hearing")
    court.fill("justice", on_day=today().isoformat())
    court.tick("justice_field/kind", "justice_hearing/opening")
    court.press("cases/keep")
    steps(court, "open_trial", "court")
    court.follow("justice/verdict")
    court.tick_like("justice_field/charge", "1:")
    court.tick("justice_field/result", "justice_verdict/guilty")
    court.fill("justice", on_day=today().isoformat())
    court.press("cases/keep")
    court.follow("justice/sentence")
    court.tick("justice_field/kind", "justice_sentence/compensation")
    court.fill(
        "justice", on_day=today().isoformat(), currency="KES", amount="300000.25",
        owed_to="W-0815-WQ",
    )  # fmt: skip
    court.press("cases/keep")
    steps(court, "convict", "court")
    steps(court, "finalise", "court", "no_appeal_in_time")
    court.says("justice_proceeding_state/final")
    court.says("justice_verdict/guilty")


def counts(counter: Member) -> dict[str, str]:
    """The chain of the year, which nobody but the office sees: a release of it is refused.

    Returns:
        the number that stands beside each link of the chain.
    """
    counter.to("tables")
    counter.follow("statistics/ask")
    counter.fill("statistics", first=str(today().year), last=str(today().year))
    counter.press("statistics/ask")
    counter.page.locator("section[aria-labelledby=counts] li a").first.click()
    heading = counter.page.get_by_role("heading", level=1, name=counter.say("statistics/picture"))
    heading.wait_for(timeout=60_000)  # the page looks again by itself
    counter.look()
    seen = chain(counter)
    counter.follow("statistics/prepare")
    counter.press("statistics/prepare")
    assert counter.page.get_by_role("alert").count() == 1  # nothing protects tables of one person
    counter.visitor.complaints.clear()  # the browser notes that the form came back with 422
    counter.to("tables")
    counter.says("statistics/no_releases")
    counter.visitor.open("/en/statistics/")
    counter.says("statistics/none_published")
    return seen


def chain(counter: Member) -> dict[str, str]:
    """The first number of each row of both chains."""
    rows = counter.page.locator(
        "[aria-labelledby=chain-of-persons] tbody tr, [aria-labelledby=chain-of-accused] tbody tr"
    )
    return {
        row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in rows.all()
    }


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Iterator[tuple[Walk, dict[str, str]]]:
    """The whole walk, gone once."""

    def member(officer: Officer) -> Member:
        return Member(walk, officer.visitor, officer.email)

    with at_work(walk, chromium, INSPECTOR) as inspector:
        file = meets(member(inspector))
        claims(member(inspector), file)
    with at_work(walk, chromium, IDENT) as ident:
        decides(member(ident))
    with at_work(walk, chromium, SHELTER) as shelter:
        supports(member(shelter))
    with at_work(walk, chromium, UNION) as union, at_work(walk, chromium, COURT) as court:
        brings_to_court(member(union))
        orders(member(court))
        is_paid(member(union))
        with at_work(walk, chromium, PROSECUTION) as prosecution:
            prosecutes(member(prosecution))
        convicts(member(court))
    with at_work(walk, chromium, COUNTER) as counter:
        yield walk, counts(member(counter))


@pytest.mark.timeout(600)  # one walk carries all tests of the module: 90 to 125 s on quiet cores
def test_a_worker_comes_from_an_interview_to_a_paid_wage_and_a_verdict(
    walked: tuple[Walk, dict[str, str]],
) -> None:
    walk, _ = walked
    assert walk.wrong == {}
    spoken = {re.sub(r"^/([a-z]+)/.*", r"\1", one) for one in walk.pages["kinds"]}
    assert spoken == {"en", "fr", "ar"}


def test_the_ministry_counts_her_and_publishes_no_number_so_small(
    walked: tuple[Walk, dict[str, str]],
) -> None:
    """R-71, R-72."""
    _, seen = walked
    links = [
        "statistics_persons/identified", "statistics_persons/assisted",
        "statistics_persons/remedied", "statistics_accused/convicted",
    ]  # fmt: skip
    names = [say("en", one) for one in links]
    assert [seen[name] for name in names] == ["1"] * len(names)


def test_nothing_of_her_stood_in_an_address_a_title_or_the_log(
    walked: tuple[Walk, dict[str, str]],
) -> None:
    walk, _ = walked
    assert len(walk.addresses) > 100
    seen = walk.traces()
    assert [one for one in PLANTED if one in seen] == []
