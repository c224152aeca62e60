"""Institutions and their offices, also of partner systems: names and telephone numbers.

A partner system's institution has a row here, so that a referral to or from it is one like
any other. It has no members: nobody signs in at it (the database refuses a post there).
"""

import re
import uuid
from collections.abc import Collection, Mapping, Sequence

import phonenumbers
from django.db import transaction
from django.db.models import Q, QuerySet

from manumit.errors import Place
from manumit.web.institutions import policies
from manumit.web.institutions.codes import InstitutionCode
from manumit.web.institutions.events import record_event
from manumit.web.institutions.kinds import kinds
from manumit.web.institutions.models import TELEPHONE, Institution, Office
from manumit.web.institutions.services import COUNTRY, clean_names
from manumit.web.kernel.access.actors import Actor

LONGEST_TYPED = 40
"""Characters of a telephone number with spaces and brackets."""
INTERNATIONAL = re.compile(TELEPHONE)


def institution_names(keys: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """Return the names of institutions by language."""
    return dict(Institution.objects.filter(pk__in=keys).values_list("pk", "names"))


def telephones(keys: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return the telephone numbers of those offices that have one, in the form of E.164."""
    found = Office.objects.filter(pk__in=keys).exclude(telephone="")
    return dict(found.values_list("pk", "telephone"))


def local_offices() -> QuerySet[Office]:
    """Return the offices whose members use this installation."""
    return Office.objects.select_related("institution").filter(institution__admitted_by=None)


def offices_for(institution: uuid.UUID) -> QuerySet[Office]:
    """Return offices an institution can refer to: local ones, and partners it admitted."""
    reached = Q(institution__admitted_by=None) | Q(
        institution__admitted_by=institution, institution__reachable=True
    )
    return Office.objects.select_related("institution").filter(reached)


def partners(keys: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return those of the institutions that belong to a partner system."""
    found = Institution.objects.filter(pk__in=keys).exclude(admitted_by=None)
    return frozenset(found.values_list("pk", flat=True))


def any_partner(keys: Sequence[uuid.UUID]) -> bool:
    """Return whether one of the institutions belongs to a partner system."""
    return bool(partners(keys))


@transaction.atomic
def create_partner_institution(
    kind: str, country: str, names: Mapping[str, str], admitted_by: uuid.UUID
) -> Institution:
    """Create an institution of a partner system.

    Raises:
        InputError: O101 to O103.
    """
    _check_kind(kind)
    if not COUNTRY.fullmatch(country):
        raise InstitutionCode.NO_COUNTRY.error(Place(field="country"))
    return Institution.objects.create(
        kind=kind, country=country, names=clean_names(names), admitted_by_id=admitted_by
    )


@transaction.atomic
def update_partner_institution[Called](
    institution: Institution,
    kind: str,
    names: Mapping[str, str],
    offices: Mapping[uuid.UUID, Mapping[str, str]],
    new: Mapping[Called, Mapping[str, str]],
) -> dict[Called, uuid.UUID]:
    """Update the data that a partner institution sends about itself.

    Args:
        institution: of another installation.
        kind: must be unchanged: an institution of another kind is another institution.
        names: by language tag.
        offices: names of the offices known here.
        new: names of the others, by their ids in the partner system.

    Returns:
        the ids of the new ones.

    Raises:
        InputError: O101, O103.
    """
    if kind != institution.kind:
        raise InstitutionCode.NO_KIND.error(Place(field="kind"), known=institution.kind)
    Institution.objects.filter(pk=institution.pk).update(names=clean_names(names))
    for key, called in offices.items():
        Office.objects.filter(pk=key, institution=institution).update(names=clean_names(called))
    made: dict[Called, uuid.UUID] = {}
    for one, called in new.items():
        row = Office.objects.create(institution=institution, names=clean_names(called))
        made[one] = row.pk
    return made


def set_reachable(institution: uuid.UUID, *, reachable: bool) -> None:
    """Set whether referrals to an institution are possible."""
    Institution.objects.filter(pk=institution).exclude(admitted_by=None).update(reachable=reachable)


def _check_kind(kind: str) -> None:
    if kind not in kinds():
        raise InstitutionCode.NO_KIND.error(Place(field="kind"), known=", ".join(kinds()))


def country_of(institution: uuid.UUID) -> str:
    """Return the country of an institution."""
    found: str = Institution.objects.values_list("country", flat=True).get(pk=institution)
    return found


def offices_of(institution: uuid.UUID | None) -> QuerySet[Office]:
    """Return the offices of an institution."""
    return Office.objects.filter(institution=institution).order_by("id")


# The offices of an institution


def clean_telephone(typed: str, country: str) -> str:
    """Return a telephone number in the international form (ITU-T E.164), or an empty text.

    Args:
        typed: what somebody typed; a number with an extension is refused.
        country: ISO 3166-1 alpha-2, of a number without the code of a country.

    Raises:
        InputError: O117.
    """
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as wrong:
        code_unknown = wrong.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        plain = "+" + "".join(filter(str.isdigit, typed))
        if code_unknown and typed.strip().startswith("+") and INTERNATIONAL.fullmatch(plain):
            return plain  # of a code newer than the library, or of an invented country
        raise InstitutionCode.NO_TELEPHONE.error(Place(field="telephone")) from None
    if number.extension or not phonenumbers.is_possible_number(number):
        raise InstitutionCode.NO_TELEPHONE.error(Place(field="telephone"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@transaction.atomic
def add_office(actor: Actor, names: Mapping[str, str], telephone: str = "") -> Office:
    """Add an office to the administrator's institution.

    Raises:
        InputError: O103, O117.
    """
    office = Office(
        institution_id=actor.institution,
        names=clean_names(names),
        telephone=clean_telephone(telephone, policies.institution(actor).country),
    )
    record_event("create", actor, office)
    office.save(force_insert=True)
    return office


@transaction.atomic
def change_office(actor: Actor, key: uuid.UUID, names: Mapping[str, str], telephone: str) -> Office:
    """Change an office's names in some languages, and its telephone number.

    Args:
        actor: an administrator of its institution.
        key: of the office.
        names: by language tag; names in other languages stay as they are.
        telephone: as somebody typed it; empty removes the number.

    Raises:
        InputError: O103, O117.
        Office.DoesNotExist: it is none that the actor administers.
    """
    office: Office = policies.offices(actor).select_for_update().get(pk=key)
    office.names = clean_names({**office.names, **names})
    office.telephone = clean_telephone(telephone, policies.institution(actor).country)
    record_event("change", actor, office)
    office.save(update_fields=["names", "telephone"])
    return office
