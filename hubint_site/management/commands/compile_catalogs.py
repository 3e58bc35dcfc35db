from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hubint_site.catalogs import catalogs, compile_catalog


class Command(BaseCommand):
    help = "Compile the message catalogs that changed. Needs no GNU gettext."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        compiled = [path for path in catalogs(settings.BASE_DIR) if compile_catalog(path)]
        if compiled and options["verbosity"] > 0:
            self.stdout.write(f"{len(compiled)} catalogs compiled")
