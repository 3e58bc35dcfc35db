"""Loading the demo: into an empty installation alone, the same every time, on any day."""

import csv
import stat
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Role, School, User
from classrooms.models import Assignment, Enrollment
from lessons.models import SectionProgress
from quizzes.models import Answer, Attempt
from tests import factories

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Wednesday


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def accounts_in(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    return list(csv.reader(lines[1:]))


def test_demo_without_the_lesson_makes_people_only(db, data_dir):
    call_command("load_demo", verbosity=0)
    assert School.objects.count() == 2
    assert not Assignment.objects.exists()
    assert User.objects.filter(must_change_password=True).count() == 1
    assert {role for role, _name, _password in accounts_in(data_dir / "demo_accounts.csv")} == set(
        Role.values
    )


def test_demo_prints_its_passwords_once(db, data_dir, capsys):
    call_command("load_demo")
    path = data_dir / "demo_accounts.csv"
    assert str(path) in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    accounts = {username: password for _role, username, password in accounts_in(path)}
    assert len(accounts) == User.objects.count()
    assert len(set(accounts.values())) == len(accounts)
    assert User.objects.get(username="agus").check_password(accounts["agus"])


def test_demo_shows_the_forced_change_of_a_first_password(db, data_dir, client):
    call_command("load_demo", verbosity=0)
    first = User.objects.get(must_change_password=True)
    passwords = {row[1]: row[2] for row in accounts_in(data_dir / "demo_accounts.csv")}
    client.post("/masuk/", {"login": first.username, "password": passwords[first.username]})
    assert client.get("/").url == "/kata-sandi/"


def told() -> list:
    """Everything of the demo's people and work but keys, passwords and what follows from keys."""
    return [
        list(User.objects.order_by("username").values_list("username", "name", "nisn", "nis")),
        list(
            Enrollment.objects.order_by("student__username", "joined_at").values_list(
                "student__username", "classroom__name", "joined_at", "left_at"
            )
        ),
        list(
            Assignment.objects.order_by("batch", "course__classroom__name").values_list(
                "batch", "title", "opens_at", "due_at", "closes_at", "course__classroom__name"
            )
        ),
        list(
            Answer.objects.order_by(
                "attempt__student__username",
                "attempt__assignment__batch",
                "attempt__number",
                "version__question__code",
            ).values_list(
                "attempt__student__username",
                "attempt__number",
                "version__question__code",
                "response",
                "points",
                "saved_at",
                "rubric_levels",
                "comment",
                "attempt__submitted_at",
            )
        ),
        list(
            SectionProgress.objects.order_by("student__username", "section__code").values_list(
                "student__username", "section__code", "done_at", "marked_by__username"
            )
        ),
        list(
            AuditEntry.objects.order_by("at", "action", "subject_label").values_list("at", "action")
        ),
    ]


def test_demo_is_the_same_every_time(db, data_dir):
    call_command("load_content", verbosity=0)
    call_command("load_demo", now=NOW, verbosity=0)
    first = told()
    call_command("remove_demo", "--yes", verbosity=0)
    call_command("load_demo", now=NOW, verbosity=0)
    assert told() == first


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 7, 1, 0, 5, tzinfo=ZoneInfo("Asia/Jakarta")),  # the first day of a year
        datetime(2027, 1, 3, 6, 45, tzinfo=ZoneInfo("Asia/Jakarta")),  # a Sunday, early
        datetime(2028, 2, 29, 23, 50, tzinfo=ZoneInfo("Asia/Jakarta")),
    ],
)
def test_demo_can_be_made_on_any_day(db, data_dir, now):
    call_command("load_content", verbosity=0)
    call_command("load_demo", now=now, verbosity=0)
    assert Attempt.objects.open().count() == 4
    assert not Attempt.objects.filter(submitted_at__gt=now).exists()
    assert not Answer.objects.filter(saved_at__gt=now).exists()
    assert not SectionProgress.objects.filter(done_at__gt=now).exists()


@pytest.mark.parametrize("second", [False, True])
def test_demo_refuses_beside_other_data(db, data_dir, second):
    if second:
        call_command("load_demo", verbosity=0)
    else:
        factories.make_user()
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("load_demo", verbosity=0)
    assert User.objects.count() == before
    assert (data_dir / "demo_accounts.csv").exists() is second


def test_demo_may_join_a_superuser(db, data_dir):
    User.objects.create_superuser("root", password="rahasia-sekali-9")
    call_command("load_demo", verbosity=0)
    assert School.objects.count() == 2
