"""What is sent to bring files in: a sheet and a mapping, held in memory until they are sealed."""

import functools
from typing import Any

from django import forms

from manumit.exchange import shipped_mapping
from manumit.web.cases.forms import One, Sent, named_choices
from manumit.web.cases.imports_reading import LARGEST, NAMES, known_mappings
from manumit.web.cases.services.bringing import LARGEST_MAPPING, Sheet

OWN = "own"
SIZES = {"sheet": LARGEST, "mapping_file": LARGEST_MAPPING}
"""Bytes of each file that the form sends."""


@functools.cache
def _shipped() -> tuple[str, ...]:
    return known_mappings()


class BringForm(Sent):
    """A sheet, and by which mapping it is read."""

    sheet = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(NAMES)})
    )
    mapping_choice = One()
    mapping_file = forms.FileField(
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mapping_choice"].initial = OWN
        self._offer("mapping_choice", named_choices(self.words, "mapping", (OWN, *_shipped())))

    def clean(self) -> dict[str, Any]:
        """Also, that a mapping of one's own was sent with it."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("mapping_choice") == OWN and not found.get("mapping_file"):
            self.add_error("mapping_file", forms.ValidationError("", code="required"))
        return found

    def brought(self) -> Sheet:
        """The same, as the service takes it."""
        found = self.cleaned_data
        chosen = found["mapping_choice"]
        own = chosen == OWN
        mapping = found["mapping_file"].read() if own else shipped_mapping(chosen).read_bytes()
        return Sheet(found["sheet"].name, found["sheet"].read(), mapping)


class MakeForm(Sent):
    """That the files are made, and whether rows with a problem are left out."""

    leave_out = forms.BooleanField(required=False)


class EndForm(Sent):
    """That a sheet is given up."""
