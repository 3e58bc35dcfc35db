from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Load the content into a fresh database in memory; fail where it does not fit."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not str(connection.settings_dict["NAME"]).startswith((":memory:", "file:")):
            raise CommandError("Only in memory: DATABASE_URL=sqlite://:memory:")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_content", verbosity=0)
        connection.check_constraints()
        self.stdout.write("fixtures load")
