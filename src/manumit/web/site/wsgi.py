"""What a server of pages loads: ``gunicorn manumit.web.site.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manumit.web.site.settings")
application = get_wsgi_application()

from manumit.web.pages.languages import languages  # noqa: E402 - needs the applications
from manumit.web.site.checks import refuse_what_is_insecure  # noqa: E402

refuse_what_is_insecure()
languages()  # read now, so that the first visitor does not wait
