"""What every process of Koinon shares. Values that differ by place come from `config.env`."""

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from koinon.config import env
from koinon.core.secrets import kept_secret

DATA = env.DATA.value()
DEMO = env.DEMO.value()
SECRET_KEY = env.SECRET_KEY.value() or kept_secret(DATA / "keys" / "django")
RECORD_KEY = env.RECORD_KEY.value()
WITNESS_KEY = env.WITNESS_KEY.value()
ALLOWED_HOSTS = env.HOSTS.value() or ["127.0.0.1", "localhost", "[::1]"]
ORIGIN = env.ORIGIN.value()
LIVE_ORIGIN = env.LIVE_ORIGIN.value()
SITE_NAME = env.SITE_NAME.value()
TRUSTED_PROXIES = env.TRUSTED_PROXIES.value()
DEBUG = False

# One line a module: its pages, API, menu entry, desk, search and figures are collected.
MODULES = [
    "koinon.core",
    "koinon.commons.billing",
    "koinon.league.membership",
    "koinon.league.partners",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "koinon.config",
    *MODULES,
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "allauth.usersessions",
    "template_partials",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "rules",
    "csp",
    "django_tasks_db",
]

MIDDLEWARE = [
    "koinon.core.web.middleware.behind_proxies",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "koinon.core.web.middleware.caching",
    "koinon.core.web.middleware.problems_of_the_api",
    "csp.middleware.CSPMiddleware",
    "koinon.core.web.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "koinon.core.i18n.middleware.in_the_readers_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "koinon.core.i18n.middleware.in_the_readers_time_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "koinon.core.web.middleware.readable_addresses",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "koinon.core.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "koinon.config.urls"
WSGI_APPLICATION = "koinon.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "koinon.core.web.context.base",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "koinon.core.templatetags.koinon",
                "koinon.core.templatetags.kept",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.database(env.DATABASE_URL.value(), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.CACHE_URL.value()}
        if env.CACHE_URL.value()
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    )
}

AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "koinon.core.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "koinon.core.people.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "koinon.core.people.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = SITE_NAME
MFA_ADAPTER = "koinon.core.people.adapter.MfaAdapter"
SOCIALACCOUNT_ADAPTER = "koinon.core.people.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["provider_id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {"server_url": provider["server_url"]},
            }
            for provider in env.OIDC_PROVIDERS.value()
        ],
    }
}
IDP_OIDC_ADAPTER = "koinon.core.people.provider.ProviderAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = env.LANGUAGES.value()[0]
LANGUAGES = [
    (code, name)
    for code, name in [
        ("en", _("English")),
        ("ko", _("Korean")),
        ("ar", _("Arabic")),
    ]
    if code in env.LANGUAGES.value()
]
LOCALE_PATHS = [env.PROJECT / "src" / "koinon" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.TIME_ZONE.value()
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
API_WRITES_A_MINUTE = 60
UPLOAD_LIMIT = env.UPLOAD_MEGABYTES.value() * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["koinon.core.files.limits.LimitedUpload"]

vars().update(env.mail(env.MAIL_URL.value()))
MAIL_BACKEND: str = env.mail(env.MAIL_URL.value())["MAIL_BACKEND"]
MAIL_IS_SENT = bool(env.MAIL_URL.value())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.MAIL_FROM.value()

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

SESSION_ENGINE = "koinon.core.people.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "koinon.core.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([LIVE_ORIGIN] if LIVE_ORIGIN else [])],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF, *sorted({env.origin_of(provider["server_url"]) for provider in env.OIDC_PROVIDERS.value()})],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"koinon": {"level": "INFO"}},
}
