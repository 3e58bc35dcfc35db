"""The demo school: people and work that fill every page."""

import csv
import shutil
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from classrooms.models import AssignmentStudent, Course, Enrollment
from hubint_site.demo.people import username_for
from lessons.models import LessonProgress, SectionProgress
from quizzes.attempts import close_if_overdue, start, submit
from quizzes.items import Form
from quizzes.models import Answer, Attempt, LateAnswer, Question, QuizAssignment
from quizzes.saving import Change, save_answer
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
        load_demo(folder)
        yield folder


@pytest.fixture
def demo(loaded, db, data_dir):
    """The demo; what a test changes is gone after it."""
    shutil.copy(loaded / "demo_accounts.csv", data_dir)


def accounts_in(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    return list(csv.reader(lines[1:]))


# --- People -----------------------------------------------------------------------------------


def test_demo_seats_three_classes_of_36(demo):
    seats = Enrollment.objects.active().filter(classroom__school__code=FIRST)
    assert Counter(seats.values_list("classroom__name", flat=True)) == {
        "XI-1": 36,
        "XI-2": 36,
        "XI-3": 36,
    }
    moved = Enrollment.objects.get(left_at__isnull=False).student
    assert moved.enrollments.active().get().classroom.name == "XI-1"
    assert set(moved.attempts.values_list("assignment__course__classroom__name", flat=True)) >= {
        "XI-2"
    }
    members = Membership.objects.filter(school__code=FIRST).values_list("role", flat=True)
    assert Counter(members) == {
        "student": 108,
        "teacher": 3,
        "editor": 2,
        "operator": 1,
        "admin": 1,
    }
    by_class = Course.objects.filter(school__code=FIRST).values_list("classroom__name", "subject")
    assert len(set(by_class)) == 6


def test_demo_names_are_as_various_as_in_life(demo):
    names = list(User.objects.filter(memberships__role="student").values_list("name", flat=True))
    assert sum(" " not in name for name in names) >= 5
    assert sum("'" in name for name in names) >= 3
    assert any(name.startswith("R. Aj. ") for name in names)
    classmates = Counter(Enrollment.objects.active().values_list("classroom", "student__name"))
    assert max(classmates.values()) == 2
    assert max(map(len, names)) > 30


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Agus", "agus2"),
        ("Nur Ma'rifah", "nur.marifah"),
        ("R. Aj. Kirana Prameswari", "kirana.prameswari"),
        ("I Made Wira", "made.wira"),
        ("Élodie", "elodie"),
        ("Li", "li"),
        ("李", "murid"),
    ],
)
def test_username_is_plain_and_free(name, username):
    assert username_for(name, {"agus"}) == username


# --- Their work -------------------------------------------------------------------------------


def test_demo_work_shows_every_case(demo):
    now = timezone.now()
    given = QuizAssignment.objects.all()
    assert given.filter(closes_at__lt=now).exists()
    assert given.filter(opens_at__lt=now, closes_at__gt=now).exists()
    assert given.filter(opens_at__gt=now).exists()
    assert Attempt.objects.open().count() == 4
    by = Counter(Attempt.objects.submitted().values_list("submitted_by", flat=True))
    assert by["student"] > 300
    assert by["clock"] > 5
    assert Attempt.objects.filter(number__gt=1).exists()
    assert AssignmentStudent.objects.filter(is_excused=True).count() == 2
    assert AssignmentStudent.objects.filter(closes_at__gt=now).exists()
    essays = Answer.objects.filter(is_final=True, version__form="essay")
    assert essays.filter(points=None).exists()
    assert essays.exclude(rubric_levels=None).exists()
    assert LateAnswer.objects.exists()
    assert SectionProgress.objects.filter(marked_by__isnull=False).exists()
    assert 0 < LessonProgress.objects.count() < 117
    assert Answer.objects.filter(verdict="omitted").exists()
    for attempt in Attempt.objects.all():
        assert attempt.started_at < (attempt.submitted_at or now) <= now
        assert attempt.assignment.opens_at <= attempt.started_at < attempt.deadline


