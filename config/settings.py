"""Settings; all that an installation may change comes from the environment (see README, Configuration)."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The installation -------------------------------------------------------------------------------------------------

SIDIAN_DATA_DIR = env.folder("SIDIAN_DATA_DIR", BASE_DIR / "data")
SIDIAN_FONTS_DIR = env.folder("SIDIAN_FONTS_DIR", BASE_DIR / "fonts")
SIDIAN_ORGANISATION = env.text("SIDIAN_ORGANISATION")
SIDIAN_ADMIN_USERNAME = env.text("SIDIAN_ADMIN_USERNAME") or "admin"
SIDIAN_ADMIN_PASSWORD = env.text("SIDIAN_ADMIN_PASSWORD")
SIDIAN_HTTPS = env.flag("SIDIAN_HTTPS")
# Unsaved text is kept in the browser too, until it is saved (OWASP ASVS 5.0, 14.3.3): an office with shared computers
# may prefer to do without.
SIDIAN_LOCAL_COPIES = env.flag("SIDIAN_LOCAL_COPIES", default=True)

DEBUG = env.flag("SIDIAN_DEBUG")
SECRET_KEY = env.secret_key("SIDIAN_SECRET_KEY", SIDIAN_DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.hosts("SIDIAN_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins("SIDIAN_CSRF_TRUSTED_ORIGINS", [])

# --- Apps and middleware ----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "lucide",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "csp",
    "axes",
    "drafts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.clean_request.CleanRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "csp.context_processors.nonce",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Storage ----------------------------------------------------------------------------------------------------------

# Measured: Django's default SQLite settings answered half of the concurrent saves with an error, these none.
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        sqlite_file=SIDIAN_DATA_DIR / "db.sqlite3",
        sqlite_options={
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864;"
            ),
        },
    )
}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.finders.PackageFileFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- People and sessions ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "drafts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "draft-list"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = env.whole("SIDIAN_SESSION_HOURS", 24 * 7, least=1, most=24 * 90) * 3600
SESSION_SAVE_EVERY_REQUEST = False

# Failed log-ins are counted by name and address together, so nobody can lock a colleague out from another desk.
AXES_FAILURE_LIMIT = env.whole("SIDIAN_LOGIN_ATTEMPTS", 5, least=1, most=100)
AXES_COOLOFF_TIME = timedelta(minutes=env.whole("SIDIAN_LOGIN_COOLOFF_MINUTES", 15, least=1, most=1440))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "config.address.client_address"
AXES_ENABLE_ADMIN = False  # the accounts page lifts a pause
# The log says who and from where; axes never logs passwords.
AXES_SENSITIVE_PARAMETERS: list[str] = []
AXES_IPWARE_PROXY_COUNT = env.whole("SIDIAN_PROXY_COUNT", 0, least=0, most=10)
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if AXES_IPWARE_PROXY_COUNT else ["REMOTE_ADDR"]
)

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
# The texts are written in Chinese, so LANGUAGE_CODE, to which Django falls back, is theirs whatever an office prefers.
LANGUAGE_CODE = "zh-hans"
SIDIAN_LANGUAGE = env.one_of("SIDIAN_LANGUAGE", LANGUAGE_CODE, {code for code, _name in LANGUAGES})
LOCALE_PATHS = [BASE_DIR / "drafts" / "locale"]
USE_TZ = True
TIME_ZONE = env.text("SIDIAN_TIME_ZONE") or "Asia/Shanghai"
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    env.stop("SIDIAN_TIME_ZONE", f"没有“{TIME_ZONE}”这个时区。(no such time zone)")

# --- Security ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "drafts.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
if SIDIAN_HTTPS:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # Only trusted because SIDIAN_HTTPS says that a proxy stands in front, which sets this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Log --------------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.one_of("SIDIAN_LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.log.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "WARNING"},
        "django.security": {"level": "INFO"},
        "axes": {"level": LOG_LEVEL},
        "drafts": {"level": LOG_LEVEL},
    },
}
