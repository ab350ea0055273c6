"""Django's settings, from the environment (docs/running.md lists every variable)."""

from __future__ import annotations

import sys

from almoner.config import environment
from almoner.config.cluster import Cluster
from almoner.config.environment import ROOT, VAR, database, local_secret, path, several, text, yes
from almoner.operations.logs import configure

PRODUCTION = text("ALMONER_MODE", "development") == "production"
DEMO = yes("ALMONER_DEMO", default=not PRODUCTION)
DEBUG = False
VERSION = "0.1.0"


def _secret(name: str) -> str:
    return text(name) or ("" if PRODUCTION else local_secret(name.lower()))


SECRET_KEY = _secret("ALMONER_SECRET_KEY")
SCOPE_KEY = _secret("ALMONER_SCOPE_KEY").encode()
# Tests travel in time; the database's clock does not travel with them.
SCOPE_EXTRA_SECONDS = int(text("ALMONER_SCOPE_EXTRA_SECONDS", "0"))
ALLOWED_HOSTS = several("ALMONER_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
BASE_URL = text("ALMONER_URL", f"http://127.0.0.1:{text('PORT', '8000')}")

ROOT_URLCONF = "almoner.config.urls"
WSGI_APPLICATION = "almoner.config.wsgi.application"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "almoner.scope",
    "almoner.design",
    "almoner.operations",
    "almoner.clauses",
    "almoner.record",
    "almoner.people",
    "almoner.drafts",
    "almoner.documents",
    "almoner.notices",
    "almoner.procedure",
    "almoner.casework",
    "almoner.break_glass",
    "almoner.policies",
    "almoner.register",
    "almoner.employment",
    "almoner.fitness",
    "almoner.references",
    "almoner.demo",
]

MIDDLEWARE = [
    "almoner.operations.web.middleware.log_requests",
    "almoner.operations.web.middleware.add_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "almoner.operations.web.middleware.RefuseNonsense",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "almoner.people.web.middleware.ScopeMiddleware",
    "almoner.operations.web.middleware.KeepLimits",
]

APPS_WITH_PAGES = [name for name in INSTALLED_APPS if name.startswith("almoner.")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / name.replace(".", "/") / "web" / "templates" for name in APPS_WITH_PAGES],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "almoner.design.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "almoner" / "design" / "web" / "allauth"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

EMBEDDED = Cluster(VAR / "pg")
_socket = str(EMBEDDED.socket)


def _url(variable: str, role: str) -> str:
    given = text(variable)
    return given or ("" if PRODUCTION else f"postgresql://{role}@/{text('ALMONER_DATABASE', 'almoner')}?host={_socket}")


DATABASE_URL = _url("DATABASE_URL", "almoner_app")
DATABASE_OWNER_URL = _url("DATABASE_OWNER_URL", "almoner_owner")
DATABASE_SEALER_URL = _url("DATABASE_SEALER_URL", "almoner_sealer")
# Backups: the role that may copy the database, where copies are kept, and the public keys they are encrypted to.
DATABASE_BACKUP_URL = _url("DATABASE_BACKUP_URL", "postgres")
BACKUPS = path("ALMONER_BACKUPS", VAR / "backups")
BACKUP_KEYS = several("ALMONER_BACKUP_KEY")
# The record: its name in every signed head, and its keys. Only the sealer's environment names the private one.
RECORD_ORIGIN = text("ALMONER_RECORD_ORIGIN", "" if PRODUCTION else "localhost/record")
RECORD_KEY_FILE = path("ALMONER_RECORD_KEY_FILE", VAR / "keys" / "record.pem")
RECORD_PUBLIC_KEY = text("ALMONER_RECORD_PUBLIC_KEY")
RECORD_PUBLIC_KEY_FILE = path("ALMONER_RECORD_PUBLIC_KEY_FILE", VAR / "keys" / "record.pub")
# The last head that was signed, kept outside the database: a database that was cut back does not fit it.
RECORD_KEPT_HEAD = path("ALMONER_RECORD_KEPT_HEAD", VAR / "keys" / "record.head")
POOL_SIZE = int(text("ALMONER_POOL_SIZE", "8"))
_pool: dict[str, object] = {"pool": {"min_size": 1, "max_size": POOL_SIZE, "timeout": 2}} if POOL_SIZE else {}
# The driver keeps what it is asked to keep, and nothing by its own count; without a number, nothing at all.
_pool["prepare_threshold"] = sys.maxsize if yes("ALMONER_KEPT_PLANS", default=True) else None
DATABASES = {
    "default": {**database(DATABASE_URL, **_pool), "ATOMIC_REQUESTS": True},
    # Migrations only: the role that owns the tables.
    "owner": database(DATABASE_OWNER_URL),
}
# A streaming replica for public pages. Where its machine is cut off, nobody waits for it longer than this.
DATABASE_REPLICA_URL = text("DATABASE_REPLICA_URL")
REPLICA_SECONDS = int(text("ALMONER_REPLICA_SECONDS", "30"))
if DATABASE_REPLICA_URL:
    _patience = {"connect_timeout": "2", "tcp_user_timeout": "2000"}
    DATABASES["replica"] = database(DATABASE_REPLICA_URL, **_patience, **_pool)
DATABASE_ROUTERS = ["almoner.scope.reading.Router"]

