"""Settings of Django. What an institution decides is in the environment: ``deployment.py``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

import manumit
from manumit.web.site.deployment import Deployment

MANUMIT = Deployment.from_environment()

DEBUG = False  # a page of debugging shows what nobody may see: there is no switch for it
SECRET_KEY = MANUMIT.secret_key
ALLOWED_HOSTS = list(MANUMIT.hosts)
ROOT_URLCONF = "manumit.web.site.urls"
WSGI_APPLICATION = "manumit.web.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",  # models of people refer to it, and pghistory asks for it
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "manumit.web.site",  # first: its command "procrastinate" refuses what is insecure
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "manumit.web.public.sessions",
    "manumit.web.kernel.register",
    "manumit.web.kernel.ledger",
    "manumit.web.kernel.vault",
    "manumit.web.kernel.access",
    "manumit.web.kernel.consent",
    "manumit.web.kernel.process",
    "manumit.web.ui",
    "manumit.web.account_sheets",
    "manumit.web.interviewing",
    "manumit.web.institutions",
    "manumit.web.public.interview",
    "manumit.web.public.catalogue",
    "manumit.web.public.figures",
    "manumit.web.public.wage_check",
    "manumit.web.public.report",
    "manumit.web.public.offers",
    "manumit.web.public.recruiters",
    "manumit.web.tasks",
    "manumit.web.saved_queries",
    "manumit.web.registers",
    "manumit.web.workplaces",
    "manumit.web.inspections",
    "manumit.web.rounds",
    "manumit.web.visit_pictures",
    "manumit.web.data_rights",
    "manumit.web.line",
    "manumit.web.recruitment",
    "manumit.web.complaints",
    "manumit.web.remedies",
    "manumit.web.order_claims",
    "manumit.web.debtors",
    "manumit.web.inspection_penalties",
    "manumit.web.annual_report",
    "manumit.web.protection",
    "manumit.web.justice",
    "manumit.web.notifications",
    "manumit.web.directory",
    "manumit.web.cases",
    "manumit.web.group_cases",
    "manumit.web.prosecution_bundles",
    "manumit.web.imports",
    "manumit.web.labels",
    "manumit.web.worker_access",
    "manumit.web.reassignment",
    "manumit.web.guided",
    "manumit.web.federation",
    "manumit.web.statistics",
    "manumit.web.operations",
    "manumit.web.api",
    "manumit.web.country",
    "manumit.web.start",
]

# Triggers are declared on models and installed by ``prepare_database``, never by migrations.
PGTRIGGER_MIGRATIONS = False

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "manumit.web.ui.middleware.NoStoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "manumit.web.ui.rooms.HiddenRooms",
    "manumit.web.institutions.middleware.OfficeSessions",
    "allauth.account.middleware.AccountMiddleware",
    "manumit.web.institutions.middleware.ActingPost",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# Database: the application connects as a role that owns nothing (design, section 3).


def _database(parts: Mapping[str, str]) -> dict[str, Any]:
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST",
             "port": "PORT"}  # fmt: skip
    options: dict[str, Any] = {key: value for key, value in parts.items() if key not in named}
    values = {setting: parts[key] for key, setting in named.items() if key in parts}
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {"ENGINE": "django.db.backends.postgresql", **values, **kept, "OPTIONS": options}


DATABASES = {
    "default": _database(MANUMIT.database),
    # The same once more: what was refused stays in the ledger when the act is rolled back.
    "ledger": _database(MANUMIT.database),
}
if MANUMIT.owner is not None:
    DATABASES["owner"] = _database(MANUMIT.owner)

# The vault: keys apart from data, and sealed files that no address leads to.
MANUMIT_KEY_RING = MANUMIT.key_ring
MANUMIT_FILES = MANUMIT.files
MANUMIT_SPECIAL = MANUMIT.special
MANUMIT_STATISTICS_BASIS = MANUMIT.statistics_basis

# Sign-in, in the office alone (institutions.middleware): no other page has a session.
AUTH_USER_MODEL = "institutions.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_COOKIE_NAME = "office"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Attempts are counted where every process sees them, and a restart forgets none.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "institutions_attempts",
        "KEY_FUNCTION": "manumit.web.institutions.gates.attempt_key",
        # Beyond this Django forgets a third of them: whoever makes up numbers must not reach it.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
ACCOUNT_ADAPTER = "manumit.web.institutions.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is bound to its address
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 5 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Else all people behind the server in front are one sender, whose wrong passwords keep all out.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if MANUMIT.direct else 1
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    # Neutral answers to slips: none of them tells that a limit is reached.
    "own_sender": "30/m/ip",
    "own_number": "10/h/key",
    # Only of this one the code for danger knows. In the life of a slip it leaves less than one try
    # in a hundred to find that code; by hand nobody reaches it.
    "own_danger": "300/h/key",
    # Complaints and their answer page: by address alone, never by receipt. Beyond the limit the
    # answer page shows what wrong words show.
    "complaint_sent": "20/h/ip",
    "complaint_words": "30/h/ip",
    "complaint_added": "300/h/ip",
    "complaint_attached": "40/h/ip",
}
MFA_ADAPTER = "manumit.web.institutions.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # see ACCOUNT_EMAIL_VERIFICATION
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones
# allauth would take a code twice within that tolerance.
MFA_FORMS = {
    "authenticate": "manumit.web.institutions.forms.SecondFactorForm",
    "reauthenticate": "manumit.web.institutions.forms.ConfirmForm",
    "activate_totp": "manumit.web.institutions.forms.AppForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

# One neutral link, to a new password, and only where the institution names a mail server.
MAILERS: dict[str, Any] = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
# Without one nothing is sent, on purpose: Django takes that for a mistake of production.
SILENCED_SYSTEM_CHECKS = ["mail.E001"] if MANUMIT.mail is None else []
if MANUMIT.mail is not None:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MANUMIT.mail.host,
            "port": MANUMIT.mail.port,
            "username": MANUMIT.mail.user,
            "password": MANUMIT.mail.password,
            "use_ssl": MANUMIT.mail.ssl,
            "use_tls": not MANUMIT.mail.ssl,
            "timeout": 20,
        },
    }

# Browser. Nothing but our own style sheet and our own script; no other site learns anything.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "connect-src": [CSP.SELF],  # the quick exit, where it may be done in the background
    "form-action": [CSP.SELF, MANUMIT.exit_origin],  # the quick exit is a form that leads away
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
# Not "no-referrer": with it browsers send the origin of our own forms as "null", and Django refuses
# them. Other sites learn nothing either way.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = MANUMIT.production
SECURE_HSTS_SECONDS = 31_536_000 if MANUMIT.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = MANUMIT.production
SECURE_HSTS_PRELOAD = MANUMIT.production
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked on the machine itself, without TLS
SECURE_PROXY_SSL_HEADER = None if MANUMIT.direct else ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = MANUMIT.production
CSRF_COOKIE_SECURE = MANUMIT.production
CSRF_COOKIE_AGE = None  # until the browser is closed
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "manumit.web.ui.views.csrf_failure"

STATIC_URL = "/static/"
# The style sheet of a report that stands in a page.
STATICFILES_DIRS = [("report", Path(manumit.__file__).parent / "bulk" / "static")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

USE_I18N = False  # words come from text packs, with their review status (ADR 0010)
USE_TZ = True
TIME_ZONE = "UTC"

# A page that takes a file names what takes it; every other form takes none, whoever sends it.
FILE_UPLOAD_HANDLERS = ["manumit.web.ui.files.RejectUploads"]
FILE_UPLOAD_TEMP_DIR = MANUMIT.work
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 130

# A finished job is forgotten, since it shows when somebody came. A running one is to end soon.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "always", "shutdown_graceful_timeout": 2.0}

# Logs say that something broke and where in the code. No address, no answer, no variable.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_content": {"()": "manumit.web.site.logs.RedactContent"}},
    "handlers": {
        "stream": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_content"],
        }
    },
    "root": {"handlers": ["stream"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
        # Else gunicorn logs the sender and the words of a request that it can't read.
        "gunicorn.error": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
