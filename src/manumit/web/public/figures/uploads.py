"""Uploads, written chunk by chunk into a private folder, never into a shared one."""

import fcntl
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from manumit.exchange import shipped_mapping, shipped_mappings
from manumit.web.public.figures import folders
from manumit.web.public.figures.handover import AssessmentSpec
from manumit.web.public.figures.services import own_files

NO_FILE, UNKNOWN_KIND, TOO_LARGE, NO_CONSENT, NO_MAPPING = "U101", "U102", "U103", "U104", "U105"
FULL, HAS_ONE = "U106", "U107"

OWN_MAPPING = "own"
LARGEST_MAPPING = 1_000_000
PATIENCE = 4
"""What announces up to so many times the largest size is read to its end and not kept, so that the
browser gets its answer. Above that the connection is closed."""

# Files get a neutral name: their own may contain a person's name, and messages quote it.
NAMES = {
    ".csv": "records.csv",
    ".tsv": "records.tsv",
    ".txt": "records.txt",
    ".gz": "records.csv.gz",
    ".xlsx": "records.xlsx",
    ".parquet": "records.parquet",
}
MAPPING_NAME = "mapping.yaml"

type File = UploadedFile[Any]


class PrivateUpload(FileUploadHandler):
    """Takes every file of a request, up to a size in all; what is not moved goes with the request.

    Attributes:
        too_large: whether there was more; nothing that came is whole then.
    """

    def __init__(self, largest: int) -> None:
        super().__init__()
        self.largest, self.size, self.announced = largest, 0, 0
        self.too_large = False
        self.file: Any = None

    def handle_raw_input(
        self, input_data: object, META: object, content_length: int, *rest: Any, **named: Any  # noqa: N803 - Django's name
    ) -> None:  # fmt: skip
        """Store the announced size."""
        del input_data, META, rest, named
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Create a private file that is marked as in use."""
        super().new_file(*args, **kwargs)
        folder = folders.work_folder("arriving")
        self.file = tempfile.NamedTemporaryFile(dir=folder, prefix="")  # noqa: SIM115 - goes with the request
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, passes over it, or stops the request."""
        del start
        self.size += len(raw_data)
        if self.size <= self.largest:
            self.file.write(raw_data)
            return
        self.too_large = True
        if self.announced > PATIENCE * self.largest:
            # Without a reset Django reads the rest line by line: minutes where lines are short.
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> File:
        """Return the file, as the view gets it."""
        self.file.flush()
        return UploadedFile(self.file, self.file_name, self.content_type, file_size)

    def upload_interrupted(self) -> None:
        """Clean up after the browser disconnected."""
        if self.file is not None:
            self.file.close()


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """An uploaded file and the options chosen for it; its ``repr`` shows nothing.

    Attributes:
        records: path of the file; ``name``: what we call it.
        mapping: name of a shipped one, or path of the visitor's own.
        language: of the report.
        leave_out: leave rows with problems out.
    """

    records: str
    name: str
    mapping: str | Path
    language: str
    leave_out: bool

    def move_to(self, folder: Path) -> None:
        """Put all of it into the folder of a run."""
        # Hard link: Django deletes the first name with the request.
        os.link(self.records, folder / self.name)
        mapping = folder / MAPPING_NAME
        if isinstance(self.mapping, Path):
            os.link(self.mapping, mapping)
        else:
            mapping = shipped_mapping(self.mapping)
        AssessmentSpec(
            records=str(folder / self.name),
            mapping=str(mapping),
            language=self.language,
            leave_out=self.leave_out,
            own=own_files(),
        ).write(folder)


def new_handler() -> PrivateUpload:
    """Return what takes the files of one request."""
    return PrivateUpload(settings.MANUMIT.largest_upload + LARGEST_MAPPING)


def read_form(
    request: HttpRequest, upload_handler: PrivateUpload, *, language: str
) -> Upload | list[str]:
    """Return what was sent, or the codes of all that is wrong with it.

    Args:
        request: a POST of the form.
        upload_handler: the handler that received its files.
        language: of the report.
    """
    if upload_handler.too_large:
        return [TOO_LARGE]
    records, own = request.FILES.get("records"), request.FILES.get("mapping_file")
    wrong = _records_problems(records)
    chosen = request.POST.get("mapping", "")
    if chosen == OWN_MAPPING:
        if own is None or (own.size or 0) > LARGEST_MAPPING:
            wrong.append(NO_MAPPING)
    elif chosen not in shipped_mappings():
        wrong.append(NO_MAPPING)
    if request.POST.get("consent") != "yes":
        wrong.append(NO_CONSENT)
    if wrong or records is None:
        return wrong
    return Upload(
        records=_path(records),
        name=NAMES[_suffix(records)],
        mapping=Path(_path(own)) if own is not None and chosen == OWN_MAPPING else chosen,
        language=language,
        leave_out=request.POST.get("leave_out") == "yes",
    )


def _records_problems(records: File | None) -> list[str]:
    if records is None:
        return [NO_FILE]
    if (records.size or 0) > settings.MANUMIT.largest_upload:
        return [TOO_LARGE]
    return [] if _suffix(records) in NAMES else [UNKNOWN_KIND]


def _suffix(records: File) -> str:
    return Path(records.name or "").suffix.lower()


def _path(file: File) -> str:
    path: str = file.file.name  # type: ignore[union-attr]
    return path
