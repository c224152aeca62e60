"""Forms of accounts: who told it, a file or a text, and what is taken of a result."""

from typing import Any

from django import forms

from manumit.assessment import Informant
from manumit.web.cases.accounts import Kind, Told
from manumit.web.cases.forms import Long, One, Seen, Sent
from manumit.web.wages.reckoning import LARGEST

TAKE, LEAVE, OPEN = "take", "leave", "open"
PLACE = "sign_"
TELLERS = tuple(one for one in Informant if one is not Informant.NOT_RECORDED)


class TellerForm(Sent):
    """Who told what the account says."""

    informant = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            "informant", [(str(one), self.words.name(f"informant/{one}")) for one in TELLERS]
        )

    @property
    def teller(self) -> Informant:
        """Who."""
        return Informant(self.cleaned_data["informant"])


class TextForm(TellerForm):
    """An account as a file, or as its text."""

    file = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json"})
    )
    text = Long(required=False, max_length=LARGEST, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"rows": 12, "dir": "ltr", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """One of both; a file comes first. What is no text is none of ours."""
        found: dict[str, Any] = super().clean() or {}
        sent = found.get("file")
        if sent is not None:
            try:
                found["text"] = sent.read().decode()
            except UnicodeDecodeError:
                self.add_error("file", forms.ValidationError("", code="wages/wrong_no_account"))
        elif not (found.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("file", forms.ValidationError("", code="wages/wrong_no_file"))
        return found

    def told(self, kind: Kind) -> Told:
        """The account."""
        return Told(kind=kind, text=self.cleaned_data["text"], informant=self.teller)


class WeighForm(Seen):
    """What is taken as evidence of the signs that a result proposes, each by itself."""

    def __init__(self, *args: Any, proposals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, self.words.name(f"cases/sign_{code}")) for code in (TAKE, LEAVE, OPEN)]
        for place in range(1, proposals + 1):
            self.fields[f"{PLACE}{place}"] = One(choices=choices)

    def places(self, code: str) -> frozenset[int]:
        """Places of the signs for which something was chosen."""
        return frozenset(
            int(name.removeprefix(PLACE))
            for name, value in self.cleaned_data.items()
            if name.startswith(PLACE) and value == code
        )
