"""Is this offer real? What the law says about an offer, and what the check must never say.

The texts in ``tests/data/offers`` were written for the tests: they prove the code, and say nothing
about how many deceptive offers are found.
"""

import re

import pytest

from manumit.assessment.view import Words
from manumit.cli.options import library_with
from manumit.offers import Checked, Unchecked, check_text
from manumit.offers.answers import OfferAnswers, check_answers
from manumit.offers.check import Unread
from manumit.offers.rulebook import TEXTS, FlagStrength, rulebook
from manumit.offers.view import check_as_json, check_as_text
from offer_texts import LANGUAGES, deceptive, evading, texts


def rules(found: Checked) -> set[str]:
    return {flag.rule.id for flag in found.flags}


def flagged(text: str) -> set[str]:
    return rules(check_text(text))


# Sentence 3 of the brief


def test_the_advert_for_a_driver_shows_fee_and_visit_visa_with_their_place() -> None:
    """Text in place of a picture; "no order" is named as not checked (R-10)."""
    text = "Dubai, driver, 4,500, visa on arrival, pay only medical."
    found = check_text(text)
    passages = {
        flag.rule.id: [text[span.start : span.end] for span in flag.spans] for flag in found.flags
    }
    assert passages == {"fee": ["pay only medical"], "visit_visa": ["4,500, visa on arrival"]}
    assert Unchecked.ORDER in found.unchecked


# nobody pays for a job; and who says so is not accused


@pytest.mark.parametrize(
    "text",
    [
        "Registration fee 150 dollars.",
        "You pay 3,500 AED for the visa.",
        "Send KSh 12,500 by M-Pesa for your work permit.",
        "Frais de dossier : 150 000 FCFA.",
        "Vous devez payer la visite médicale.",
        "Gastos de trámite: 350 dólares.",
        "Tiene que pagar el curso antes de firmar.",
        "رسوم التأشيرة 200 دولار.",
        "يجب أن تدفع الفحص الطبي.",
    ],
)
def test_a_fee_asked_of_the_worker_is_forbidden(text: str) -> None:
    assert "fee" in flagged(text)
    assert rulebook().rules["fee"].strength is FlagStrength.STRONG


@pytest.mark.parametrize(
    "text",
    [
        "No registration fee.",
        "We never ask you to pay for a visa.",
        "The employer pays the visa, the ticket and the medical test.",
        "Visa fee 300 dollars, paid by the company.",
        "You do not pay the recruitment fee.",
        "If an agent asks you to pay a deposit, tell us.",
        "Aucun frais de dossier, le visa est à la charge de l'employeur.",
        "Vous ne payez pas le visa.",
        "No se cobra nada: la empresa paga la visa y el pasaje.",
        "El trabajador no paga el trámite.",
        "لا تدفع رسوم التأشيرة.",
        "التأشيرة والتذكرة على حساب صاحب العمل.",
    ],
)
def test_who_says_that_nobody_pays_is_not_flagged(text: str) -> None:
    assert check_text(text).flags == ()


@pytest.mark.parametrize(
    "text", ["Don't tell your family.", "Do not tell anyone.", "Keep this between us."]
)
def test_who_asks_for_silence_is_named(text: str) -> None:
    assert flagged(text) == {"secrecy"}


@pytest.mark.parametrize(
    "text",
    [
        "You collect registration fees of 50 dollars from attendees.",
        "Vous gérez l'encaissement des frais d'inscription (150 € par élève).",
        "Recepcionista para cobrar la cuota de inscripción de 500 pesos.",
        "Salary paid at the end of each month, bonus paid at the end of the season.",
        "Not allowed to leave the premises during the shift.",
        "Buscamos chicas para limpieza de 8 a 14 horas.",
        "Original passport will be collected for visa stamping and returned.",
        "Seules les personnes retenues recevront le visa et le salaire.",
        "Don't tell anyone your password.",
        "Work visa for 2 years, AED 1,800.",
        "No phone calls please.",
        "Medical: 250 dollars monthly allowance.",
        "We charge our clients 500 dollars a day.",
    ],
)
def test_what_belongs_to_the_work_is_not_asked_of_the_worker(text: str) -> None:
    assert check_text(text).flags == ()


