"""Settings, all from the environment; `.env.example` lists them with a sentence each.

Nothing secret has a default: a site without a key does not start.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Where people reach the site: links in mail are built from it, never from a request.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
IS_HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "recovery",  # the commands
    "recovery.accounts",
    "recovery.outbox",
    "athletes",
    "recovery.assessments",
    "coaching",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_structlog",
    "lucide",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages on a phone's network; it pads them at random against reading secrets from their size.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "recovery.middleware.FragmentLoginMiddleware",
    # A public view must say @login_not_required; everything else is closed.
    "recovery.middleware.LoginRequiredMiddleware",
    "recovery.middleware.PersonalPageMiddleware",
    "recovery.accounts.middleware.ReaderMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "recovery.urls"
WSGI_APPLICATION = "recovery.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                # Lazy: what an athlete's page says of its readers, without athletes importing
                # the floor above it.
                "coaching.context_processors.navigation",
                "coaching.context_processors.audience",
                "coaching.context_processors.staff_messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_htmx.templatetags.django_htmx",
                "recovery.methods.tags",
            ],
        },
    }
]

# --- PostgreSQL -----------------------------------------------------------------------------


def database_from_url(url: str) -> dict[str, object]:
    """Return Django's database settings for ``postgres://user:password@host:port/name``.

    A socket folder is given as ``?host=/folder``, as libpq itself spells it.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
    }


# Web processes share a pool; workers and tests keep one connection each.
DATABASE_POOL = env.bool("DATABASE_POOL", default=False)
DATABASES = {
    "default": {
        **database_from_url(env.str("DATABASE_URL")),
        "CONN_MAX_AGE": 0 if DATABASE_POOL else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 5}} if DATABASE_POOL else {},
    }
}

# --- Redis: a bell for the worker and the counters of the login limiter, nothing else ---------

# A site keeps working without it; `unix:///path/to.sock` or `redis://host:6379`.
REDIS_URL = env.str("REDIS_URL")


def redis_url(url: str, *, database: int, for_celery: bool) -> str:
    """Return ``url`` for one numbered database, in the spelling its reader wants.

    Celery calls a socket ``redis+socket://PATH?virtual_host=0``, redis-py and Django's cache
    ``unix://PATH?db=2``; over TCP both say ``redis://host:port/0``.
    """
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return f"{parts.scheme}://{parts.netloc}/{database}"
    if for_celery:
        return f"redis+socket://{parts.path}?virtual_host={database}"
    return f"unix://{parts.path}?db={database}"


CELERY_BROKER_URL = redis_url(REDIS_URL, database=0, for_celery=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "health_check_interval": 10,
}
CELERY_TASK_IGNORE_RESULT = True  # results are rows in PostgreSQL, not messages
# Early acknowledgement (the default) on purpose: a wake-up may be lost, work may not, and the
# work is rows in PostgreSQL.
CELERY_TASK_TIME_LIMIT = 120  # seconds
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Celery closes Django's connection after every task unless told otherwise: 6 ms a task.
CELERY_DB_REUSE_MAX = 10_000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "drain": {
        "task": "assessments.drain",
        "schedule": 1.0,  # seconds
        "options": {"expires": 2.0},  # a worker that was away finds one wake-up, not a pile
    },
    "read-files": {
        "task": "athletes.read_files",
        "schedule": 2.0,  # seconds; whoever brings a file sees it read while they look
        "options": {"expires": 2.0},
    },
    "new-days": {
        "task": "assessments.new_days",
        "schedule": 60.0,  # seconds; an athlete's day turns at 04:00 of their own clock
        "options": {"expires": 60.0},
    },
    "remind": {
        "task": "athletes.remind",
        "schedule": 60.0,  # seconds; a reminder is asked for by the minute
        "options": {"expires": 60.0},
    },
    "digests": {
        "task": "coaching.queue_digests",
        "schedule": 60.0,  # seconds; an hour is chosen by the minute
        "options": {"expires": 60.0},
    },
    "send": {
        "task": "outbox.drain",
        "schedule": 5.0,  # seconds
        "options": {"expires": 5.0},
    },
    "tidy-outbox": {
        "task": "outbox.tidy",
        "schedule": 3600.0,  # seconds
        "options": {"expires": 3600.0},
    },
    "calibrate-due-teams": {
        "task": "coaching.calibrate_due_teams",
        "schedule": 3600.0,  # seconds; a team is due four weeks after its last calibration
        "options": {"expires": 3600.0},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = env.str("BEAT_SCHEDULE_FILE", default="celerybeat-schedule")

CACHES = {
    "default": {
        "BACKEND": "recovery.accounts.caches.OptionalRedisCache",
        "LOCATION": redis_url(REDIS_URL, database=2, for_celery=False),
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["recovery.accounts.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "recovery.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the club, for addresses it knows
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # for the same reason
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

SESSION_ENGINE = "recovery.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # seconds: an athlete's phone stays signed in
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "recovery.views.csrf_failure"

# --- Browser security ---------------------------------------------------------------------------

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # the health checks of the proxy and Docker
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Words and times ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files, mail and notifications --------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "recovery.static_files.CompressedModulesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG  # also in tests, where each new client would list all files
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes; a check-in is under two kilobytes
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a season's folder; more come as a zip
FILE_UPLOAD_HANDLERS = [
    "recovery.uploads.BoundedUploadHandler",  # first: it refuses before anything is read
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# No mail unless it is set up: written to a log, a link to a new password would be a secret there.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="recovery@localhost")
EMAIL_TIMEOUT = 10  # seconds; a mail server that hangs holds a worker no longer
# Signs notifications (web push); made by `manage.py make_push_key`. Unset, there are none.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
# Hosts, and what lies below them, that browsers may ask us to hand notifications to: of Chrome and
# Edge on Android, Firefox, Edge, Safari.
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "push.services.mozilla.com",
        "notify.windows.com",
        "push.apple.com",
    ],
)
# Who writes which kind of message; see recovery/outbox/letters.py.
OUTBOX_WRITERS = {
    "check_in_reminder": "athletes.letters.check_in_reminder",
    "effort_reminder": "athletes.letters.effort_reminder",
    "coach_digest": "coaching.letters.coach_digest",
    "contact_wish": "coaching.letters.contact_wish",
}

# --- Logs: one JSON line an event, no bodies, no queries, no names --------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "recovery.logs.json_formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Several lines for every wake-up, once a second, that say nothing but that it was sent.
        name: {"level": "WARNING"}
        for name in ("celery.app.trace", "celery.beat", "celery.worker.strategy")
    },
}
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_CELERY_ENABLED = False

PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # what reads writes no history and asks for no user
# W004 wants a plain unique e-mail address; ours is unique whatever its capitals, by constraint.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
