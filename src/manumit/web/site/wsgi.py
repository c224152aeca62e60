"""What a server of pages loads: ``gunicorn manumit.web.site.wsgi``. It may refuse to start."""

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
    from manumit.web.pages.languages import languages  # noqa: PLC0415
    from manumit.web.site.checks import refuse_what_is_insecure  # noqa: PLC0415

    refuse_what_is_insecure()
    languages()  # read now, so that the first visitor does not wait
    return made


try:
    application = _application()
except InputError as problems:
    sys.stderr.write(f"{problems}\n")
    raise SystemExit(REFUSED) from None
