"""Settings of one installation, all of them from environment variables that begin with SAMAKI_."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("SAMAKI_DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("SAMAKI_SECRET_KEY", "not-yet")
DEBUG = False
ALLOWED_HOSTS = ["*"]

ROOMS = [
    "samaki.core",
    "samaki.registry.places",
    "samaki.registry.bodies",
    "samaki.registry.people",
    "samaki.registry.plan",
    "samaki.ledger",
    "samaki.insight.engine",
    "samaki.insight.pitt",
    "samaki.web",
]


def _exists(room: str) -> bool:
    return (PACKAGE.parent / room.replace(".", "/") / "apps.py").exists()


INSTALLED_APPS = [
    *(room for room in ROOMS if _exists(room)),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "samaki.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        },
    }
}
ROOT_URLCONF = "samaki.config.urls"
USE_TZ = True
TIME_ZONE = "Asia/Phnom_Penh"
