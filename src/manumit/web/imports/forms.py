"""Forms of an import: a sheet and a mapping, held in memory until they are sealed."""

import functools
from typing import Any, ClassVar

from django import forms

from manumit.exchange import shipped_mapping
from manumit.web.imports.import_jobs import LARGEST_MAPPING, Sheet
from manumit.web.imports.reading import LARGEST, NAMES, known_mappings
from manumit.web.institutions.desk_forms import OfficeForm, RadioField, coded_choices

ROOM = "imports"
OWN = "own"
SIZES = {"sheet": LARGEST, "mapping_file": LARGEST_MAPPING}
"""Bytes of each file that the form sends."""


@functools.cache
def _shipped() -> tuple[str, ...]:
    return known_mappings()


class CaseImportForm(OfficeForm):
    """Base of the room's forms; a form sent twice acts once."""

    room: ClassVar[str] = ROOM


class UploadForm(CaseImportForm):
    """The sheet to import, and the mapping that reads it."""

    sheet = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(NAMES)})
    )
    mapping_choice = RadioField()
    mapping_file = forms.FileField(
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mapping_choice"].initial = OWN
        found = coded_choices(self.words, "imports_mapping", (OWN, *_shipped()))
        self._offer("mapping_choice", found)

    def clean(self) -> dict[str, Any]:
        """Require the file of a custom mapping."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("mapping_choice") == OWN and not found.get("mapping_file"):
            self.add_error("mapping_file", forms.ValidationError("", code="required"))
        return found

    def to_input(self) -> Sheet:
        """Return the sheet for the service."""
        found = self.cleaned_data
        chosen = found["mapping_choice"]
        own = chosen == OWN
        mapping = found["mapping_file"].read() if own else shipped_mapping(chosen).read_bytes()
        return Sheet(found["sheet"].name, found["sheet"].read(), mapping)


class CreateFilesForm(CaseImportForm):
    """Confirmation to create the files, and whether to leave out rows with a problem."""

    leave_out = forms.BooleanField(required=False)


class CancelForm(CaseImportForm):
    """Confirmation to cancel the import."""
