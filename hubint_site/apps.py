from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SiteConfig(AppConfig):
    name = "hubint_site"
    default = True


class HubIntAdminConfig(admin_apps.AdminConfig):
    """The Django admin with our own site. Not a default: it is listed by name."""

    default_site = "accounts.admin_site.HubIntAdminSite"
    default = False
