from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models.deletion import ProtectedError

from accounts.models import School, User
from hubint_site.demo.content import FOLDER
from hubint_site.demo.removal import remove_schools


class Command(BaseCommand):
    help = "Remove the demo schools with everybody and everything of theirs, and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        import yaml

        with (FOLDER / "schools.yaml").open(encoding="utf-8") as file:
            codes = [listed["code"] for listed in yaml.safe_load(file)]
        schools = list(School.objects.filter(code__in=codes))
        if not schools:
            self.stdout.write("There is no demo school here.")
            return
        names = "".join(f"\n  {school.name} ({school.code})" for school in schools)
        if not options["yes"]:
            self.stdout.write(
                f"This removes for good, with their people, classes and all work:{names}"
            )
            if input("Type yes to remove them: ").strip().lower() not in ("yes", "ya"):
                raise CommandError("Nothing was removed.")
        try:
            removal = remove_schools(schools)
        except ProtectedError as error:
            needed = ", ".join(sorted(str(one) for one in error.protected_objects)[:5])
            raise CommandError(
                f"Nothing was removed: something outside the demo needs a part of it: {needed}"
            ) from error
        (settings.DATA_DIR / "demo_accounts.csv").unlink(missing_ok=True)
        self.stdout.write(f"Removed {removal.count} rows:{names}")
        if not User.objects.exists():
            self.stdout.write(
                "Nobody is left. Make the first account with `manage.py createsuperuser`;"
                " HUBINT_DEMO=0 keeps the demo from coming back before that."
            )