# The sign-in library counts wrong passwords and remembers used codes here: alike for every process.
CACHES = {"default": {"BACKEND": "almoner.operations.shared_memory.SharedMemory"}}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
AUTHENTICATION_BACKENDS = ["almoner.people.web.sign_in.adapters.EvenBackend"]
ACCOUNT_ADAPTER = "almoner.people.web.sign_in.adapters.AccountAdapter"
MFA_ADAPTER = "almoner.people.web.sign_in.adapters.SecondFactorAdapter"
SOCIALACCOUNT_ADAPTER = "almoner.people.web.sign_in.adapters.WorkAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
# Everybody of a council may come from one address at nine in the morning; what is wrong is counted more strictly.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "30/m/ip,10/15m/key", "reset_password": "20/m/ip,5/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
# Sign-in by a work account: a JSON list of {id, name, server_url, client_id, secret, domains, second_factor}.
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "almoner.people.web.sign_in.work_accounts.WorkAccountProvider",
        "APPS": environment.work_accounts(text("ALMONER_WORK_ACCOUNTS", "[]")),
    }
}
SESSION_IDLE_MINUTES = int(text("ALMONER_SESSION_IDLE_MINUTES", "20"))
SESSION_HOURS = int(text("ALMONER_SESSION_HOURS", "12"))
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_ENGINE = "almoner.people.web.sign_in.store"
# Where people’s own messages are handed: notices stand on a floor above.
PEOPLE_MESSAGES = "almoner.notices.actions.queue"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# A name that begins so is believed by browsers only of this very host, over https.
_HOST = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What is said after a step can hold a name: it stays here, and does not lie in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PASSWORD_RESET_TIMEOUT = 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and yes("ALMONER_REDIRECT_TO_HTTPS", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if yes("ALMONER_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "almoner.design.web.errors.csrf_failure"

# How to reach whoever runs this copy; shown on the contact page.
CONTACT_EMAIL = text("ALMONER_CONTACT_EMAIL")
CONTACT_PHONE = text("ALMONER_CONTACT_PHONE")
# How many of our own proxies stand in front, each adding to X-Forwarded-For; 0 believes none of it.
ALLAUTH_TRUSTED_PROXY_COUNT = int(text("ALMONER_PROXIES", "0"))
# Where a sign-in by a work account may end after a redirect: the origins of those services.
CSP_FORM_TARGETS = several("ALMONER_SIGN_IN_ORIGINS")
METRICS_TOKEN = text("ALMONER_METRICS_TOKEN")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [VAR / "static_build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "almoner.design.storage.HashedStorage"},
}
# Mail: by SMTP, by GOV.UK Notify, or kept on the demonstration's outbox page.
MAIL = text("ALMONER_MAIL", "outbox" if DEMO else "smtp")
EMAIL_BACKEND = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "notify": "almoner.notices.mail.NotifyBackend",
    "outbox": "almoner.notices.mail.DemonstrationBackend",
}.get(MAIL, "")
NOTICES_PROVIDER = f"almoner.notices.providers.{'notify.Notify' if MAIL == 'notify' else 'smtp.Smtp'}"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("ALMONER_MAIL_FROM", "" if PRODUCTION else "almoner@demo.invalid")
NOTICES_FROM_NAME = text("ALMONER_MAIL_FROM_NAME", "Almoner")
NOTICES_MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2]
EMAIL_HOST = text("ALMONER_SMTP_HOST", "localhost")
EMAIL_PORT = int(text("ALMONER_SMTP_PORT", "587"))
EMAIL_HOST_USER = text("ALMONER_SMTP_USER")
EMAIL_HOST_PASSWORD = text("ALMONER_SMTP_PASSWORD")
EMAIL_USE_TLS = yes("ALMONER_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20
NOTIFY_API_KEY = text("ALMONER_NOTIFY_API_KEY")
NOTIFY_TEMPLATE = text("ALMONER_NOTIFY_TEMPLATE")
NOTIFY_URL = text("ALMONER_NOTIFY_URL", "https://api.notifications.service.gov.uk")
NOTIFY_TIMEOUT = 20
NOTIFY_CALLBACK_TOKEN = text("ALMONER_NOTIFY_CALLBACK_TOKEN")
# Documents that people send: a folder or s3://bucket/prefix (credentials as boto3 finds them), and who scans them.
DOCUMENTS_STORE = text("ALMONER_FILES", str(VAR / "files"))
DOCUMENTS_S3_ENDPOINT = text("ALMONER_S3_ENDPOINT")
DOCUMENTS_S3_REGION = text("ALMONER_S3_REGION")
# host:port or the path of clamd's socket. Signatures older than the hours given do not count; 0 asks no age.
DOCUMENTS_CLAMD = text("ALMONER_CLAMD")
DOCUMENTS_SCAN_SECONDS = float(text("ALMONER_SCAN_SECONDS", "60"))
DOCUMENTS_SIGNATURES_HOURS = int(text("ALMONER_SIGNATURES_HOURS", "48"))
# Where no scanner is set up: "wait" hands no document on, "serve" hands them on marked as not checked.
DOCUMENTS_WITHOUT_SCANNER = text("ALMONER_WITHOUT_SCANNER", "wait" if PRODUCTION else "serve")
LOGGING = configure(
    level=text("ALMONER_LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"),
    as_json=text("ALMONER_LOG_FORMAT", "json" if PRODUCTION else "plain") == "json",
)
