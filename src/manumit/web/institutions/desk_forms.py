"""Form fields and the base form of all office pages."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from manumit.assessment.view import Words

type Choices = list[tuple[str, str]]


class RadioField(forms.ChoiceField):
    """A choice of one, as radio buttons."""

    widget = forms.RadioSelect


class CheckboxesField(forms.MultipleChoiceField):
    """A choice of several, as checkboxes."""

    widget = forms.CheckboxSelectMultiple


class TextField(forms.CharField):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})


class LineField(forms.CharField):
    """A line of text that browsers do not remember."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})


class DayInput(forms.DateInput):
    """The browser's own control of a date, which shows and takes it as its user writes dates."""

    input_type = "date"


class DayField(forms.DateField):
    """A date, chosen or typed; it is sent as YYYY-MM-DD."""

    widget = DayInput(format="%Y-%m-%d", attrs={"autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


LAST_VERSION = 2**31 - 2
"""One below the largest integer of a column: a step adds one."""


class SeenField(forms.IntegerField):
    """The version of a record when its page was made, so that nobody decides on an older one."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"initial": 0, "min_value": 0, "max_value": LAST_VERSION} | kwargs)


class OfficeForm(forms.Form):
    """A form with an idempotency key: sent twice, it acts once.

    Args:
        words: of the page, for choices.
        choices: of each field that has some.

    Attributes:
        room: prefix of the field labels: ``<room>_field/<name>``.
    """

    room: ClassVar[str]
    request = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, words: Words, choices: dict[str, Choices] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.words = words
        for name, given in (choices or {}).items():
            self._offer(name, given)

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices


def coded_choices(words: Words, texts: str, codes: Iterable[str]) -> Choices:
    """Return codes as choices with their texts ``<texts>/<code>``."""
    return [(str(code), words.name(f"{texts}/{code}")) for code in codes]