def test_free_of_one_cost_does_not_hide_another() -> None:
    assert "fee" in flagged("No fees. You only pay 300 dollars for the visa.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denial_of_something_else_does_not_hide_a_demand(language: str) -> None:
    """No experience, a free room or "if you are selected" says nothing of what is to be paid."""
    missed = [(wanted, text) for wanted, text in evading(language) if not wanted <= flagged(text)]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denial_of_the_demand_itself_still_counts(language: str) -> None:
    assert [(text, flagged(text)) for text in texts("denying", language) if flagged(text)] == []


def test_a_cost_that_is_taken_from_the_pay_counts_as_paid() -> None:
    assert "deduction" in flagged("The ticket is free now and deducted from your salary later.")


#


@pytest.mark.parametrize(
    "text",
    [
        "HIV test required before departure.",
        "Test de grossesse obligatoire.",
        "Prueba de embarazo obligatoria.",
        "يشترط فحص الحمل.",
    ],
)
def test_a_test_for_hiv_or_pregnancy_is_never_a_condition(text: str) -> None:
    assert flagged(text) == {"health_test"}


@pytest.mark.parametrize(
    "text",
    [
        "The nurse offers an HIV test to patients of the clinic.",
        "We do not ask for a pregnancy test.",
        "Está prohibido pedir prueba de embarazo.",
    ],
)
def test_work_with_such_tests_is_not_a_condition(text: str) -> None:
    assert flagged(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Give your passport to madam, she keeps it until the contract ends.",
        "Le passeport est gardé par l'employeur.",
        "El patrón guarda su pasaporte hasta terminar el contrato.",
        "الكفيل يأخذ جواز سفرك حتى نهاية العقد.",
    ],
)
def test_papers_stay_with_the_worker(text: str) -> None:
    assert "papers" in flagged(text)


@pytest.mark.parametrize(
    "text",
    [
        "You keep your passport.",
        "Send a copy of your passport to the office.",
        "Must hold a passport valid for two years.",
        "Vous gardez votre passeport.",
        "Usted conserva su pasaporte.",
        "يبقى جواز السفر معك.",
    ],
)
def test_a_copy_or_a_valid_passport_may_be_asked_for(text: str) -> None:
    assert flagged(text) == set()


def test_a_deposit_against_leaving_is_forbidden_and_one_for_a_room_is_not_our_rule() -> None:
    assert "deposit" in flagged("Pay a security deposit of 500 dollars against running away.")
    assert flagged("The landlord asks for a deposit of 500 euros for the room.") == set()


#


def test_an_offer_for_a_child_is_named_first_and_an_apprenticeship_is_not() -> None:
    assert flagged("Girls from 12 to 14 wanted for housework.") >= {"child_at_work"}
    assert flagged("Apprentice from age 16, a parent signs.") == set()


# The six questions


def test_answers_lead_to_the_same_rules_as_words() -> None:
    found = check_answers(
        OfferAnswers(asked=frozenset({"money", "papers"}), visa="visit", contract="after")
    )
    assert rules(found) == {"fee", "papers", "visit_visa", "contract_later"}
    assert {flag.questions for flag in found.flags} == {("asked",), ("papers",)}


def test_an_amount_under_what_must_be_paid_is_money_to_be_paid() -> None:
    assert rules(check_answers(OfferAnswers(asked_words="150 for the agency"))) == {"fee"}


@pytest.mark.parametrize(
    "words",
    [
        "Bring 2 photographs",
        "Come at 9 on Monday",
        "my 3 references",
        "call 0700 000 111",
        "call +254711000222",
        "a photograph, by 12.11.2026",
        "nothing, they pay me 500 for the trip",
        "rien, ils me paient 500 euros le voyage",
        "nada, me pagan 500 dólares el viaje",
    ],
)
def test_a_number_that_is_no_money_to_be_paid_is_not_taken_for_it(words: str) -> None:
    assert rules(check_answers(OfferAnswers(asked_words=words))) == set()


def test_unknown_is_never_no() -> None:
    found = check_answers(OfferAnswers(job="driver", visa="unknown", contract="unknown"))
    assert found.flags == ()
    assert Unchecked.VISA in found.unchecked


