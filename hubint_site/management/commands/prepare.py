from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.models import School, User

PARTS = ("catalogs", "database", "content", "static")


class Command(BaseCommand):
    help = "Bring catalogs, database, content and static files up to date, in one process."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}; all by default")
        parser.add_argument("--demo", action="store_true", help="people for an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        parts = options["parts"] or PARTS
        if unknown := sorted(set(parts) - set(PARTS)):
            raise CommandError(f"Unknown: {', '.join(unknown)}. Parts: {', '.join(PARTS)}.")
        if "catalogs" in parts:
            call_command("compile_catalogs", verbosity=0)
        if "database" in parts:
            self._migrate()
        if "content" in parts:
            self._say("Loading the lessons ...")
            call_command("load_content")
        if "database" in parts and options["demo"]:
            self._load_demo()
        if "static" in parts:
            self._say("Collecting the static files ...")
            call_command("collectstatic", interactive=False, verbosity=0)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _load_demo(self) -> None:
        """Fill an empty database; a school's own data are never touched."""
        if School.objects.exists() or User.objects.exists():
            return
        self._say("Making the demo school ...")
        # Whole or not at all: a first run that was interrupted begins again.
        with transaction.atomic():
            call_command("load_demo")

    def _say(self, what: str) -> None:
        self.stdout.write(what)
        self.stdout.flush()
