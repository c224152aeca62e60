"""When an entry was last worked on: from then on the time for which it is kept runs."""

from django.db.models import QuerySet

from manumit.web.kernel.keeping import Kept, keep
from manumit.web.registers.models import Organisation, Workplace


def keep_all() -> None:
    """Makes the kinds of record known."""
    keep(
        Kept("organisation", organisations, "changed_at", "subject_id", "institution_id"),
        Kept("workplace", workplaces, "changed_at", "subject_id", "institution_id"),
    )


def organisations() -> QuerySet[Organisation]:
    """Every organisation."""
    return Organisation.objects.all()


def workplaces() -> QuerySet[Workplace]:
    """Every workplace."""
    return Workplace.objects.all()
