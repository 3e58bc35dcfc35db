from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from lessons.content.exporting import export_content
from lessons.content.files import ContentError


class Command(BaseCommand):
    help = "Write lessons and questions back to their fixtures; unchanged files stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "directory", nargs="?", default=str(settings.BASE_DIR / "fixtures/content")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                result = export_content(Path(options["directory"]))
            except ContentError as error:
                raise CommandError(str(error)) from error
            if options["verbosity"] == 0:
                return
            for heading, names in (
                (_("Changed:"), result.changed),
                (_("Added:"), result.added),
                (_("Left out, deleted here:"), result.dropped),
            ):
                if names:
                    self.stdout.write("\n  ".join([heading, *names]))
            if result.files:
                self.stdout.write(_("Written: %(files)s") % {"files": ", ".join(result.files)})
            else:
                self.stdout.write(_("The files say the same already."))
