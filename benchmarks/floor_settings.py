"""The project as the floor sees it: the same database and server, session and sign-in only."""

from hubint_site.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
INSTALLED_APPS = [
    "benchmarks.floor_apps.WithoutMiddleware" if app == "allauth.account" else app
    for app in INSTALLED_APPS  # noqa: F405
]
