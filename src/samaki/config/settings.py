"""Settings of one installation. What differs between installations comes from environment variables named SAMAKI_….

docs/reference/settings.md lists them; each is read once, here.
"""

from __future__ import annotations

import os
from pathlib import Path

from samaki.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_directory(os.environ)
EVIDENCE_DIR = DATA_DIR / "evidence"
SECRET_KEY = env.secret_key(os.environ, DATA_DIR)
DEBUG = False
# A demonstration has illustrative figures, accounts whose password everybody knows, and a banner that says so.
DEMONSTRATION = env.yes(os.environ, "SAMAKI_DEMO")
# Its own today; what is recorded, sessions and rate limits keep the real clock.
DEMONSTRATION_DAY = env.day_of_demonstration(os.environ, "SAMAKI_TODAY", demonstration=DEMONSTRATION)
DEMONSTRATION_HISTORY = env.one_of(os.environ, "SAMAKI_DEMO_HISTORY", ("whole", "small", "none"))
PROJECT = PACKAGE.parent.parent
PLANS_DIR = Path(os.environ.get("SAMAKI_PLANS_DIR") or PROJECT / "plans")
DEMONSTRATION_DIR = PROJECT / "demonstration"

PORT = env.port(os.environ, "PORT", 8000)
PUBLIC_URL = (os.environ.get("SAMAKI_PUBLIC_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
PUBLIC_HOST = env.address("SAMAKI_PUBLIC_URL", PUBLIC_URL).hostname or "127.0.0.1"
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [*env.words(os.environ, "SAMAKI_ALLOWED_HOSTS"), PUBLIC_HOST, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if IS_HTTPS else []

INSTALLED_APPS = [
    "samaki.core",
    "samaki.registry.places",
    "samaki.registry.bodies",
    "samaki.registry.people",
    "samaki.registry.plan",
    "samaki.ledger",
    "samaki.insight.engine",
    "samaki.insight.pitt",
    "samaki.work.reporting",
    "samaki.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "samaki.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samaki.web.middleware.CompressedPages",
    "samaki.web.middleware.OwnCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samaki.web.middleware.ChosenLanguage",
    "samaki.registry.people.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samaki.web.middleware.RefusalsAsPages",
]
ROOT_URLCONF = "samaki.config.urls"
WSGI_APPLICATION = "samaki.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samaki.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": env.database(os.environ.get("SAMAKI_DATABASE_URL", ""), DATA_DIR)}
# Shared by all processes: what counts sign-in attempts must count them together. Room for many names tried at once:
# with Django's 300 entries, attempts at other names would push out the count of one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samaki_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Languages: the first is the one of the layout and of whoever has chosen none.
LANGUAGES = [("km", "ខ្មែរ"), ("en", "English")]
LANGUAGE_CODE = "km"
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["samaki.config.formats"]
USE_I18N = True
LANGUAGE_COOKIE_NAME = "django_language"
USE_TZ = True
TIME_ZONE = env.time_zone(os.environ, "SAMAKI_TIME_ZONE", "Asia/Phnom_Penh")

# Accounts
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("user_name", "email")},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "samaki.registry.people.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "user_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {"login": "samaki.registry.people.forms.SignInForm"}
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key"}
MFA_ADAPTER = "samaki.registry.people.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Samaki"
MFA_TOTP_TOLERANCE = 1
INVITATION_DAYS = 14

# Proxies in front of the server whose X-Forwarded-For may be believed; 0: none, the header is ignored.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number(os.environ, "SAMAKI_PROXIES", 0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Cookies and transport
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "samaki.web.errors.form_refused"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Files of the pages: written by people in web/static-src, made at set-up in web/static-made, served from static-built.
# What is made stands before what is written: the style sheet as it is served replaces the one that people read.
STATIC_WRITTEN = PACKAGE / "web" / "static-src"
STATIC_MADE = PACKAGE / "web" / "static-made"
STATIC_URL = "static/"
STATICFILES_DIRS = [STATIC_MADE, STATIC_WRITTEN]
STATIC_ROOT = PACKAGE / "web" / "static-built"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("SAMAKI_EMAIL_HOST")
    else ("django.core.mail.backends.dummy.EmailBackend")
)
EMAIL_HOST = os.environ.get("SAMAKI_EMAIL_HOST", "")

# What is logged names the address without its query and the kind of error; never a form, a cookie, a user or an IP.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "without_request": {"()": "samaki.config.logs.WithoutPersonalData"},
        "without_address": {"()": "samaki.config.logs.WithoutNetworkAddress"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_request"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # A wrong address or a form without its token is a page, not an event of the server.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Too large a form, too many fields: a page too.
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
        # The server writes its own lines, to its own handlers.
        "gunicorn.error": {"filters": ["without_address"]},
    },
}
