"""Other people's ids where a form or a query takes one: refused, and nothing changes."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from classrooms.models import Assignment, AssignmentStudent
from lessons.models import SectionProgress
from quizzes.attempts import start, submit
from quizzes.models import Answer, Attempt
from quizzes.plain_form import seal
from quizzes.presets import PRESETS, Preset
from tests import factories
from tests.stage import Stage, make_content, set_stage
from tests.test_access import ROWS, ask

LATER = {"due_at": "2030-01-01T10:00", "closes_at": "2030-01-02T10:00"}


@pytest.fixture
def stage(school, course, teacher, student) -> Stage:
    return set_stage(course=course, teacher=teacher, student=student, school=school)


@pytest.fixture
def budi(sign_in, teacher):
    return sign_in(teacher)


def assign_data(*courses: Any, **values: Any) -> dict[str, Any]:
    """A whole form as the page sends it, with these courses ticked."""
    rules = PRESETS[Preset.PRACTICE].as_fields()
    data = {name: value for name, value in rules.items() if value not in (None, False)}
    data |= {f"initial-{name}": value for name, value in data.items()}
    for course in courses:
        row = {"is_chosen": "on", "opens_at": "2026-01-01T07:00"} | LATER
        data |= {f"kelas-{course.pk}-{name}": value for name, value in row.items()}
    return data | {"token": str(uuid4()), "preset": "practice"} | values


# --- Assigning --------------------------------------------------------------------------------


def test_whole_assign_form_is_accepted(budi, course, stage) -> None:
    before = Assignment.objects.count()

    answer = budi.post(
        reverse("quizzes:assign"),
        assign_data(course, lesson=stage.lesson.code, quiz=stage.quiz.code),
    )

    assert answer.status_code == 302
    assert Assignment.objects.count() == before + 2


def test_assign_gives_nothing_to_another_teachers_course(budi, course, other_course, stage) -> None:
    before = set(Assignment.objects.values_list("pk", flat=True))
    alone = assign_data(other_course, lesson=stage.lesson.code)
    both = assign_data(course, other_course, lesson=stage.lesson.code)

    assert budi.post(reverse("quizzes:assign"), alone).status_code == 422
    budi.post(reverse("quizzes:assign"), both)

    given = Assignment.objects.exclude(pk__in=before)
    assert {each.course for each in given} <= {course}
    page = budi.get(reverse("quizzes:assign"), {"kelas": other_course.pk}).content.decode()
    assert f"kelas-{other_course.pk}-" not in page


def test_assign_takes_no_lesson_or_quiz_of_another_school(
    budi, course, stage, other_school
) -> None:
    lesson, quiz = make_content(school=other_school)
    draft = factories.make_lesson(unit=stage.lesson.unit, number=9, status="draft")
    before = Assignment.objects.count()

    for wrong in ({"lesson": lesson.code}, {"quiz": quiz.code}, {"lesson": draft.code}):
        answer = budi.post(reverse("quizzes:assign"), assign_data(course, **wrong))
        assert answer.status_code == 422, wrong

    assert Assignment.objects.count() == before
    query = {"pelajaran": lesson.code, "kuis": quiz.code}
    page = budi.get(reverse("quizzes:assign"), query).content.decode()
    assert lesson.code not in page
    assert quiz.code not in page


def test_assign_takes_no_student_of_another_class(budi, course, stage, other_student) -> None:
    data = assign_data(course, lesson=stage.lesson.code, only=[other_student.pk])
    before = Assignment.objects.count()

    assert budi.post(reverse("quizzes:assign"), data).status_code == 422
    assert Assignment.objects.count() == before


def test_copy_goes_to_no_course_of_another_teacher(budi, stage, other_course) -> None:
    before = Assignment.objects.count()
    data = {"course": other_course.pk, "courses": other_course.pk, "opens_at": "2026-01-01T07:00"}

    answer = budi.post(
        reverse("quizzes:assignment-copy", args=[stage.task.pk]),
        data | LATER | {f"kelas-{other_course.pk}-is_chosen": "on"},
    )

    assert answer.status_code == 422
    assert Assignment.objects.count() == before


# --- Students of other classes ----------------------------------------------------------------


def test_extend_takes_no_student_of_another_class(budi, stage, student, other_student) -> None:
    url = reverse("quizzes:assignment-extend", args=[stage.task.pk])

    refused = budi.post(url, LATER | {"students": [other_student.pk]})
    accepted = budi.post(url, LATER | {"students": [student.pk]})

    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert [row.student for row in AssignmentStudent.objects.all()] == [student]


def test_excuse_takes_no_student_of_another_class(budi, stage, student, other_student) -> None:
    url = reverse("quizzes:assignment-excuse", args=[stage.task.pk])

    refused = budi.post(url, {"murid": other_student.pk, "dibebaskan": "1"})
    accepted = budi.post(url, {"murid": student.pk, "dibebaskan": "1"})

    assert (refused.status_code, accepted.status_code) == (404, 302)
    assert [row.student for row in AssignmentStudent.objects.all()] == [student]


@pytest.mark.parametrize("name", ["reading-mark-offline", "reading-mark-undo"])
def test_reading_of_another_class_is_left_alone(
    name, budi, stage, student, other_student, other_teacher
) -> None:
    rows = {"section": stage.section, "done_at": timezone.now(), "marked_by": other_teacher}
    SectionProgress.objects.create(student=other_student, **rows)
    url = reverse(f"lessons:{name}", args=[stage.reading.pk])

    budi.post(url, {"student": [student.pk, other_student.pk]})

    assert SectionProgress.objects.filter(student=other_student).count() == 1
    marked = SectionProgress.objects.filter(student=student).count()
    assert marked == (2 if name == "reading-mark-offline" else 0)


def test_page_of_a_student_needs_the_right_course(budi, course, stage, other_student) -> None:
    url = reverse("dashboards:student-detail", args=[course.pk, other_student.pk])

    assert budi.get(url).status_code == 404


def test_password_of_another_classs_student_is_left_alone(budi, stage, other_student) -> None:
    before = other_student.password

    answer = budi.post(reverse("classrooms:password-reset", args=[other_student.pk]))

    other_student.refresh_from_db()
    assert (answer.status_code, other_student.password) == (404, before)


# --- Answers ----------------------------------------------------------------------------------


def test_marking_takes_no_answer_of_another_teachers_task(
    budi, stage, other_course, other_teacher, student
) -> None:
    theirs = factories.assign_quiz(quiz=stage.quiz, course=other_course, by=other_teacher)
    attempt = start(assignment=theirs, student=student, now=timezone.now())
    attempt.answers.filter(version__form="essay").update(response={"text": "Jawaban."})
    submit(attempt=attempt, now=timezone.now())
    essay = attempt.answers.get(version__form="essay")
    levels = {"level-konsep": 4, "level-bukti": 4, "jawaban": essay.pk}

    for task in (stage.task, theirs):
        url = reverse("quizzes:marking-item", args=[task.pk, essay.position])
        assert budi.get(url, {"jawaban": essay.pk}).status_code == 404
        assert budi.post(f"{url}?jawaban={essay.pk}", levels).status_code == 404

    essay.refresh_from_db()
    assert essay.points is None


def test_classmate_touches_no_attempt_of_another(sign_in, stage, classmate) -> None:
    """Somebody who was given the same quiz, with the seal of the other's page."""
    agus, page = sign_in(classmate), {"pk": stage.open.pk}
    before = list(Answer.objects.values_list("pk", "response", "revision"))

    for name in ("attempt-detail", "attempt-submit", "attempt-result"):
        assert agus.get(reverse(f"quizzes:{name}", kwargs=page)).status_code == 404
    data = {"q1-option": "a", "q1-revision": "0", "q1-seen": "", "seal": seal(stage.open)}
    assert agus.post(reverse("quizzes:attempt-detail", kwargs=page), data).status_code in (403, 404)
    place = reverse("quizzes:answer-save", kwargs=page | {"position": 1})
    assert agus.post(place, {"option": "a", "revision": 0}).status_code == 404
    assert agus.post(reverse("quizzes:attempt-submit", kwargs=page)).status_code == 404

    assert list(Answer.objects.values_list("pk", "response", "revision")) == before
    assert Attempt.objects.get(pk=stage.open.pk).is_open


