"""What institutions and their offices are called: public. And those of other installations.

An institution of another installation stands here so that a referral to it or from it is one like
any other. It has no members: nobody signs in at it (the database refuses a post there).
"""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from manumit.errors import Place
from manumit.web.institutions.codes import InstitutionCode
from manumit.web.institutions.kinds import kinds
from manumit.web.institutions.models import Institution, Office
from manumit.web.institutions.services import COUNTRY, clean_names


def institution_names(keys: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """What institutions are called, by language."""
    return dict(Institution.objects.filter(pk__in=keys).values_list("pk", "names"))


def offices_here() -> QuerySet[Office]:
    """Offices at which people of this installation work."""
    return Office.objects.select_related("institution").filter(institution__admitted_by=None)


def offices_for(institution: uuid.UUID) -> QuerySet[Office]:
    """Offices that an institution refers people to: here, and where it admitted the other side."""
    reached = Q(institution__admitted_by=None) | Q(
        institution__admitted_by=institution, institution__reachable=True
    )
    return Office.objects.select_related("institution").filter(reached)


def any_elsewhere(keys: Sequence[uuid.UUID]) -> bool:
    """Whether one of some institutions is of another installation."""
    return Institution.objects.filter(pk__in=keys).exclude(admitted_by=None).exists()


@transaction.atomic
def make_elsewhere(
    kind: str, country: str, names: Mapping[str, str], admitted_by: uuid.UUID
) -> Institution:
    """An institution of another installation.

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
def change_elsewhere[Called](
    institution: Institution,
    kind: str,
    names: Mapping[str, str],
    offices: Mapping[uuid.UUID, Mapping[str, str]],
    new: Mapping[Called, Mapping[str, str]],
) -> dict[Called, uuid.UUID]:
    """What it tells of itself now.

    Args:
        institution: of another installation.
        kind: as it was: an institution of another kind is another institution.
        names: by language tag.
        offices: names of those that stand here.
        new: names of the others, by what they are called there.

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
    """Whether anybody is referred there from now on."""
    Institution.objects.filter(pk=institution).exclude(admitted_by=None).update(reachable=reachable)


def _check_kind(kind: str) -> None:
    if kind not in kinds():
        raise InstitutionCode.NO_KIND.error(Place(field="kind"), known=", ".join(kinds()))


def country_of(institution: uuid.UUID) -> str:
    """The country of an institution."""
    found: str = Institution.objects.values_list("country", flat=True).get(pk=institution)
    return found


def offices_of(institution: uuid.UUID | None) -> QuerySet[Office]:
    """The offices of one institution."""
    return Office.objects.filter(institution=institution).order_by("id")
