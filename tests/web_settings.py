"""The platform's settings for type checks and for tests, which put in the database they start."""

import os
import tempfile

_HERE = tempfile.gettempdir()
os.environ.setdefault("MANUMIT_MODE", "demo")
os.environ.setdefault("MANUMIT_SECRET_KEY", "only-for-tests-" + "0123456789abcdef" * 4)
os.environ.setdefault("DATABASE_URL", "postgresql://manumit_app@/manumit?host=/nowhere")

from manumit.web.site.settings import *  # noqa: E402 - all of them, with these values

INSTALLED_APPS += ["ledger_trial", "process_trial"]  # noqa: F405 - a model with history, one in a process
PASSWORD_HASHERS = ["quick_hasher.QuickHasher"]
