"""What a server of pages loads: ``gunicorn manumit.web.site.wsgi``. It may refuse to start.

Loaded once and then forked (``--preload``), the processes share what they read at the start.
"""

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

from manumit.errors import InputError

type Application = Callable[[dict[str, Any], Any], Any]

REFUSED = 3


def _application() -> Application:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manumit.web.site.settings")
    # Only now: each of these reads the settings, which may be refused.
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    made = get_wsgi_application()
    from django.db import connections  # noqa: PLC0415

    from manumit.web.site.doctor import require_secure_start  # noqa: PLC0415
    from manumit.web.ui.languages import languages  # noqa: PLC0415

    require_secure_start()
    languages()  # read now, so that the first visitor does not wait
    connections.close_all()  # two processes must not speak over one connection
    # What is read by now stays until the end: no process looks through it for garbage again, and
    # none writes to the memory that all of them share.
    gc.collect()
    gc.freeze()
    return made


try:
    application = _application()
except InputError as problems:
    sys.stderr.write(f"{problems}\n")
    raise SystemExit(REFUSED) from None
