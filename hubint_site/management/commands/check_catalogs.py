import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hubint_site.catalogs import catalogs, faults, messages


class Command(BaseCommand):
    help = "Fail where a catalog is incomplete, or where a source string is in no catalog."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        found = [fault for path in catalogs(settings.BASE_DIR) for fault in faults(path)]
        if shutil.which("xgettext"):
            own = [Path(app.path) for app in apps.get_app_configs()]
            for app in sorted(path for path in own if path.parent == settings.BASE_DIR):
                found += _strings_without_entry(app)
        elif os.environ.get("CI"):
            found.append("xgettext is missing: install GNU gettext")
        else:
            self.stdout.write("skipped: looking for new source strings needs GNU gettext")
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("catalogs complete")


def _strings_without_entry(app: Path) -> Iterator[str]:
    """Collect the strings of a copy of the app, so that checking changes no file."""
    committed = app / "locale/id/LC_MESSAGES/django.po"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / app.name
        shutil.copytree(
            app, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "migrations", "*.mo")
        )
        fresh = copy / "locale/id/LC_MESSAGES/django.po"
        fresh.unlink(missing_ok=True)
        fresh.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "--locale=id", "--no-location"]
        environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        run = subprocess.run(  # noqa: S603
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        if run.returncode:
            yield f"{app.name}: makemessages failed: {run.stderr.strip()[-400:]}"
            return
        wanted = messages(fresh) if fresh.exists() else set()
        known = messages(committed) if committed.exists() else set()
    for _context, text in sorted(wanted - known, key=lambda message: message[1]):
        yield f"{app.name}: in no catalog: {text.strip()[:70]}"
    for _context, text in sorted(known - wanted, key=lambda message: message[1]):
        yield f"{app.name}: in the catalog, no longer in the source: {text.strip()[:70]}"
