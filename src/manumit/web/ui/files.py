"""Files of pages: what they take is held in memory, never on disk; what they send is saved."""

import functools
import io
from collections.abc import Callable, Mapping
from typing import Any, Never

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_protect


def require_uploads[Answer: HttpResponseBase](
    view: Callable[..., Answer],
) -> Callable[..., Answer]:
    """Return the view, answering 404 unless visitors' uploads are enabled."""

    @functools.wraps(view)
    def offered(*args: Any, **named: Any) -> Answer:
        if not settings.MANUMIT.uploads:
            raise Http404
        return view(*args, **named)

    return offered


def with_uploads(
    request: HttpRequest, largest: Mapping[str, int], answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the answer to a request that may bring files, which are held in memory.

    Called by a view that is ``csrf_exempt``, once it knows that the sender may send them: until
    then nothing of a file is read. The token is checked here, after the request has what takes
    its files.

    Args:
        request: with or without files.
        largest: bytes of each file, by the name of its field.
        answer: makes the answer; from then on the form can be read.
    """
    if request.method == "POST":
        request.upload_handlers = [InMemoryUploads(largest)]

    @csrf_protect
    def checked(request: HttpRequest) -> HttpResponse:
        del request
        return answer()

    made: HttpResponse = checked(request)
    return made


class RejectUploads(FileUploadHandler):
    """Abort a request at its first file, so that no upload is written to disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> Never:
        """Return the fields before it are read; what follows is not."""
        del args, kwargs
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: the request has been aborted."""

    def file_complete(self, file_size: int) -> None:
        """Never called: the request has been aborted."""


PATIENCE = 4
"""What announces up to so many times the largest size is read to its end and not kept, so that the
browser gets its answer. Above that the connection is closed."""


class InMemoryUploads(FileUploadHandler):
    """Keep uploaded files in memory; too large ones just far enough to be refused.

    Args:
        largest: bytes of each file, by the name of its field; others are passed over.
    """

    def __init__(self, largest: Mapping[str, int]) -> None:
        super().__init__()
        self.largest = dict(largest)
        self.taken: set[str] = set()
        self.content: io.BytesIO | None = None
        self.announced = 0

    def handle_raw_input(
        self, input_data: object, META: object, content_length: int, *rest: Any, **named: Any  # noqa: N803 - Django's name
    ) -> None:  # fmt: skip
        """Note the announced size."""
        del input_data, META, rest, named
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Accept the first file of each field; our forms send no other."""
        super().new_file(*args, **kwargs)
        field = str(self.field_name)
        if field in self.taken or field not in self.largest:
            raise SkipFile
        self.taken.add(field)
        self.content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a chunk, skip it, or abort the request."""
        del start
        assert self.content is not None  # noqa: S101 - Django says so of every piece
        left = self.largest[str(self.field_name)] + 1 - self.content.tell()
        self.content.write(raw_data[: max(left, 0)])
        if left <= 0 and self.announced > PATIENCE * sum(self.largest.values()):
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file for the form."""
        del file_size
        assert self.content is not None  # noqa: S101 - as above
        size = self.content.tell()
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, size, self.charset
        )


sandboxed = csp_override(
    {
        "default-src": [CSP.NONE],
        "frame-ancestors": [CSP.NONE],
        "sandbox": True,  # type: ignore[dict-item] # documented for what takes no value
    }
)
"""Decorates a view that sends what somebody else made: a browser that shows it runs nothing."""


def as_download(content: bytes | str, media_type: str, name: str) -> HttpResponse:
    """Return a file to be saved.

    Args:
        content: all of it.
        media_type: such as ``text/csv; charset=utf-8``.
        name: of the file; it says nothing of a person or a workplace, for it stays on the device.
    """
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