# --- Another school ---------------------------------------------------------------------------


@pytest.fixture
def elsewhere(other_school) -> Stage:
    classroom = factories.make_classroom(school=other_school, name="XI-1")
    their_teacher = factories.make_member(school=other_school, role=Role.TEACHER)
    return set_stage(
        course=factories.make_course(classroom=classroom, teacher=their_teacher),
        teacher=their_teacher,
        student=factories.make_student(school=other_school, classroom=classroom),
        school=other_school,
    )


def test_another_schools_rows_exist_for_nobody_here(
    elsewhere, student, teacher, operator, editor, admin, course
) -> None:
    people: dict[str, User] = {
        "student": student,
        "teacher": teacher,
        "operator": operator,
        "editor": editor,
        "admin": admin,
    }
    opened, asked = [], 0
    for row in ROWS:
        arguments = elsewhere.arguments(row.name)
        if ":" not in row.name or not arguments:
            continue  # a page that is nobody's
        url = reverse(row.name, kwargs=arguments)
        posted = {"seal": seal(elsewhere.open)}
        for role, user in people.items():
            asked += 1
            expected = "403" if row.expected[role] == "403" else "404"
            got = ask(user, row.method, url, posted)
            if got != expected:
                opened.append(f"{row} as {role}: {got}, not {expected}")

    assert opened == []
    assert asked > 150


def test_query_of_another_class_narrows_nothing_open(budi, stage, other_classroom) -> None:
    """Filters take ids too; a foreign one shows no row of that class."""
    for name in ("classrooms:people-list", "quizzes:marking-list", "dashboards:task-list"):
        query = urlencode({"kelas": other_classroom.pk, "tugas": 0})
        page = budi.get(f"{reverse(name)}?{query}")
        assert page.status_code == 200
        assert "Made Sari" not in page.content.decode()
