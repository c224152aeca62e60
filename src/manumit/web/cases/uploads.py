"""A document on its way in: held in memory until it is sealed, and never written in clear."""

import io
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from manumit.assessment.view import Words
from manumit.web.cases.documents import ENDINGS, KINDS, WITHDRAWN
from manumit.web.cases.forms import Choices, Day, Long, One, Sent, named_choices
from manumit.web.cases.services import Brought
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.kernel.reasons import ReasonList
from manumit.web.kernel.vault.attachments import LARGEST

PATIENCE = 4
"""What announces up to so many times the largest size is read to its end and not kept, so that the
browser gets its answer. Above that the connection is closed."""


class InMemory(FileUploadHandler):
    """Takes the files of a request; of a larger one just so much that whoever takes it sees it.

    Args:
        largest: bytes of each file, by the name of its field; others are passed over.
    """

    def __init__(self, largest: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self.largest = {"file": LARGEST} if largest is None else dict(largest)
        self.taken: set[str] = set()
        self.content: io.BytesIO | None = None
        self.announced = 0

    def handle_raw_input(
        self, input_data: object, META: object, content_length: int, *rest: Any, **named: Any  # noqa: N803 - Django's name
    ) -> None:  # fmt: skip
        """Notes how much is to come."""
        del input_data, META, rest, named
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The first of each field; a form of ours sends no other."""
        super().new_file(*args, **kwargs)
        field = str(self.field_name)
        if field in self.taken or field not in self.largest:
            raise SkipFile
        self.taken.add(field)
        self.content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keeps a piece, passes over it, or stops the request."""
        del start
        assert self.content is not None  # noqa: S101 - Django says so of every piece
        left = self.largest[str(self.field_name)] + 1 - self.content.tell()
        self.content.write(raw_data[: max(left, 0)])
        if left <= 0 and self.announced > PATIENCE * sum(self.largest.values()):
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, as the form gets it."""
        del file_size
        assert self.content is not None  # noqa: S101 - as above
        size = self.content.tell()
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, size, self.charset
        )


def _today(words: Words, prefix: str, listed: ReasonList) -> Choices:
    return named_choices(words, prefix, listed.today())


class AttachmentForm(Sent):
    """A document, what it is, of which day, and who handed it over.

    What may be sent is the vault's to say: also an empty file goes there.
    """

    file = forms.FileField(
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    document_kind = One()
    on_day = Day(required=False)
    handed_by = Long(max_length=LONGEST_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("document_kind", _today(self.words, "document", KINDS))

    def brought(self) -> Brought:
        """The same, as the service takes it."""
        found = self.cleaned_data
        return Brought(
            kind=found["document_kind"],
            name=found["file"].name,
            content=found["file"].read(),
            on_day=found["on_day"],
            handed_by=found["handed_by"],
        )


class WithdrawalForm(Sent):
    """Why what a document shows is taken away."""

    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", _today(self.words, "reason", WITHDRAWN))
