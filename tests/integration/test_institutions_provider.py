"""Signing in at a government provider: who comes in, and everything that does not."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from manumit.errors import InputError
from manumit.web.institutions import oidc, services
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Binding, Member, Post
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.ring import add_key, key_ring
from manumit.web.site.deployment import Deployment
from office import World, code, enrol, with_key_ring, world
from provider_here import CLIENT, Fake, a_provider, new_key

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

START, BACK, HOME = "/en/office/provider/", "/en/office/provider/back/", "/en/office/"
SECOND = "/en/office/second-factor/"
WORKER = {"email": "Worker@Example.org", "email_verified": True}


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: pytest.FixtureRequest) -> World:
    with_key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="fake")
def _fake(settings: Any) -> Iterator[Fake]:
    with a_provider() as fake:
        fake.claims = dict(WORKER)
        accept(settings, fake)
        yield fake


def accept(settings: Any, fake: Fake | None, *acr: str) -> None:
    """Names a provider, or none."""
    found = None if fake is None else fake.provider(*acr)
    settings.MANUMIT = dataclasses.replace(django_settings.MANUMIT, oidc=found)


def comes_back(client: Client, fake: Fake, **changed: str) -> Any:
    """Goes to the provider, signs in there, and brings what it gave, with changes."""
    there = client.get(START)
    assert there.status_code == 302
    return client.get(BACK, fake.signs_in(there["Location"]) | changed)


def refused(answer: Any) -> bool:
    """Whether it leads to the one page that says no."""
    return (answer.status_code, answer.get("Location")) == (303, "/en/office/provider/refused/")


# Who comes in


@pytest.mark.proves("government-provider")
def test_a_member_comes_in_with_the_second_factor_and_is_bound_and_in_the_ledger(
    w: World, fake: Fake
) -> None:
    enrol(w.worker)
    client = Client()
    assert "Sign in with National Sign-in" in client.get("/en/office/sign-in/").content.decode()
    assert "Accès national" in client.get("/fr/office/sign-in/").content.decode()
    assert comes_back(client, fake)["Location"] == SECOND
    assert client.get(HOME)["Location"] == "/en/office/sign-in/"
    assert client.post(SECOND, {"code": code()})["Location"] == HOME
    assert Binding.objects.get().member == w.worker
    acts = Event.objects.filter(actor=w.worker.pk).values_list("act", "outcome")
    assert set(acts) == {
        ("change", "allowed"), ("sign_in", "allowed"), ("second_factor", "allowed"),
    }  # fmt: skip
    (asked,) = fake.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid email"
    assert asked["prompt"] == "login"
    assert len(asked["state"]) > 30 < len(asked["nonce"])
    assert len(fake.code_requests[0]["code_verifier"]) > 42


def test_the_language_of_the_page_is_kept_over_the_one_registered_address(
    w: World, fake: Fake
) -> None:
    enrol(w.worker)
    client = Client()
    there = client.get("/ar/office/provider/")["Location"]
    brought = fake.signs_in(there)
    assert fake.asked[0]["redirect_uri"].endswith(BACK)
    answer = client.get(BACK, brought, follow=True)
    assert answer.redirect_chain[-1][0] == "/ar/office/second-factor/"


def test_a_member_without_a_second_factor_has_to_add_one_first(w: World, fake: Fake) -> None:
    del w
    client = Client()
    assert comes_back(client, fake)["Location"] == HOME
    assert client.get(HOME)["Location"] == "/en/office/security/"


def test_the_subject_counts_once_it_is_bound_whatever_becomes_of_the_address(
    w: World, fake: Fake
) -> None:
    enrol(w.worker)
    assert comes_back(Client(), fake)["Location"] == SECOND
    fake.claims = {"email": "elsewhere@example.org", "email_verified": True}
    assert comes_back(Client(), fake)["Location"] == SECOND
    assert Binding.objects.get().member == w.worker


@pytest.mark.proves("government-provider")
def test_an_address_that_the_provider_gave_to_somebody_else_opens_nothing(
    w: World, fake: Fake
) -> None:
    enrol(w.worker)
    assert comes_back(Client(), fake)["Location"] == SECOND
    fake.claims = {**WORKER, "sub": "another"}
    assert refused(comes_back(Client(), fake))
    assert Binding.objects.count() == 1


def test_the_address_may_be_said_apart_from_the_token(w: World, fake: Fake) -> None:
    enrol(w.worker)
    fake.claims, fake.about = {}, {"sub": "12-34-56", **WORKER}
    assert comes_back(Client(), fake)["Location"] == SECOND
    Binding.objects.all().delete()
    fake.about = {"sub": "another", **WORKER}
    assert refused(comes_back(Client(), fake))


@pytest.mark.proves("government-provider")
def test_the_subject_is_kept_under_the_key_ring_alone(w: World, fake: Fake) -> None:
    enrol(w.worker)
    comes_back(Client(), fake)
    with connection.cursor() as cursor:
        cursor.execute("SELECT b::text FROM institutions_binding b")
        kept = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT s::text FROM django_session s")
        kept += " ".join(row[0] for row in cursor.fetchall())
    assert str(w.worker.pk) in kept
    assert "12-34-56" not in kept
    assert b"12-34-56".hex() not in kept


# An accepted strength of the provider's sign-in


@pytest.mark.proves("government-provider")
@pytest.mark.parametrize(
    ("accepted", "held", "enrolled", "ends_at"),
    [
        (("high",), "high", True, HOME),
        (("high",), "high", False, HOME),
        (("high",), "low", True, SECOND),
        (("high",), None, True, SECOND),
        (("high",), ["high"], True, SECOND),
        ((), "high", True, SECOND),
    ],
)
def test_only_an_accepted_strength_takes_the_place_of_our_second_factor(
    w: World, fake: Fake, settings: Any,
    accepted: tuple[str, ...], held: object, enrolled: bool, ends_at: str,
) -> None:  # fmt: skip
    if enrolled:
        enrol(w.worker)
    accept(settings, fake, *accepted)
    fake.claims["acr"] = held
    client = Client()
    assert comes_back(client, fake)["Location"] == ends_at
    assert client.get(HOME).status_code == (200 if ends_at == HOME else 303)
    assert fake.asked[0].get("acr_values") == (" ".join(accepted) or None)
    given = Event.objects.filter(act="second_factor", outcome="allowed").count()
    assert given == (ends_at == HOME)


# Who does not come in. Before each, the same without the fault comes in.


def _unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "one"})


def _by_a_forger(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, new_key(), algorithm="RS256", headers={"kid": "one"})


def _by_an_unknown_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, new_key(), algorithm="RS256", headers={"kid": "two"})


def _by_the_shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "of nobody" * 8, algorithm="HS256", headers={"kid": "one"})


def _cut(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, new_key(), algorithm="RS256", headers={"kid": "one"})[:-40]


# Times are taken in the test: some minutes after the import they would fit.
WRONG_CLAIMS: dict[str, dict[str, Any] | Callable[[], dict[str, Any]]] = {
    "of nobody": {"email": "stranger@example.org"},
    "address not verified": {"email_verified": False},
    "address verified by a word": {"email_verified": "true"},
    "nothing said of the address": {"email_verified": None},
    "no address": {"email": None},
    "an address in other letters": {"email": "wor\N{KELVIN SIGN}er@example.org"},
    "another's nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "for another client": {"aud": "another"},
    "for several, not asked by us": {"aud": [CLIENT, "another"]},
    "asked by another": {"azp": "another"},
    "of another issuer": {"iss": "https://elsewhere.example"},
    "over": lambda: {"exp": int(time.time()) - 600},
    "without an end": {"exp": None},
    "from the future": lambda: {"iat": int(time.time()) + 6000},
    "without a subject": {"sub": ""},
    "with a subject that is a number": {"sub": 12},
}
WRONG_SIGNATURES: dict[str, Callable[[dict[str, Any]], str]] = {
    "none": _unsigned,
    "a forger": _by_a_forger,
    "an unknown key": _by_an_unknown_key,
    "the shared secret": _by_the_shared_secret,
    "cut off": _cut,
}


def comes_in_and_is_forgotten(w: World, fake: Fake) -> None:
    """That without the fault the member comes in; then as if it had not been."""
    enrol(w.worker)
    assert comes_back(Client(), fake)["Location"] == SECOND
    Binding.objects.all().delete()


@pytest.mark.proves("government-provider")
@pytest.mark.parametrize("fault", WRONG_CLAIMS)
def test_a_token_that_does_not_fit_opens_nothing(w: World, fake: Fake, fault: str) -> None:
    comes_in_and_is_forgotten(w, fake)
    wrong = WRONG_CLAIMS[fault]
    fake.claims |= wrong() if callable(wrong) else wrong
    client, before = Client(), Member.objects.count()
    assert refused(comes_back(client, fake))
    assert client.get(SECOND)["Location"] == "/en/office/sign-in/"
    assert (Member.objects.count(), Binding.objects.count()) == (before, 0)


@pytest.mark.proves("government-provider")
@pytest.mark.parametrize("fault", WRONG_SIGNATURES)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    w: World, fake: Fake, fault: str
) -> None:
    comes_in_and_is_forgotten(w, fake)
    fake.sign = WRONG_SIGNATURES[fault]
    assert refused(comes_back(Client(), fake))
    assert not Binding.objects.exists()


@pytest.mark.proves("government-provider")
@pytest.mark.parametrize(
    "changed",
    [
        {"state": "x" * 43},
        {"state": ""},
        {"code": "guessed"},
        {"code": ""},
        {"iss": "https://elsewhere.example"},
        {"error": "access_denied", "code": ""},
    ],
)
def test_an_answer_that_was_not_asked_for_opens_nothing(
    w: World, fake: Fake, changed: dict[str, str]
) -> None:
    comes_in_and_is_forgotten(w, fake)
    assert refused(comes_back(Client(), fake, **changed))


@pytest.mark.proves("government-provider")
def test_a_code_works_once_and_only_where_it_was_asked_for(w: World, fake: Fake) -> None:
    enrol(w.worker)
    client = Client()
    brought = fake.signs_in(client.get(START)["Location"])
    assert refused(Client().get(BACK, brought))  # stolen on the way: another browser has no state
    other = Client()
    theirs = fake.signs_in(other.get(START)["Location"])
    assert refused(other.get(BACK, {**theirs, "code": brought["code"]}))  # not its verifier
    brought = fake.signs_in(client.get(START)["Location"])
    assert client.get(BACK, brought)["Location"] == SECOND
    assert refused(client.get(BACK, brought))


def test_an_answer_that_comes_too_late_opens_nothing(
    w: World, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(w.worker)
    client = Client()
    brought = fake.signs_in(client.get(START)["Location"])
    monkeypatch.setattr(oidc, "SECONDS_TO_COME_BACK", -1)
    assert refused(client.get(BACK, brought))


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_is_not_the_one_that_was_named_opens_nothing(
    w: World, fake: Fake, metadata: dict[str, Any]
) -> None:
    comes_in_and_is_forgotten(w, fake)
    client = Client()
    brought = fake.signs_in(client.get(START)["Location"])
    fake.metadata = metadata
    assert refused(client.get(BACK, brought))
    fake.metadata = {"issuer": "https://elsewhere.example"}
    assert refused(Client().get(START))


@pytest.mark.proves("government-provider")
@pytest.mark.parametrize("how", ["closed", "without a post", "begins anew"])
def test_who_may_not_work_here_any_more_does_not_come_in(w: World, fake: Fake, how: str) -> None:
    comes_in_and_is_forgotten(w, fake)
    assert comes_back(Client(), fake)["Location"] == SECOND  # bound again
    owner = actor_in(w.post(w.owner))
    if how == "closed":
        services.deactivate(owner, w.worker)
    elif how == "without a post":
        Post.objects.filter(member=w.worker).update(until=w.post(w.worker).begins)
    else:
        services.reset_access(owner, w.worker)
    assert Binding.objects.exists() == (how == "without a post")
    assert refused(comes_back(Client(), fake))


def test_a_refusal_to_somebody_who_is_known_is_in_the_ledger(w: World, fake: Fake) -> None:
    fake.claims["email_verified"] = False
    assert refused(comes_back(Client(), fake))
    found = Event.objects.using("ledger").filter(actor=w.worker.pk, reason="not_by_provider")
    assert [(one.act, one.outcome) for one in found] == [("sign_in", "refused")]


@pytest.mark.proves("government-provider")
def test_all_refusals_look_alike_and_logs_name_nobody(
    w: World, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    del w
    wrong = ({"email": "stranger@example.org"}, {"email_verified": False}, {"nonce": "x"})
    for claims in wrong:
        fake.claims = {**WORKER, **claims}
        client = Client()
        answer = comes_back(client, fake)
        assert refused(answer)
        assert answer.content == b""
        page = client.get(answer["Location"])
        assert page.status_code == 403
        assert "You cannot sign in this way" in page.content.decode()
    assert caplog.text.count("ProviderError at") == len(wrong)
    assert not {word for word in ("example.org", "12-34-56") if word in caplog.text.lower()}


@pytest.mark.proves("government-provider")
def test_switched_off_there_is_no_such_page(w: World, fake: Fake, settings: Any) -> None:
    del w
    assert Client().get(START).status_code == 302
    accept(settings, None)
    assert Client().get(START).status_code == 404
    assert Client().get(BACK).status_code == 404
    assert Client().get("/en/office/provider/refused/").status_code == 404
    assert "National" not in Client().get("/en/office/sign-in/").content.decode()
    del fake


def test_no_form_may_lead_to_the_provider(w: World, fake: Fake) -> None:
    """It is reached by a link, so that forms lead to our own pages alone."""
    del w
    assert Client().post(START).status_code == 405
    policy = Client().get("/en/office/sign-in/")["Content-Security-Policy"]
    assert str(fake.port) not in policy


# The environment


@pytest.fixture(name="given")
def _given(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_text("of nobody\n", "utf-8")
    secret.chmod(0o600)
    return {
        "MANUMIT_MODE": "demo",
        "MANUMIT_SECRET_KEY": "0123456789abcdef" * 4,
        "DATABASE_URL": "postgresql://a@/b",
        "MANUMIT_OIDC": "https://login.example",
        "MANUMIT_OIDC_CLIENT": "the-office",
        "MANUMIT_OIDC_SECRET_FILE": str(secret),
        "MANUMIT_OIDC_NAME": "en=National Sign-in; ar=الدخول الوطني",
    }


def test_a_provider_is_read_and_its_secret_is_never_shown(given: dict[str, str]) -> None:
    found = Deployment.from_environment({**given, "MANUMIT_OIDC_ACR": "high higher"}).oidc
    assert found is not None
    assert (found.issuer, found.client, found.secret) == (
        "https://login.example", "the-office", "of nobody",
    )  # fmt: skip
    assert found.names == {"en": "National Sign-in", "ar": "الدخول الوطني"}
    assert found.acr == {"high", "higher"}
    assert "of nobody" not in repr(found)
    plain = Deployment.from_environment({**given, "MANUMIT_OIDC_NAME": "National"}).oidc
    assert plain is not None
    assert plain.names == {"en": "National"}
    assert Deployment.from_environment({**given, "MANUMIT_OIDC": ""}).oidc is None


@pytest.mark.proves("government-provider")
@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"MANUMIT_OIDC": "http://login.example"}, "S118"),
        ({"MANUMIT_OIDC": "login.example"}, "S118"),
        ({"MANUMIT_OIDC": "https://a:b@login.example"}, "S118"),
        ({"MANUMIT_OIDC": "https://login.example:port"}, "S118"),
        ({"MANUMIT_OIDC": "https://login.example/?a"}, "S118"),
        ({"MANUMIT_OIDC": "http://127.0.0.1:1", "MANUMIT_MODE": "production"}, "S118"),
        ({"MANUMIT_OIDC_CLIENT": " "}, "S119"),
        ({"MANUMIT_OIDC_NAME": ""}, "S119"),
        ({"MANUMIT_OIDC_SECRET_FILE": ""}, "S108"),
        ({"MANUMIT_OIDC_SECRET_FILE": "/nowhere"}, "S108"),
    ],
)
def test_a_provider_that_is_insecure_or_named_in_part_is_refused(
    given: dict[str, str], changed: dict[str, str], wrong: str
) -> None:
    with pytest.raises(InputError, match=wrong):
        Deployment.from_environment(given | changed)


@pytest.mark.parametrize(("text", "rights", "wrong"), [("x", 0o640, "S109"), ("", 0o600, "S119")])
def test_a_secret_that_others_read_or_that_is_none_is_refused(
    given: dict[str, str], text: str, rights: int, wrong: str
) -> None:
    file = Path(given["MANUMIT_OIDC_SECRET_FILE"])
    file.write_text(text, "utf-8")
    file.chmod(rights)
    with pytest.raises(InputError, match=wrong):
        Deployment.from_environment(given)


def test_a_provider_on_the_same_machine_is_for_a_demonstration(given: dict[str, str]) -> None:
    assert Deployment.from_environment({**given, "MANUMIT_OIDC": "http://127.0.0.1:1"}).oidc


def test_a_binding_stays_when_a_key_is_added_to_the_ring(
    w: World, fake: Fake, tmp_path: Path
) -> None:
    enrol(w.worker)
    assert comes_back(Client(), fake)["Location"] == SECOND
    held = key_ring().current.id
    add_key(tmp_path / "ring.json")
    assert key_ring().current.id != held
    fake.claims = {}
    assert comes_back(Client(), fake)["Location"] == SECOND
    assert Binding.objects.count() == 1
