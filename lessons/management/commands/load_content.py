from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lessons.content.files import ContentError
from lessons.content.loading import load_content


class Command(BaseCommand):
    help = "Load lessons and questions from fixtures; what somebody edited here is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "directory", nargs="?", default=str(settings.BASE_DIR / "fixtures/content")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                report = load_content(Path(options["directory"]), now=timezone.now())
            except ContentError as error:
                raise CommandError(
                    _("Nothing was loaded. %(reason)s") % {"reason": error}
                ) from error
            if options["verbosity"] == 0:
                return
            for heading, names in (
                (_("Not touched:"), report.kept),
                (_("Archived:"), report.archived),
                (_("Deleted:"), report.deleted),
            ):
                if names:
                    self.stdout.write("\n  ".join([heading, *names]))
            if report.changed:
                self.stdout.write(
                    _("Content: %(created)d new, %(updated)d updated, %(removed)d removed.")
                    % {
                        "created": len(report.created),
                        "updated": len(report.updated),
                        "removed": len(report.archived) + len(report.deleted),
                    }
                )
            else:
                self.stdout.write(_("Content: nothing changed."))
