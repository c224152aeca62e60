"""allauth's views under our URLs, with our layout and texts.

allauth finds its own pages by names without a language. So each view has two names: ours, which
answers and takes the language from the address; and allauth's, which exists in :func:`urlconf_of`
one language alone and is only ever looked up.
"""

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter
from django.utils.safestring import mark_safe

from manumit.web.ui.languages import Language
from manumit.web.ui.views import page

type View = Callable[..., HttpResponseBase]
TOO_MANY = 429


class UidConverter(StringConverter):
    """A member's id as allauth writes it: the hyphen behind it begins the token."""

    regex = "[0-9A-Za-z]+"


register_converter(UidConverter, "uid")


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One view of allauth and how it is shown.

    Attributes:
        route: below ``office/``.
        view: allauth's.
        plain: allauth's name for it.
        name: ours; also the stem of its words (``account/<name>``).
        template: of our own where a form alone does not do.
    """

    route: str
    view: View
    plain: str
    name: str
    template: str = "institutions/form.html"


PAGES = (
    AccountPage("sign-in/", account.login, "account_login", "sign_in", "institutions/sign_in.html"),
    AccountPage("sign-out/", account.logout, "account_logout", "sign_out"),
    AccountPage("confirm/password/", account.reauthenticate, "account_reauthenticate", "confirm"),
    AccountPage("password/", account.password_change, "account_change_password", "password"),
    AccountPage(
        "password/link/<uid:uidb36>-<key>/",
        account.password_reset_from_key,
        "account_reset_password_from_key",
        "new_password",
        "institutions/new_password.html",
    ),
    AccountPage(
        "password/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        "password_done",
        "institutions/result.html",
    ),
    AccountPage(
        "second-factor/",
        mfa.authenticate,
        "mfa_authenticate",
        "second_factor",
        "institutions/second_factor.html",
    ),
    AccountPage("security/", mfa.index, "mfa_index", "security", "institutions/security.html"),
    AccountPage("confirm/code/", mfa.reauthenticate, "mfa_reauthenticate", "confirm_code"),
    AccountPage(
        "security/app/",
        totp.activate_totp,
        "mfa_activate_totp",
        "app",
        "institutions/app.html",
    ),
    AccountPage("security/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp", "app_remove"),
    AccountPage(
        "security/codes/",
        codes.view_recovery_codes,
        "mfa_view_recovery_codes",
        "codes",
        "institutions/codes.html",
    ),
    AccountPage(
        "security/codes/new/",
        codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        "codes_new",
    ),
    AccountPage(
        "security/passkeys/",
        webauthn.list_webauthn,
        "mfa_list_webauthn",
        "passkeys",
        "institutions/passkeys.html",
    ),
    AccountPage(
        "security/passkeys/add/",
        webauthn.add_webauthn,
        "mfa_add_webauthn",
        "passkey_add",
        "institutions/passkey_add.html",
    ),
    AccountPage(
        "security/passkeys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        "mfa_remove_webauthn",
        "passkey_remove",
    ),
    AccountPage(
        "confirm/passkey/",
        webauthn.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
        "confirm_passkey",
        "institutions/confirm_passkey.html",
    ),
)


def not_found(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
    """Answer 404 for URLs that allauth names but we do not offer, such as sign-up."""
    del request, kwargs
    raise Http404


LOOKED_UP = {
    "account_signup": "no-account/",
    "account_inactive": "no-account/inactive/",
    "account_reset_password": "password/forgotten/",
    "office_home": "",
}


def localized_view(of: AccountPage) -> View:
    """Return the view with our layout: language from the URL, texts from our packs."""

    @functools.wraps(of.view)
    def answered(request: HttpRequest, language: Language, **kwargs: Any) -> HttpResponseBase:
        response = of.view(request, **kwargs)
        if response.status_code == TOO_MANY:
            return page(request, language, "institutions/wait.html", status=TOO_MANY)
        if not isinstance(response, TemplateResponse):
            return response
        context = {"key": of.name, **(response.context_data or {})}
        if "totp_svg" in context:
            # Made by qrcode from a secret of ours; its first line is not for HTML.
            context["qr"] = mark_safe(context["totp_svg"].partition("?>")[2])  # noqa: S308
        for one in context.values():
            if isinstance(one, BaseForm):
                strip_library_texts(one)
        return page(request, language, of.template, context, status=response.status_code)

    return answered


def strip_library_texts(form: BaseForm) -> None:
    """Remove allauth's English texts from a form: ours are in the template."""
    for field in form.fields.values():
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


def patterns() -> list[URLPattern]:
    """Return our URL patterns for allauth's views."""
    return [path(one.route, localized_view(one), name=one.name) for one in PAGES]


@dataclass(frozen=True, slots=True, eq=False)
class UrlModule:
    """What Django accepts as a URL module."""

    urlpatterns: list[Any]
    handler400: View
    handler403: View
    handler404: View
    handler500: View


@functools.cache
def urlconf_of(tag: str) -> UrlModule:
    """Return all URLs of the site, and allauth's names in one language."""
    base = f"{tag}/office/"
    looked_up = [path(base + one.route, not_found, name=one.plain) for one in PAGES]
    looked_up += [path(base + route, not_found, name=name) for name, route in LOOKED_UP.items()]
    root = importlib.import_module(settings.ROOT_URLCONF)
    handlers = (root.handler400, root.handler403, root.handler404, root.handler500)
    return UrlModule([*root.urlpatterns, *looked_up], *handlers)