def test_wrong_key_stands_out_in_the_demos_own_copy_only(demo):
    planted = Question.objects.get(code="contoh-01")
    assert planted.school.code == FIRST
    answers = Answer.objects.filter(version__question=planted, is_final=True)
    share_right = answers.filter(verdict="right").count() / answers.count()
    assert share_right < 0.3
    # Whom the key calls right know less of the rest.
    rest = {True: [0, 0], False: [0, 0]}
    for answer in answers:
        others = answer.attempt.answers.exclude(pk=answer.pk).exclude(points=None)
        for other in others:
            rest[answer.verdict == "right"][0] += other.points
            rest[answer.verdict == "right"][1] += other.points_possible
    assert rest[True][0] / rest[True][1] < rest[False][0] / rest[False][1]
    for question in Question.objects.exclude(school=None):
        assert question.code.startswith("contoh-")


def replay(attempt: Attempt) -> Attempt:
    """The same attempt once more, through the operations."""
    kept = list(attempt.answers.order_by("position"))
    ended, by = attempt.submitted_at, attempt.submitted_by
    assignment, student, begun = attempt.assignment, attempt.student, attempt.started_at
    attempt.delete()
    again = start(assignment=assignment, student=student, now=begun)
    answers = {row.version_id: row for row in again.answers.select_related("version", "attempt")}
    for old in kept:
        if old.response is not None:
            save_answer(
                answer=answers[old.version_id], change=Change(old.response, 0), now=old.saved_at
            )
    if by == "clock":
        return close_if_overdue(again, now=ended + timedelta(minutes=5))
    return submit(attempt=again, now=ended)


def stored(attempt: Attempt):
    row = Attempt.objects.values(
        "number", "started_at", "deadline", "submitted_at", "submitted_by", "granted_minutes"
    ).get(pk=attempt.pk)
    answers = attempt.answers.order_by("version").values(
        "version", "response", "revision", "saved_at", "is_final", "points", "verdict",
        "points_possible", "rubric_levels", "comment",
    )  # fmt: skip
    return row, list(answers)


def test_bulk_attempts_equal_what_the_operations_store(demo):
    """Those whose answers no person has marked: by the student, by the clock, timed, repeated."""
    handmade = Answer.objects.filter(marked_by__isnull=False).values("attempt")
    pure = (
        Attempt.objects.submitted()
        .exclude(pk__in=handmade)
        .exclude(answers__late_answers__isnull=False)
        .exclude(student__enrollments__left_at__isnull=False)
    )
    sample = [
        *pure.filter(submitted_by="clock")[:3],
        *pure.filter(assignment__time_limit_minutes__isnull=False, submitted_by="student")[:3],
        *pure.filter(assignment__quiz__code="p1-kuis", submitted_by="student")[:4],
    ]
    assert len(sample) == 10
    for attempt in sample:
        later = Attempt.objects.filter(
            assignment=attempt.assignment, student=attempt.student, number__gt=attempt.number
        )
        later.delete()
        before = stored(attempt)
        assert stored(replay(attempt)) == before
    forms = Answer.objects.filter(attempt__assignment__quiz__code="p1-kuis")
    assert set(forms.values_list("version__form", flat=True)) == {form.value for form in Form}


# --- The pages --------------------------------------------------------------------------------


def test_demo_fills_the_pages_of_its_people(demo, data_dir, client):
    accounts = {row[1]: row[2] for row in accounts_in(data_dir / "demo_accounts.csv")}
    taught = Course.objects.filter(teachings__teacher__username="budi.santoso").first()
    for username, pages in {
        "rina.wulandari": ["/", "/tugas/", "/latihan/", "/nilai/"],
        "budi.santoso": ["/", "/tugas/", "/periksa/", f"/kelas/{taught.pk}/"],
        "siti.aminah": ["/", "/tugas/"],
        "operator": ["/", "/orang/"],
    }.items():
        client.post("/masuk/", {"login": username, "password": accounts[username]})
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200
            assert "Cendekia" not in response.content.decode()
        client.post("/keluar/")
