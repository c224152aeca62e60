"""Forms of pictures. The texts are in the language packs."""

import uuid
from typing import Any

from django import forms

from manumit.web.institutions.desk_forms import OfficeForm, RadioField, TextField, coded_choices
from manumit.web.visit_pictures.verbs import LISTS, LONGEST, PICTURES, PictureInput

ROOM = "visit_pictures"


class PictureForm(OfficeForm):
    """A picture, what it shows, and the violation that it is evidence of.

    A telephone offers its camera for the field of the file, and turns its own formats into JPEG.
    """

    room = ROOM
    file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(PICTURES)})
    )
    shows = RadioField()
    violation = forms.ChoiceField(required=False)
    about = TextField(max_length=LONGEST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = LISTS["shows"].today()
        self._offer("shows", coded_choices(self.words, "visit_pictures_shows", codes))

    def entered(self) -> PictureInput:
        """Return what was sent, as the service takes it."""
        clean = self.cleaned_data
        return PictureInput(
            name=clean["file"].name,
            content=clean["file"].read(),
            shows=clean["shows"],
            about=clean["about"],
            violation=uuid.UUID(clean["violation"]) if clean["violation"] else None,
        )


class PictureWithdrawalForm(OfficeForm):
    """The reason for removing the content of a picture."""

    room = ROOM
    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = LISTS["picture_withdrawn"].today()
        self._offer("reason", coded_choices(self.words, "visit_pictures_reason", codes))
