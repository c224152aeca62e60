"""What every form does with a file that nobody asked for."""

from typing import Any, Never

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


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
