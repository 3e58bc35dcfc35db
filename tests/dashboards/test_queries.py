"""The same number of queries for 1, 36 and 360 students. Session and person are two of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.progress import finish_section
from quizzes.attempts import start, submit
from quizzes.saving import Change, save_answer
from tests import factories

SIZES = [1, 36, 360]
NOW = timezone.now()


@pytest.fixture
def full_class(school, classroom, course, teacher, request):
    """So many students, a lesson and two quizzes; a third of them at work, a third finished."""
    lesson = factories.make_lesson()
    quiz = factories.make_quiz(lesson=lesson)
    reading = factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    first = factories.assign_quiz(quiz=quiz, course=course, by=teacher, created_at=NOW)
    factories.assign_quiz(quiz=quiz, course=course, by=teacher, score_from="closed")
    students = [
        factories.make_student(school=school, classroom=classroom, name=f"Murid {number:03d}")
        for number in range(request.param)
    ]
    for number, student in enumerate(students):
        if number % 3 == 2:
            continue
        attempt = start(assignment=first, student=student, now=NOW)
        finish_section(section=lesson.sections.first(), by=student, now=NOW)
        if number % 3 == 0:
            essay = attempt.answers.select_related("version", "attempt").get(position=2)
            save_answer(answer=essay, change=Change({"text": "Karena."}, 0), now=NOW)
            submit(attempt=attempt, now=NOW + timedelta(minutes=1))
    return {"course": course.pk, "quiz": first.pk, "reading": reading.pk, "students": students}


# Every list, page and file of a teacher that grows with the class.
TEACHER_PAGES = {
    "/": 16,
    "/tugas/": 15,
    "/kelas/": 7,
    "/nilai/": 7,
    "/kelas/{course}/": 14,
    "/kelas/{course}/unduh/xlsx/": 13,
    "/kelas/{course}/unduh/csv/": 13,
    "/kelas/{course}/murid/{student}/": 17,
    "/kelas/{course}/murid/{student}/unduh/xlsx/": 16,
    "/kelas/{course}/murid/{student}/unduh/csv/": 16,
    "/tugas/{quiz}/hasil/": 12,
    "/tugas/{quiz}/hasil/unduh/xlsx/": 11,
    "/tugas/{quiz}/hasil/unduh/csv/": 11,
    "/tugas/{reading}/hasil/": 11,
    "/tugas/{reading}/hasil/unduh/csv/": 10,
    "/tugas/{quiz}/": 11,
    "/tugas/{reading}/": 12,
    "/tugas-bacaan/{reading}/": 9,
    "/periksa/": 6,
    "/periksa/{quiz}/2/": 5,
    "/orang/": 7,
}


STUDENT_PAGES = {"/": 15, "/tugas/": 10, "/latihan/": 10, "/nilai/": 11}


@pytest.mark.parametrize("full_class", SIZES, indirect=True)
def test_class_pages_cost_the_same_for_any_class(
    full_class, teacher, sign_in, django_assert_num_queries
):
    students = full_class.pop("students")
    for user, pages in ((teacher, TEACHER_PAGES), (students[0], STUDENT_PAGES)):
        client = sign_in(user)
        for path, queries in pages.items():
            url = path.format(**full_class, student=students[0].pk)
            with django_assert_num_queries(queries, info=url):
                assert client.get(url).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 12])
def test_student_home_costs_the_same_for_any_number_of_tasks(
    student, course, teacher, sign_in, django_assert_num_queries, number
):
    quiz = factories.make_quiz()
    for _ in range(number):
        factories.assign_quiz(quiz=quiz, course=course, by=teacher)
        factories.assign_lesson(lesson=quiz.lesson, course=course, by=teacher)
    client = sign_in(student)
    with django_assert_num_queries(14):  # nothing is handed in: objectives ask nothing
        client.get("/")


@pytest.mark.parametrize("number", [1, 3])
def test_operator_pages_cost_the_same_for_any_number_of_classes(
    operator, school, teacher, sign_in, django_assert_num_queries, number
):
    for name in range(number):
        room = factories.make_classroom(school=school, name=f"XI-{name}")
        factories.make_course(classroom=room, teacher=teacher)
        factories.make_student(school=school, classroom=room)
    client = sign_in(operator)
    for path, queries in {"/": 7, "/kelas/": 6, "/orang/": 6}.items():
        with django_assert_num_queries(queries):
            client.get(path)
