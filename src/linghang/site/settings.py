"""Django settings: embedded by default, PostgreSQL through DATABASE_URL. Everything else comes from the workspace."""

import os
from pathlib import Path

import django_htmx
import plotly

from linghang.core.workspace import Workspace
from linghang.site.database import database_settings
from linghang.site.mail import mail_settings

WORKSPACE = Workspace.from_environment()
BASE = Path(__file__).resolve().parent

SECRET_KEY = WORKSPACE.signing_key
DEBUG = os.environ.get("LINGHANG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("LINGHANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LINGHANG_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "linghang.site",
    "linghang.organization",
    "linghang.notices",
    "linghang.registers",
    "linghang.indicators",
    "linghang.reports",
    "linghang.tasks",
    "linghang.programmes",
    "linghang.decisions",
    "linghang.assessment",
    "linghang.payment",
    "linghang.papers",
    "linghang.procedures",
    "linghang.membership",
    "linghang.duties",
    "linghang.integrity",
    "linghang.party",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "auditlog",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "linghang.site.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "linghang.site.middleware.no_store",
    "linghang.site.middleware.initial_password",
    "linghang.site.tokens.by_token",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "axes.middleware.AxesMiddleware",
    "linghang.site.once.once",
    "linghang.site.middleware.one_library",
    "linghang.site.middleware.Faults",
]
ROOT_URLCONF = "linghang.site.urls"
WSGI_APPLICATION = "linghang.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linghang.site.navigation.menu",
                "linghang.notices.pages.unread",
            ]
        },
    }
]
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), WORKSPACE.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
_VALIDATOR = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATOR + "UserAttributeSimilarityValidator"},
    {"NAME": "linghang.site.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATOR + "CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME, AXES_LOCKOUT_PARAMETERS = 8, 0.25, [["username", "ip_address"]]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE, TIME_ZONE, USE_I18N, USE_TZ = "zh-hans", "Asia/Shanghai", True, True
STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE / "static",
    ("plotly", Path(plotly.__file__).parent / "package_data"),
    ("htmx", Path(django_htmx.__file__).parent / "static" / "django_htmx"),
]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

SECURE_CONTENT_TYPE_NOSNIFF, SECURE_REFERRER_POLICY, X_FRAME_OPTIONS = True, "same-origin", "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LINGHANG_HTTPS") == "1"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
CSRF_FAILURE_VIEW = "linghang.site.account_views.csrf_failure"

# What leaves the house: mail, group robots, and where the site is reached from outside (docs/notices.md).
globals().update(mail_settings(os.environ.get("LINGHANG_MAIL", ""), os.environ.get("LINGHANG_MAIL_FROM", "")))
MAIL_DOMAINS = [each.strip().lower() for each in os.environ.get("LINGHANG_MAIL_DOMAINS", "").split(",") if each.strip()]
ROBOT_HOSTS = os.environ.get("LINGHANG_ROBOT_HOSTS", "qyapi.weixin.qq.com,oapi.dingtalk.com").split(",")
SITE_ADDRESS = os.environ.get("LINGHANG_ADDRESS", "").rstrip("/")
