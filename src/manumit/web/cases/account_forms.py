"""Forms of wage accounts: the informant, a file or text, the signs to take, the heads to claim."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from manumit.assessment import Informant
from manumit.web.account_sheets.calculation import LARGEST
from manumit.web.cases.accounts import AccountKind, WageAccount
from manumit.web.cases.claimable import ClaimableHead, Key
from manumit.web.cases.forms import CaseForm, LineField, RadioField, TextField, VersionedForm
from manumit.web.remedies.forms import LONGEST_AMOUNT
from manumit.web.remedies.items import LONGEST_ARTICLE
from manumit.web.remedies.lists import LISTS
from manumit.web.remedies.selectors import ClaimLine

TAKE, LEAVE, OPEN = "take", "leave", "open"
PLACE = "sign_"
CLAIMED, ARTICLE = "claimed_", "article_"
TELLERS = tuple(one for one in Informant if one is not Informant.NOT_RECORDED)


class InformantForm(CaseForm):
    """Who gave the information in the account."""

    informant = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            "informant", [(str(one), self.words.name(f"informant/{one}")) for one in TELLERS]
        )

    @property
    def teller(self) -> Informant:
        """Return the chosen informant."""
        return Informant(self.cleaned_data["informant"])


class AccountFileForm(InformantForm):
    """An account as an uploaded file or as pasted text."""

    file = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json"})
    )
    text = TextField(required=False, max_length=LARGEST, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"rows": 12, "dir": "ltr", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """Require a file or a text; a file takes precedence, and it must be valid UTF-8."""
        found: dict[str, Any] = super().clean() or {}
        sent = found.get("file")
        if sent is not None:
            try:
                found["text"] = sent.read().decode()
            except UnicodeDecodeError:
                self.add_error(
                    "file", forms.ValidationError("", code="wage_check/wrong_no_account")
                )
        elif not (found.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("file", forms.ValidationError("", code="wage_check/wrong_no_file"))
        return found

    def to_input(self, kind: AccountKind) -> WageAccount:
        """Return the account."""
        return WageAccount(kind=kind, text=self.cleaned_data["text"], informant=self.teller)


class SignReviewForm(VersionedForm):
    """For each sign that a result proposes: take it as evidence, leave it, or keep it open."""

    def __init__(self, *args: Any, proposals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, self.words.name(f"cases/sign_{code}")) for code in (TAKE, LEAVE, OPEN)]
        for place in range(1, proposals + 1):
            self.fields[f"{PLACE}{place}"] = RadioField(choices=choices)

    def places(self, code: str) -> frozenset[int]:
        """Return the places of the signs for which this choice was made."""
        return frozenset(
            int(name.removeprefix(PLACE))
            for name, value in self.cleaned_data.items()
            if name.startswith(PLACE) and value == code
        )


class ClaimForm(CaseForm):
    """What to claim of a result, head by head, and in which claim.

    Args:
        heads: of the result.
        drafts: claims of the person that heads can be added to.
    """

    into = RadioField()

    def __init__(
        self, *args: Any, heads: Sequence[ClaimableHead], drafts: Sequence[ClaimLine], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.heads = heads
        routes = {
            code: self.words.name(f"remedies_route/{code}") for code in LISTS["route"].today()
        }
        known = [
            (str(one.id), f"{one.reference} · {routes.get(one.route, one.route)}") for one in drafts
        ]
        self._offer("into", [*known, *routes.items()])
        for place, one in enumerate(heads, start=1):
            typed = {"autocomplete": "off", "inputmode": "decimal", "dir": "ltr"}
            self.fields[f"{CLAIMED}{place}"] = LineField(
                required=False, max_length=LONGEST_AMOUNT, initial=one.proposed,
                widget=forms.TextInput(attrs=typed),
            )  # fmt: skip
            self.fields[f"{ARTICLE}{place}"] = LineField(
                required=False,
                max_length=LONGEST_ARTICLE,
                initial=one.article,
                widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            )

    @property
    def chosen(self) -> dict[Key, tuple[str, str]]:
        """Return amount and article of each head that has an amount."""
        sent = self.cleaned_data
        return {
            one.key: (sent[f"{CLAIMED}{place}"], sent[f"{ARTICLE}{place}"])
            for place, one in enumerate(self.heads, start=1)
            if sent[f"{CLAIMED}{place}"]
        }

    @property
    def where(self) -> uuid.UUID | str:
        """Return the id of a draft claim, or the route of a new one."""
        sent: str = self.cleaned_data["into"]
        return sent if sent in LISTS["route"].today() else uuid.UUID(sent)

    @property
    def places(self) -> dict[str, str]:
        """Return the form's field names by the names that the service uses."""
        return {
            f"{name} {one.head} {one.currency}": f"{field}{place}"
            for place, one in enumerate(self.heads, start=1)
            for name, field in (
                ("claimed", CLAIMED), ("most", CLAIMED), ("least", CLAIMED), ("article", ARTICLE),
            )
        }  # fmt: skip
