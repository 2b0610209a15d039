"""Settings of the portal, read from the environment (see ``.env.example``).

Every setting that an installation may change is listed there; a missing or wrong one ends the
start with a sentence that says what to set (``seminario.checks``).
"""

import zoneinfo
from pathlib import Path

from csp.constants import NONE, SELF

from comun.entorno import Environment, con_plazos

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment()
env.read_env(BASE_DIR / ".env")

# --- Core ---------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
PUBLIC_LIMITS = env.bool("PUBLIC_LIMITS", default=True)
LIMITES_FACTOR = env.int("LIMITES_FACTOR", default=1)

ROOT_URLCONF = "seminario.urls"
WSGI_APPLICATION = "seminario.wsgi.application"
FORCE_SCRIPT_NAME = ""  # The portal is at the root of its host, whatever a header says: links are remembered.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",
    "seminario.apps.SeminarioAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "crispy_forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "comun",
    "actores",
    "proyectos",
    "agenda",
    "intercambio",
    "inscripciones",
    "acreditacion",
    "seminario.apps.SeminarioConfig",
]

MIDDLEWARE = [
    "comun.middleware.Cabeceras",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comun.middleware.CookieDeSesion",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "comun.middleware.IdiomaDeLaRuta",
    "comun.middleware.SoloUtf8",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

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
                "seminario.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "comun.templatetags.comun",
                "proyectos.templatetags.catalogo",
                "proyectos.templatetags.hoja",
                "agenda.templatetags.charlas",
                "agenda.templatetags.datos",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"

# --- Database and cache -------------------------------------------------------------------------

# Seconds that a statement waits for a lock, and that a transaction may lie idle while a client holds its locks.
ESPERA_CANDADO = env.int("ESPERA_CANDADO", default=20)
ESPERA_OCIOSA = env.int("ESPERA_OCIOSA", default=300)
DATABASES = {"default": con_plazos(env.db("DATABASE_URL", default=""), candado=ESPERA_CANDADO, ociosa=ESPERA_OCIOSA)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("pt-br", "Português")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "django"]  # the second: its words, as the house says them
FORMAT_MODULE_PATH = "comun.formatos"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Argentina/Buenos_Aires"
# Hours follow the pinned package tzdata, on every server the same, and not what its system happens to have.
zoneinfo.reset_tzpath(to=())

MODELTRANSLATION_DEFAULT_LANGUAGE = "es"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("es", "pt-br")

# --- Static files and media ---------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=VAR_DIR / "media")
MEDIA_ACCEL = env.str("MEDIA_ACCEL", default="")
FILE_UPLOAD_HANDLERS = [
    "comun.limites.SinArchivos",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail ---------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))  # EMAIL_BACKEND, EMAIL_HOST…
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="")

# --- Security: what depends on https follows the scheme of SITE_URL -----------------------------

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sesion" if HTTPS else "sesion"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "seminario.views.errores.csrf"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "comun.avisos.Avisos"
CABECERAS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["seminario.autenticacion.DelEquipo"]
OTP_TOTP_ISSUER = "Seminario Sur-Sur"
OTP_TOTP_SYNC = False  # A code is good for its half minute and its two neighbours, whatever was typed before.

# --- Who answers for the data (notices, footer) -------------------------------------------------

RESPONSABLE_DATOS = env.str("RESPONSABLE_DATOS", default="")
CORREO_CONTACTO = env.str("CORREO_CONTACTO", default="")

# --- Logging ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"linea": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "sin_enlaces": {"()": "comun.registro.SinEnlaces"},
        "sin_traza": {"()": "comun.registro.SinTraza"},
    },
    "handlers": {"consola": {"class": "logging.StreamHandler", "formatter": "linea", "filters": ["sin_enlaces"]}},
    "root": {"handlers": ["consola"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers would write what the filter has not seen.
        "django": {"handlers": []},
        "django.server": {"handlers": [], "propagate": True},
        **{
            f"django.security.{pedido}": {"filters": ["sin_traza"]}
            for pedido in ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
        },
    },
}
SENTRY_DSN = env.str("SENTRY_DSN", default="")
