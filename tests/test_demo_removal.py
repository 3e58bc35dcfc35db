"""The demo never stands beside a school's own data, and goes away whole."""

import shutil
from collections import Counter

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.audit import record
from accounts.models import Membership, Role, School, User
from classrooms.models import Classroom
from lessons.models import Section, SectionProgress
from quizzes.attempts import start, submit
from quizzes.models import Attempt, Question, QuestionVersion, Quiz
from tests import factories
from tests.demo_stage import lessons_loaded, load_demo

FIRST = "sman1-nusantara-contoh"


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), lessons_loaded():
        User.objects.create_superuser("root", password="rahasia-sekali-9")
        ContentType.objects.get_for_models(User, Quiz, Classroom)
        before_demo = every_row()
        load_demo(folder)
        yield folder, before_demo


@pytest.fixture
def demo(loaded, db, data_dir):
    """The demo; what a test changes is gone after it."""
    shutil.copy(loaded[0] / "demo_accounts.csv", data_dir)


def every_row() -> dict[str, Counter]:
    """All rows of all tables, as the database has them."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "sqlite_sequence":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                tables[table] = Counter(map(repr, cursor.fetchall()))
    return tables


def a_real_school() -> None:
    """A school beside the demo, with a pupil's work on the same lesson, and its records."""
    now = timezone.now()
    school = factories.make_school(code="sman-2", name="SMA Negeri 2")
    classroom = factories.make_classroom(school=school)
    teacher = factories.make_member(school=school, role=Role.TEACHER, name="Pak Guru")
    admin = factories.make_member(school=school, role=Role.ADMIN, name="Admin")
    pupil = factories.make_student(school=school, classroom=classroom, name="Murid")
    course = factories.make_course(classroom=classroom, teacher=teacher)
    quiz = factories.assign_quiz(quiz=Quiz.objects.get(code="p1-kuis"), course=course, by=teacher)
    attempt = start(assignment=quiz, student=pupil, now=now)
    submit(attempt=attempt, now=now)
    section = Section.objects.first()
    SectionProgress.objects.create(student=pupil, section=section, done_at=now)
    record("assignment.give", quiz, by=teacher, now=now, school=school)
    log(admin, pupil)
    Client().force_login(pupil)


def log(by: User, subject) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=str(subject.pk),
        object_repr=str(subject),
        action_flag=CHANGE,
    )


def test_remove_demo_leaves_no_row_and_touches_nothing_else(loaded, demo, data_dir):
    _folder, before_demo = loaded
    with_demo = every_row()
    a_real_school()
    real = {table: rows - with_demo[table] for table, rows in every_row().items()}
    leave_traces(User.objects.get(username="root"))

    call_command("remove_demo", "--yes", verbosity=0)

    for table, rows in every_row().items():
        # What load_content and the superuser had before the demo, and the real school.
        assert rows == before_demo[table] + real[table], table
    assert not (data_dir / "demo_accounts.csv").exists()


def leave_traces(root: User) -> None:
    now = timezone.now()
    siti = User.objects.get(username="siti.aminah")
    for user in (siti, User.objects.get(username="rina.wulandari")):
        Client().force_login(user)
        log(root, user)
        log(siti, user)
    quiz = Question.objects.get(code="contoh-02").slots.first().quiz
    quiz.title = "Judul lain"
    quiz._history_user = siti
    quiz.save()
    log(siti, quiz)
    log(root, Classroom.objects.filter(school__code=FIRST).first())
    record("password.reset", siti, by=root, now=now)
    record("content.see", quiz, by=siti, now=now)


def test_remove_demo_keeps_who_belongs_elsewhere_too(demo):
    real = factories.make_school(code="sman-2")
    both = User.objects.get(username="siti.aminah")
    Membership.objects.create(user=both, school=real, role=Role.TEACHER)
    root = User.objects.get(username="root")
    Membership.objects.create(user=root, school=School.objects.get(code=FIRST), role=Role.ADMIN)
    call_command("remove_demo", "--yes", verbosity=0)
    assert set(User.objects.all()) == {both, root}
    assert list(Membership.objects.values_list("user", "school")) == [(both.pk, real.pk)]
    assert list(School.objects.all()) == [real]
    assert not Attempt.objects.exists()
    assert QuestionVersion.objects.filter(question__code="p1-01").exists()


def test_remove_demo_keeps_what_its_editors_did_to_shared_content(demo):
    siti = User.objects.get(username="siti.aminah")
    section = Section.objects.get(lesson__code="p1", code="potensi")
    section.title = "Judul dari editor"
    section._history_user = siti
    section.save()
    version = QuestionVersion.objects.get(question__code="p1-01")
    QuestionVersion.objects.filter(pk=version.pk).update(created_by=siti)
    call_command("remove_demo", "--yes", verbosity=0)
    section.refresh_from_db()
    version.refresh_from_db()
    assert section.title == "Judul dari editor"
    assert section.history.first().history_user is None
    assert version.created_by is None


def test_remove_demo_asks_first(demo, data_dir, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: "no")
    with pytest.raises(CommandError):
        call_command("remove_demo", verbosity=0)
    assert School.objects.count() == 2
    monkeypatch.setattr("builtins.input", lambda _prompt: "yes")
    call_command("remove_demo", verbosity=0)
    assert not School.objects.exists()
    call_command("remove_demo", "--yes", verbosity=0)


def test_remove_demo_refuses_whole_when_something_else_needs_a_part(demo, data_dir):
    real = factories.make_school(code="sman-2")
    teacher = factories.make_member(school=real, role=Role.TEACHER)
    course = factories.make_course(classroom=factories.make_classroom(school=real), teacher=teacher)
    question = Question.objects.get(code="contoh-01")
    factories.assign_quiz(quiz=question.slots.first().quiz, course=course, by=teacher)
    before = every_row()
    with pytest.raises(CommandError, match="Nothing was removed"):
        call_command("remove_demo", "--yes", verbosity=0)
    assert every_row() == before
    assert (data_dir / "demo_accounts.csv").exists()