def test_pay_without_currency_or_period_is_not_compared() -> None:
    found = check_answers(OfferAnswers(pay="4,500"))
    assert Unchecked.PAY_INCOMPLETE in found.unchecked
    complete = check_answers(OfferAnswers(pay="4,500", currency="AED", period="month"))
    assert Unchecked.PAY_INCOMPLETE not in complete.unchecked
    assert Unchecked.PAY in complete.unchecked  # high pay is no sign without an order


# Who tunes an advert on the check learns nothing that could be shown around


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clean_advert_is_told_what_was_not_checked_and_never_that_it_is_safe(
    language: str,
) -> None:
    text = "Driver wanted in Dubai."
    found = check_text(text)
    written = check_as_text(found, text, Words(library_with((TEXTS,), language), language))
    assert found.flags == ()
    assert set(found.unchecked) >= set(Unchecked) - {Unchecked.PAY_INCOMPLETE}
    bad = r"\bsafe\b|genuine offer|passed|verified|score|✓|✔|sûre?\b|fiable|segur[oa]\b|آمن|موثوق"
    assert not re.search(bad, written, re.IGNORECASE)
    assert "passed" not in check_as_json(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_accuses_anybody(language: str) -> None:
    library = library_with((TEXTS,), language)
    spoken = [
        library.texts.one(f"offer/rule_{rule}", kind, language).value
        for rule in rulebook().rules
        for kind in ("label", "explanation")
    ]
    accusing = r"fraud|scam|swindl|arnaque|escroc|estafa|fraude|نصب|احتيال|محتال"
    assert not re.search(accusing, " ".join(spoken), re.IGNORECASE)


# What was not read


def test_what_was_not_read_is_named() -> None:
    def why(text: str) -> set[Unread]:
        return {part.why for part in check_text(text).unread}

    assert why("🙂🙂 ✈️") == {Unread.NO_WORDS}
    assert why("") == {Unread.NO_WORDS}
    assert why("招聘司机 迪拜 工资高") == {Unread.SCRIPT}
    assert why("Wir suchen einen Fahrer mit Erfahrung ab sofort") == {Unread.LANGUAGE}
    assert Unread.DAMAGED in why("Driver\ufffd\x00 wanted in the city")
    assert why("Driver wanted in the city") == set()
    assert why("سائق دبي مكيف سكن طعام هاتف سيارة جديدة") == set()
    assert why("ہمیں دبئی کے لیے ڈرائیور چاہیے فوری رابطہ کریں") == {Unread.LANGUAGE}


def test_five_languages_in_one_text_are_each_read() -> None:
    text = (
        "We need a driver for the city.\n\nVous devez payer le visa de travail.\n\n"
        "No le digas a nadie en la casa.\n\nيجب أن تدفع الفحص الطبي قبل السفر.\n\n招聘司机"
    )
    found = check_text(text)
    assert found.languages == LANGUAGES
    assert rules(found) == {"fee", "secrecy"}
    assert [part.why for part in found.unread] == [Unread.SCRIPT]


# The bars, on texts written for the tests


@pytest.mark.parametrize("language", LANGUAGES)
def test_lawful_adverts_are_left_alone(language: str) -> None:
    found = [check_text(text) for text in texts("legitimate", language)]
    strong = sum(any(f.rule.strength is FlagStrength.STRONG for f in one.flags) for one in found)
    assert len(found) == 60
    assert strong <= 0.03 * 60
    assert sum(bool(one.flags) for one in found) <= 0.15 * 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_deceptive_adverts_what_a_reader_names_is_found(language: str) -> None:
    every = deceptive(language)
    missed = [
        (wanted - found, text)
        for wanted, text in every
        if not wanted <= (found := {rule.replace("_at_work", "") for rule in flagged(text)})
    ]
    assert len(every) == 25
    assert missed == []


CATCHWORDS = re.compile(
    r"scams?|victims?|illegal\w*|trafficking|fraud\w*|arnaques?|victimes?|illégal\w*|traite|"
    r"estafas?|víctimas?|ilegal\w*|trata|الاحتيال|احتيال|ضحايا|الاتجار|للاتجار",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_masking_catchwords_changes_nothing(language: str) -> None:
    """No flag rests on a word that says what somebody thinks of the offer."""
    every = [*texts("legitimate", language), *(text for _, text in deceptive(language))]
    assert [flagged(one) for one in every] == [flagged(CATCHWORDS.sub("x", one)) for one in every]
