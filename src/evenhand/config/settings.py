"""Django's settings, from the site's settings. What is not a setting there is a decision here."""

from __future__ import annotations

import gc
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from evenhand.config.database import database
from evenhand.config.secret_key import secret_key
from evenhand.config.site_settings import given_settings

GIVEN = given_settings()
DATA_FOLDER = Path(GIVEN.text("EVENHAND_DATA", "~/.local/share/evenhand")).expanduser().absolute()
DATA_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = False
FOR_DEVELOPERS = GIVEN.switch("EVENHAND_DEBUG", default=False)
SECRET_KEY = GIVEN.text("EVENHAND_SECRET_KEY") or secret_key(DATA_FOLDER)
ALLOWED_HOSTS = GIVEN.names("EVENHAND_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_NAME = GIVEN.text("EVENHAND_SITE_NAME", "Evenhand")

INSTALLED_APPS = [
    "evenhand.web",
    "evenhand.accounts",
    "evenhand.records",
    "evenhand.plant",
    "evenhand.portfolio",
    "evenhand.schedules",
    "evenhand.matters",
    "evenhand.meetings",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "evenhand.web.errors.ErrorPages",  # asked last of what to do with an exception: those of the log-in library are its own
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "evenhand.accounts.sessions.SessionExpiry",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "evenhand.config.urls"
ASGI_APPLICATION = "evenhand.config.asgi.application"
WEB_PROCESSES = GIVEN.count("EVENHAND_WEB_PROCESSES", min(os.cpu_count() or 1, 4))
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "evenhand.web.context.site",
            ],
            "builtins": ["evenhand.web.addresses"],
        },
    }
]
FORM_RENDERER = "evenhand.web.forms.FormRenderer"

# Data

DATABASES = {"default": database(GIVEN.text("EVENHAND_DATABASE"), DATA_FOLDER)}
DATABASE_WEB_ROLE = GIVEN.text("EVENHAND_DATABASE_WEB_ROLE", "evenhand_web")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Memory: a large plan is tens of thousands of rows, in which Python would look for unreachable circles some hundred times while they are read

gc.set_threshold(50_000, 20, 50)

# Time and language

USE_TZ = True
TIME_ZONE = GIVEN.text("EVENHAND_TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError) as error:
    raise ImproperlyConfigured(f"EVENHAND_TIME_ZONE must be a zone of the IANA database, such as Europe/Brussels; is {TIME_ZONE!r}.") from error
LANGUAGE_CODE = "en-gb"
USE_I18N = False

# Static files: served from where they are installed, so that nothing has to be collected first

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = FOR_DEVELOPERS

# People and log-in

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "printed_name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())

ACCOUNT_ADAPTER = "evenhand.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Wrong passwords are counted by axes, which tells people so. A plant of a hundred that begins its shift comes from one address.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "120/m/ip"}
SOCIALACCOUNT_ADAPTER = "evenhand.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
OIDC_ORIGIN: list[str] = []
if GIVEN.text("EVENHAND_OIDC_URL"):
    OIDC_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(GIVEN.text("EVENHAND_OIDC_URL")))]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "sso",
                "name": GIVEN.text("EVENHAND_OIDC_NAME", "Single sign-on"),
                "client_id": GIVEN.text("EVENHAND_OIDC_CLIENT_ID"),
                "secret": GIVEN.text("EVENHAND_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": GIVEN.text("EVENHAND_OIDC_URL")},
            }
        ]
    }
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = FOR_DEVELOPERS

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "evenhand.accounts.lockout.email_tried"
AXES_LOCKOUT_CALLABLE = "evenhand.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an account is locked wherever the wrong passwords come from

SESSION_IDLE = timedelta(minutes=GIVEN.count("EVENHAND_SESSION_MINUTES", 60))
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Security of pages

IS_LOCAL = all(host in ("localhost", "127.0.0.1", "[::1]") for host in ALLOWED_HOSTS)
HTTPS = GIVEN.switch("EVENHAND_HTTPS", default=not IS_LOCAL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SITE_ADDRESS = GIVEN.text("EVENHAND_ADDRESS").rstrip("/")
CSRF_FAILURE_VIEW = "evenhand.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"{'https' if HTTPS else 'http'}://{host}" for host in ALLOWED_HOSTS if not IS_LOCAL]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
if GIVEN.switch("EVENHAND_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF, *OIDC_ORIGIN],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Mail

DEFAULT_FROM_EMAIL = SERVER_EMAIL = GIVEN.text("EVENHAND_EMAIL_FROM", "evenhand@localhost")
MAIL = urlsplit(GIVEN.text("EVENHAND_EMAIL"))
if MAIL.scheme in ("smtp", "smtps"):
    EMAIL_HOST, EMAIL_PORT = MAIL.hostname or "localhost", MAIL.port or (465 if MAIL.scheme == "smtps" else 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.scheme == "smtps", MAIL.scheme == "smtp" and bool(MAIL.username)
    EMAIL_TIMEOUT = 10
elif MAIL.geturl() == "console":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
elif MAIL.scheme or MAIL.path:
    raise ImproperlyConfigured("EVENHAND_EMAIL must be smtp://user:password@host:587, smtps://user:password@host:465 or console.")
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_FOLDER / "mail"

# The log: one line an event, to the standard error stream

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"evenhand": {"level": "INFO"}, "django.request": {"level": "CRITICAL"}, "axes": {"level": "ERROR"}},
}
