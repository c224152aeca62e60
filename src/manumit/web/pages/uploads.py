"""Files of visitors: taken only where the institution takes them, and only where they are asked."""

import functools
from collections.abc import Callable
from typing import Any, Never

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import Http404, HttpResponseBase


def where_offered[Answer: HttpResponseBase](
    view: Callable[..., Answer],
) -> Callable[..., Answer]:
    """A page that exists only where the institution takes files of visitors."""

    @functools.wraps(view)
    def offered(*args: Any, **named: Any) -> Answer:
        if not settings.MANUMIT.uploads:
            raise Http404
        return view(*args, **named)

    return offered


class NoFile(FileUploadHandler):
    """Ends the reading of a request at its first file, so that none is written to a disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> Never:
        """The fields before it are read; what follows is not."""
        del args, kwargs
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing comes so far."""

    def file_complete(self, file_size: int) -> None:
        """The same."""
