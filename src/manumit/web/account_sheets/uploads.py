"""Uploads of account files, held in memory during the calculation and never written."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

PATIENCE = 20
"""What announces up to so many times the largest size is read to its end and not kept."""

type File = UploadedFile[Any]


class InMemory(FileUploadHandler):
    """Takes the first bytes of a request's files, one more than may be; passes over the rest."""

    def __init__(self, largest: int) -> None:
        super().__init__()
        self.largest, self.size, self.announced = largest, 0, 0
        self.content = BytesIO()

    def handle_raw_input(
        self, input_data: object, META: object, content_length: int, *rest: Any, **named: Any  # noqa: N803 - Django's name
    ) -> None:  # fmt: skip
        """Store the announced size."""
        del input_data, META, rest, named
        self.announced = content_length

    @property
    def too_large(self) -> bool:
        """Whether the upload exceeds the limit."""
        return self.size > self.largest

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A place of its own for each."""
        super().new_file(*args, **kwargs)
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hold a piece, or passes over it."""
        del start
        self.size += len(raw_data)
        if not self.too_large:
            self.content.write(raw_data)
        elif self.announced > PATIENCE * self.largest:
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> File:
        """Return the file, as the view gets it."""
        self.content.seek(0)
        return UploadedFile(self.content, self.file_name, None, file_size)
