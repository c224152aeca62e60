"""Which people may be counted, and how many may not, with reasons."""

import collections
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings

from manumit.errors import Place
from manumit.web.kernel.consent.codes import ConsentCode
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import ConsentReason, evaluate_consent

_LAW = "law:"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The legal basis of this deployment's statistics.

    Attributes:
        article: the law that allows to count; empty where they rest on consent.
    """

    article: str

    @property
    def is_consent(self) -> bool:
        """Return whether each person has to have agreed."""
        return not self.article


def legal_basis() -> LegalBasis:
    """Return the basis that the deployment names in ``MANUMIT_STATISTICS_BASIS``.

    Raises:
        InputError: N301, it names none.
    """
    named: str = settings.MANUMIT_STATISTICS_BASIS.strip()
    if named == "consent":
        return LegalBasis("")
    article = named.removeprefix(_LAW).strip()
    if not named.startswith(_LAW) or not article:
        raise ConsentCode.NO_LEGAL_BASIS.error(Place(field="MANUMIT_STATISTICS_BASIS"))
    return LegalBasis(article)


@dataclass(frozen=True, slots=True)
class CountablePeople:
    """The people who may be counted.

    Attributes:
        basis: what that rests on.
        subjects: who is counted.
        reasons: why each of the others is not.
    """

    basis: LegalBasis
    subjects: frozenset[uuid.UUID]
    reasons: Mapping[uuid.UUID, ConsentReason]

    @property
    def excluded(self) -> Mapping[ConsentReason, int]:
        """Return the number of people who may not be counted, by reason."""
        return dict(sorted(collections.Counter(self.reasons.values()).items()))

    @property
    def count(self) -> int:
        """Return how many people are counted."""
        return len(self.subjects)


def countable_people(
    subjects: Collection[uuid.UUID],
    purpose: str,
    recipient: uuid.UUID,
    *,
    children: Collection[uuid.UUID],
) -> CountablePeople:
    """Return which people may be counted, in one query.

    On the basis of consent, those whose consent covers it. On that of a law, all but those who
    refused or withdrew.

    Args:
        subjects: each counts once.
        purpose: ``statistics`` or ``research``.
        recipient: the institution that counts.
        children: those of them who are under 18, or of unsure age (R-46).

    Raises:
        InputError: N301.
    """
    basis, wanted = legal_basis(), frozenset(subjects)
    consents = collections.defaultdict[uuid.UUID, list[Consent]](list)
    for row in Consent.objects.filter(subject__in=wanted):
        consents[row.subject].append(row)
    young = frozenset(children)
    whys = {
        one: evaluate_consent(consents[one], purpose, recipient, child=one in young).reason
        for one in wanted
    }
    objected = {ConsentReason.REFUSED, ConsentReason.WITHDRAWN}
    kept = {
        one
        for one, why in whys.items()
        if (why is ConsentReason.GIVEN if basis.is_consent else why not in objected)
    }
    return CountablePeople(basis, frozenset(kept), {one: whys[one] for one in wanted - kept})
