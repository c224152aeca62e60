"""Forms about other installations."""

from manumit.web.federation.keys import LARGEST
from manumit.web.federation.models import LONGEST_NAME
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import LineField, SeenField, TextField

ROOM = "federation"
LONGEST_DIGITS = 200  # with any separators


class FederationForm(desk_forms.OfficeForm):
    """Base of the forms of this app."""

    room = ROOM


class ProposeForm(FederationForm):
    """A card of another installation."""

    name = LineField(max_length=LONGEST_NAME)
    card = TextField(max_length=LARGEST)


class StepForm(FederationForm):
    """A step of a peer that needs nothing else."""

    seen = SeenField(min_value=1)


class AdmitForm(StepForm):
    """The digits that the other side read out."""

    digits = LineField(max_length=LONGEST_DIGITS)
