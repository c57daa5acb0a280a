"""Settings for every use; what differs comes from the environment and from the folder of state."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from minicluster.platform.database.home import home_folder
from minicluster.platform.database.secret import secret_key
from minicluster.platform.database.settings import database_settings

HOME = home_folder()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = secret_key(HOME)
DEBUG = False
# A reverse proxy in front names its hosts here; without one the product is reached on this machine only.
ALLOWED_HOSTS = os.environ.get("MINICLUSTER_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_ADDRESS = os.environ.get("MINICLUSTER_ADDRESS", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_ADDRESS] if BASE_ADDRESS.startswith("https") else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_ADDRESS.startswith("https")
SESSION_COOKIE_AGE = 60 * 60 * 12

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "axes",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    "minicluster.platform.accounts",
    "minicluster.platform.audit",
    "minicluster.platform.files",
    "minicluster.platform.imports",
    "minicluster.platform.language_model",
    "minicluster.platform.mail",
    "minicluster.platform.search",
    "minicluster.members",
    "minicluster.mapping",
    "minicluster.meetings",
    "minicluster.problems",
    "minicluster.network",
    "minicluster.outcomes",
    "minicluster.stories",
    "minicluster.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "minicluster.web.middleware.MalformedMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minicluster.web.middleware.ViewerMiddleware",
    "minicluster.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "minicluster.web.urls"
WSGI_APPLICATION = "minicluster.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "minicluster.web.context.layout",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "minicluster.web.templatetags.minicluster"],
        },
    }
]

DATABASES = {"default": database_settings(HOME, os.environ.get("MINICLUSTER_DATABASE_ROLE", "application"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
# The sign-in form calls the address so; without this every failure would be counted for nobody.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "minicluster.web.forms.typed_address"
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A mail server is named by the environment; without one messages wait in the outbox, where they can be copied.
EMAIL_HOST = os.environ.get("MINICLUSTER_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("MINICLUSTER_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("MINICLUSTER_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MINICLUSTER_SMTP_PASSWORD", "")
# "starttls" (usually port 587), "tls" (usually 465), or neither: a mail server on this machine.
EMAIL_USE_TLS = os.environ.get("MINICLUSTER_SMTP_SECURITY", "") == "starttls"
EMAIL_USE_SSL = os.environ.get("MINICLUSTER_SMTP_SECURITY", "") == "tls"
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = "minicluster.platform.mail.smtp.LastDotBackend"
DEFAULT_FROM_EMAIL = os.environ.get("MINICLUSTER_MAIL_FROM", "minicluster@localhost")

# A model of one's own for vectors, in place of the better one that is shipped: a folder with its files, or a service that speaks as OpenAI's
# /v1/embeddings does. Neither unless named here: with a service every text that is searched goes to it.
EMBEDDING_FOLDER = os.environ.get("MINICLUSTER_EMBEDDING_FOLDER", "")
# "fast" leaves the better model out: for a small machine, on which background work would take hours.
EMBEDDING_MODELS = os.environ.get("MINICLUSTER_EMBEDDING_MODELS", "both")
EMBEDDING_SERVICE = {
    "address": os.environ.get("MINICLUSTER_EMBEDDING_SERVICE", ""),
    "name": os.environ.get("MINICLUSTER_EMBEDDING_MODEL", ""),
    "version": os.environ.get("MINICLUSTER_EMBEDDING_VERSION", "service"),
    "dimensions": int(os.environ.get("MINICLUSTER_EMBEDDING_DIMENSIONS", "0")),
    "key": os.environ.get("MINICLUSTER_EMBEDDING_KEY", ""),
    "seconds": float(os.environ.get("MINICLUSTER_EMBEDDING_SECONDS", "30")),
    "question_prefix": os.environ.get("MINICLUSTER_EMBEDDING_QUESTION_PREFIX", ""),
    "passage_prefix": os.environ.get("MINICLUSTER_EMBEDDING_PASSAGE_PREFIX", ""),
}

# A language model behind an OpenAI-compatible address, off by default. Even where an address stands here, nothing is sent to it without a recorded decision.
LANGUAGE_MODEL_ADDRESS = os.environ.get("MINICLUSTER_LANGUAGE_MODEL_ADDRESS", "").rstrip("/")
LANGUAGE_MODEL_NAME = os.environ.get("MINICLUSTER_LANGUAGE_MODEL_NAME", "")
LANGUAGE_MODEL_KEY = os.environ.get("MINICLUSTER_LANGUAGE_MODEL_KEY", "")
LANGUAGE_MODEL_SECONDS = float(os.environ.get("MINICLUSTER_LANGUAGE_MODEL_SECONDS", "8"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refused address may hold a signed link, which belongs in no log; faults of ours are told all the same.
    "loggers": {"django.request": {"level": "ERROR"}},
}
