"""Count queries and bytes on disk: `python -m benchmarks.queries <scene.json>`, values as JSON.

Counted is what reads or writes rows; BEGIN, COMMIT and SAVEPOINT are not questions to the database.
"""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.rows import LISTS
from quizzes.attempts import start, submit
from quizzes.models import Answer, Attempt, QuizAssignment
from quizzes.saving import Change, save_together

FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
GROWN = 200


def main(scene: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    values.update(attempt_costs(scene))
    values.update(list_costs(scene))
    values["database growth of a 20-item attempt"] = growth(scene)
    return values


class Counted(Client):
    """A signed-in browser that says what its requests cost."""

    def __init__(self, user: User) -> None:
        super().__init__(headers={"accept-encoding": "gzip"}, HTTP_HOST="localhost")
        self.force_login(user)

    def cost(self, method: str, path: str, data: Any = None, follow: bool = False) -> int:
        with CaptureQueriesContext(connection) as captured:
            response = getattr(self, method)(path, data, follow=follow)
        if response.status_code >= 400:
            sys.exit(f"{method} {path}: {response.status_code}")
        self.last = response
        statements: Iterable[dict[str, str]] = captured.captured_queries
        found = [each["sql"] for each in statements if not each["sql"].startswith(FRAMES)]
        if os.environ.get("SHOW_QUERIES") and os.environ["SHOW_QUERIES"] in path:
            print(f"--- {method} {path}", *found, sep="\n  ", file=sys.stderr)
        return len(found)


def attempt_costs(scene: dict[str, Any]) -> dict[str, int]:
    """Take two attempts, of two pupils; the first warms what a process remembers."""
    costs = {}
    for pupil in scene["pupils"][-2:]:
        browser = Counted(User.objects.get(pk=pupil["pk"]))
        task = reverse("quizzes:attempt-start", args=[pupil["task"]])
        costs["queries: start with its page"] = browser.cost("post", task, follow=True)
        page = browser.last.request["PATH_INFO"]
        costs["queries: open the quiz page"] = browser.cost("get", page)
        fields = scene["answers"][0][0]["fields"] | {"revision": 0}
        costs["queries: save one answer"] = browser.cost("post", f"{page}jawaban/1/", fields)
        costs["queries: submit and see the review"] = browser.cost(
            "post", f"{page}kumpulkan/", follow=True
        )
    return costs


def list_costs(scene: dict[str, Any]) -> dict[str, list[int]]:
    costs: dict[str, list[int]] = {f"queries: {name}, 1 / 36 / 360 pupils": [] for name in LISTS}
    for size in [scene["sizes"][0], *scene["sizes"]]:
        teacher = Counted(User.objects.get(pk=size["teacher"]))
        student = Counted(User.objects.get(pk=size["student"]))
        for name, path in addresses(size).items():
            browser = student if name.startswith("student ") and "page" not in name else teacher
            costs[f"queries: {name}, 1 / 36 / 360 pupils"].append(browser.cost("get", path))
    return {name: found[1:] for name, found in costs.items()}  # the first only warmed up


def addresses(size: dict[str, int]) -> dict[str, str]:
    course, task, student = size["course"], size["task"], size["student"]
    return {
        "teacher home": reverse("dashboards:home"),
        "tasks given": reverse("dashboards:task-list"),
        "classes": reverse("dashboards:class-list"),
        "results of classes": reverse("dashboards:result-list"),
        "class page": reverse("dashboards:class-detail", args=[course]),
        "student page": reverse("dashboards:student-detail", args=[course, student]),
        "people": reverse("classrooms:people-list"),
        "assignment page": reverse("quizzes:assignment-manage", args=[task]),
        "reading page": reverse("lessons:reading-mark", args=[size["reading"]]),
        "marking list": reverse("quizzes:marking-list"),
        "marking page": reverse("quizzes:marking-item", args=[task, size["essay"]]),
        "assign": f"{reverse('quizzes:assign')}?pelajaran=p1&kelas={course}",
        "student home": reverse("dashboards:home"),
        "student tasks": reverse("dashboards:task-list"),
        "student practice": reverse("dashboards:practice-list"),
        "student results": reverse("dashboards:result-list"),
    }


def growth(scene: dict[str, Any]) -> float:
    """Give the kB that a whole attempt leaves on disk: rows, indexes and empty space."""
    pupils = scene["pupils"][-GROWN - 2 : -2]
    before = file_size()
    for pupil in pupils:
        now = timezone.now()
        assignment = QuizAssignment.objects.get(pk=pupil["task"])
        user = User.objects.get(pk=pupil["pk"])
        attempt: Attempt = start(assignment=assignment, student=user, now=now)
        answers = Answer.objects.filter(attempt=attempt).select_related("version", "attempt")
        changes = {
            number: Change(both[number % 2]["stored"], 0)
            for number, both in enumerate(scene["answers"], start=1)
        }
        by_position = {answer.position: answer for answer in answers}
        save_together(answers=by_position, changes=changes, now=now)
        submit(attempt=attempt, now=now)
    return (file_size() - before) / len(pupils) / 1000


def file_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(settings.DATABASES["default"]["NAME"]).stat().st_size


if __name__ == "__main__":
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text()))))
