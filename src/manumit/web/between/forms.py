"""What is typed about other installations."""

from django import forms

from manumit.web.between.keys import LARGEST
from manumit.web.between.models import LONGEST_NAME
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Long, Short

ROOM = "between"
LAST_VERSION = 2**31 - 2
LONGEST_DIGITS = 200  # with whatever stands between them


class Sent(desk_forms.Sent):
    """A form of the room."""

    room = ROOM


class ProposeForm(Sent):
    """A card of another installation."""

    name = Short(max_length=LONGEST_NAME)
    card = Long(max_length=LARGEST)


class StepForm(Sent):
    """A step of a peer that needs nothing else."""

    seen = forms.IntegerField(min_value=1, max_value=LAST_VERSION, widget=forms.HiddenInput)


class AdmitForm(StepForm):
    """The digits that the other side read out."""

    digits = Short(max_length=LONGEST_DIGITS)
