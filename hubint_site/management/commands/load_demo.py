import csv
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import School, User
from hubint_site.demo.content import FOLDER, load_own_content, read_words
from hubint_site.demo.people import Account, make_newcomers, make_people
from hubint_site.demo.work import make_work
from lessons.models import Lesson
from quizzes.models import Quiz


class Command(BaseCommand):
    help = "Fill an empty installation with two invented schools, their people and their work."
    stealth_options = ("now",)  # for tests: the day around which the work lies

    def handle(self, *args: Any, now: datetime | None = None, **options: Any) -> None:
        import yaml

        if School.objects.exists() or User.objects.filter(is_superuser=False).exists():
            raise CommandError("There are people already: the demo is for an empty installation.")
        now = now or timezone.now()
        with (FOLDER / "schools.yaml").open(encoding="utf-8") as file:
            schools = yaml.safe_load(file)
        newcomers = make_newcomers(schools)
        with transaction.atomic():
            demo = make_people(schools, newcomers, now=now)
            lesson = Lesson.objects.select_related("unit").filter(code="p1").first()
            quiz = Quiz.objects.filter(lesson=lesson).first() if lesson else None
            if lesson and quiz:
                load_own_content()
                make_work(demo, lesson=lesson, quiz=quiz, words=read_words(), now=now)
        path = settings.DATA_DIR / "demo_accounts.csv"
        write_accounts(path, demo.accounts)
        self.stdout.write(f"Demo accounts and their passwords: {path}")


def write_accounts(path: Path, accounts: list[Account]) -> None:
    """One line per person, readable by the owner of the installation alone."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write("# role,username,password\n")
        lines = csv.writer(file, lineterminator="\n")
        lines.writerows([one.role, one.user.username, one.password] for one in accounts)
