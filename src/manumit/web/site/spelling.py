"""Whether each setting that is named exists: a misspelt one would silently have no effect."""

import difflib
from collections.abc import Mapping

from manumit.errors import Place, Problem
from manumit.web.site.doctor_codes import DoctorCode

PREFIX = "MANUMIT_"
KNOWN = frozenset(
    f"{PREFIX}{name}"
    for name in [
        "BETWEEN_ADDRESS",
        "BETWEEN_KEYS",
        "CONTACTS",
        "COUNTRY",
        "DIRECT",
        "EXIT_URL",
        "FILES",
        "HOSTS",
        "KEY_RING",
        "LARGEST_UPLOAD_MB",
        "LAW",
        "LEDGER_HEADS",
        "LEDGER_KEY",
        "MAIL_FROM",
        "MAIL_URL",
        "MODE",
        "OIDC",
        "OIDC_ACR",
        "OIDC_CLIENT",
        "OIDC_NAME",
        "OIDC_SECRET_FILE",
        "OWNER_URL",
        "OWN_FILES",
        "PG_BIN",
        "PORT",
        "PROFILE",
        "ROOMS",
        "RECRUITERS",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "SECURITY_CONTACT",
        "SMALL_OFFICE",
        "SPECIAL",
        "STATISTICS_BASIS",
        "UPLOADS",
        "WORK",
    ]
)
"""Every variable that is read anywhere; any other of the prefix is a mistake in spelling."""


def setting_problems(environment: Mapping[str, str]) -> list[Problem]:
    """Return S405 for each variable that begins like one of ours and is none."""
    problems = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, 1, 0.8)
            do = f"Did you mean {near[0]}?" if near else "Take it out of the settings."
            place = Place(field=name)
            problems.append(DoctorCode.UNKNOWN_SETTING.problem(place, name=name, do=do))
    return problems
