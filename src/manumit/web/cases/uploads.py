"""Forms of uploads: held in memory until they are sealed, never written unencrypted."""

from typing import Any

from django import forms

from manumit.assessment.view import Words
from manumit.web.cases.documents import KINDS, WITHDRAWN
from manumit.web.cases.forms import (
    CaseForm,
    Choices,
    DayField,
    RadioField,
    TextField,
    named_choices,
)
from manumit.web.cases.services import AttachmentInput
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.kernel.reasons import ReasonList
from manumit.web.kernel.vault.attachments import ENDINGS


def _today(words: Words, prefix: str, listed: ReasonList) -> Choices:
    return named_choices(words, prefix, listed.today())


class AttachmentForm(CaseForm):
    """A document, its kind, its day, and who handed it over.

    What may be sent is the vault's to say: also an empty file goes there.
    """

    file = forms.FileField(
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    document_kind = RadioField()
    on_day = DayField(required=False)
    handed_by = TextField(max_length=LONGEST_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("document_kind", _today(self.words, "document", KINDS))

    def to_input(self) -> AttachmentInput:
        """Return the document for the service."""
        found = self.cleaned_data
        return AttachmentInput(
            kind=found["document_kind"],
            name=found["file"].name,
            content=found["file"].read(),
            on_day=found["on_day"],
            handed_by=found["handed_by"],
        )


class WithdrawalForm(CaseForm):
    """The reason for withdrawing a document."""

    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", _today(self.words, "reason", WITHDRAWN))
