"""Fields and forms of the office that every room with pages shares."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from manumit.assessment.view import Words

type Choices = list[tuple[str, str]]


class One(forms.ChoiceField):
    """One of a few, as buttons."""

    widget = forms.RadioSelect


class Several(forms.MultipleChoiceField):
    """Any of a few, as boxes."""

    widget = forms.CheckboxSelectMultiple


class Long(forms.CharField):
    """Some lines of text."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})


class Short(forms.CharField):
    """A line of text that no browser remembers."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})


class Day(forms.DateField):
    """A day as YYYY-MM-DD."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off", "dir": "ltr"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class Sent(forms.Form):
    """A form that does something, once, however often it is sent.

    Args:
        words: of the page, for choices.
        choices: of each field that has some.

    Attributes:
        room: whose texts stand beside the fields: ``<room>_field/<name>``.
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
    """Codes with their words: ``<texts>/<code>``."""
    return [(str(code), words.name(f"{texts}/{code}")) for code in codes]
