"""The folder of encrypted files. It needs no table."""

import os
import stat
from pathlib import Path

from django.conf import settings

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode


def files_folder() -> Path:
    """Return the folder of encrypted files.

    Raises:
        InputError: V404.
    """
    refused = VaultCode.NO_FILES.error(Place(field="MANUMIT_FILES"))
    if settings.MANUMIT_FILES is None:
        raise refused
    folder = Path(settings.MANUMIT_FILES)
    try:
        found = folder.lstat()
    except OSError as error:
        raise refused from error
    others = stat.S_IMODE(found.st_mode) & 0o077
    if not stat.S_ISDIR(found.st_mode) or others or found.st_uid != os.geteuid():
        raise refused
    return folder
