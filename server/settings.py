"""Django's settings: read from the environment, safe by default, one data folder for everything that is kept."""

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from server.assets import keep_for_good
from server.variables import database, listener, mail_server, one_of, required, whole_number

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("UNCANNY_DATA") or ROOT / "var").resolve()


def _secret_key() -> str:
    """Return SECRET_KEY, or the one kept in the data folder (made on first use, readable by its owner only)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA / "secret_key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        DATA.mkdir(parents=True, exist_ok=True)
        # Written aside and linked: of two processes that start at once, both end up with the same key.
        draft = DATA / f".secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("DEBUG") == "1"
HTTPS = os.environ.get("UNCANNY_HTTPS") == "1"
REDIS_URL = os.environ.get("REDIS_URL", "")
# Where others reach a server that its host opens as localhost; `play` sets it.
JOIN_URL = os.environ.get("UNCANNY_JOIN_URL", "")
# From one address, which may be a school or a conference.
ROOMS_PER_MINUTE = whole_number("UNCANNY_ROOMS_PER_MINUTE", 120)
JOINS_PER_MINUTE = whole_number("UNCANNY_JOINS_PER_MINUTE", 3000)
SOCKETS_PER_ADDRESS = whole_number("UNCANNY_SOCKETS_PER_ADDRESS", 6000)  # at once, in one process
# Where this process tells its metrics: a port of its own, on no address that others reach unless one is named.
METRICS = listener("UNCANNY_METRICS")

# Without a list, server.hosts admits what cannot be rebound by a foreign name server: IP literals and local names.
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] or ["*"]
GUARD_HOSTS = ALLOWED_HOSTS == ["*"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_vite",
    "server.players",
    "server.decks",
    "server.matches",
    "server.leaderboards",
    "server.accounts",
    "server.rooms",
    "server.pages",
    "server.swarm",
    "server.audits",
    "server.chaos",
    "server.launch",
    # Last: pages of ours stand before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "server.rooms.health.Probes",
    "server.headers.FixedHeaders",
    "server.hosts.HostGuard",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "server.players.middleware.GuestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "server.urls"
ASGI_APPLICATION = "server.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "server.accounts.mail.context",
            ]
        },
    }
]

DATABASES = {"default": database(DATA / "db.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Several processes write: wait for each other, and take the write lock when a transaction begins, not half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# On a terminal everything from warnings up, for a person; else JSON, with what rooms go through. Refused and unknown
# addresses are no news.
LOGS = one_of("UNCANNY_LOGS", *(("text", "json") if sys.stderr.isatty() else ("json", "text")))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "server.logs.Line",
            "format": "{asctime} {levelname} {name}{whereabouts}: {message}",
            "style": "{",
            "validate": False,
        },
        "json": {"()": "server.logs.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOGS}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "server.rooms": {"level": "INFO" if LOGS == "json" else "WARNING"},
    },
}

# Counts of tries are shared by all processes; what costs nothing to count again is kept by each.
CACHES = {
    "default": {"BACKEND": "server.shared_cache.SharedCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "uncanny:cache"}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shared"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}

# Where there is a mail server, an account may have an address for a new password. The link in a mail leads to the host
# that was asked, so only hosts that were named: another one would be told the secret in it.
MAIL = mail_server("UNCANNY_MAIL")
if MAIL:
    EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.host, MAIL.port, MAIL.starttls, MAIL.tls
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    DEFAULT_FROM_EMAIL = os.environ.get("UNCANNY_MAIL_FROM", "").strip()
    if not DEFAULT_FROM_EMAIL:
        raise required("UNCANNY_MAIL", "UNCANNY_MAIL_FROM")
    if GUARD_HOSTS:
        raise required("UNCANNY_MAIL", "ALLOWED_HOSTS")
EMAIL_TIMEOUT = 10  # seconds

# Accounts: a name and a password, passkeys besides; an e-mail address only for who wants to give one.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "server.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
SESSION_COOKIE_AGE = 60 * 24 * 3600  # seconds; the player's cookie of who is signed in lives as long
ACCOUNT_ADAPTER = "server.accounts.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", *(["email"] if MAIL else [])]
ACCOUNT_EMAIL_VERIFICATION = "optional" if MAIL else "none"  # it opens the account only once it is confirmed
ACCOUNT_CHANGE_EMAIL = True  # one address, and the old one until the new one is confirmed
ACCOUNT_UNIQUE_EMAIL = False  # to refuse one would tell that it is here
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "signup": "server.accounts.mail.Claim",
    "login": "server.accounts.mail.SignIn",
    "reauthenticate": "server.accounts.mail.Again",
    "reset_password": "server.accounts.mail.Reset",
}
# A class behind one address signs up, or in, together. Who guesses passwords is slowed by the failed ones (10 a minute
# from an address, 5 in five minutes of a name: allauth's own).
ACCOUNT_RATE_LIMITS = {"signup": "60/m/ip", "login": "60/m/ip"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account"
MFA_ADAPTER = "server.accounts.passkeys.Passkeys"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [ROOT / "server" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [path for path in [ROOT / "frontend" / "dist"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_ADD_HEADERS_FUNCTION = keep_for_good
SERVESTATIC_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA / "media"
DJANGO_VITE = {"default": {"manifest_path": ROOT / "frontend" / "dist" / "manifest.json", "static_url_prefix": ""}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None  # over plain http browsers complain of it
# No script reads a cookie (forms carry the token), and no other site's form brings one. Lax, not Strict: who follows a
# link out of a chat into a room is still the same player. The player's own cookie is made alike (players.middleware).
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # What other names of the domain serve, and whether browsers ship with ours, is for its owner to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
else:
    # A classroom plays on plain http: what can only be had with TLS (HSTS, the redirect, secure cookies) is not missed.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
