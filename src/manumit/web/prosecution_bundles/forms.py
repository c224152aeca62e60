"""Forms of evidence notes and bundles. Labels are those of case files."""

from manumit.web.cases.forms import CaseForm
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.institutions.desk_forms import CheckboxesField, RadioField, TextField


class EvidenceNoteForm(CaseForm):
    """A note that may be disclosed to a prosecution."""

    text = TextField(max_length=LONGEST_TEXT)


class BundleForm(CaseForm):
    """The prosecution that a bundle is for, and the notes it includes."""

    office = RadioField()
    notes = CheckboxesField(required=False)
