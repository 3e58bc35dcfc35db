"""The same number of queries for 1, 3 and 36 students. Session and person are two of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.progress import finish_section
from quizzes.attempts import start, submit
from tests import factories

SIZES = [1, 3, 36]
NOW = timezone.now()


@pytest.fixture
def full_class(school, classroom, course, teacher, request):
    """So many students, a lesson and two quizzes; a third of them at work, a third finished."""
    lesson = factories.make_lesson()
    quiz = factories.make_quiz(lesson=lesson)
    factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    first = factories.assign_quiz(quiz=quiz, course=course, by=teacher, created_at=NOW)
    factories.assign_quiz(quiz=quiz, course=course, by=teacher, score_from="closed")
    students = [
        factories.make_student(school=school, classroom=classroom, name=f"Murid {number:02d}")
        for number in range(request.param)
    ]
    for number, student in enumerate(students):
        if number % 3 == 2:
            continue
        attempt = start(assignment=first, student=student, now=NOW)
        finish_section(section=lesson.sections.first(), by=student, now=NOW)
        if number % 3 == 0:
            submit(attempt=attempt, now=NOW + timedelta(minutes=1))
    return students


TEACHER_PAGES = {
    "/": 15,
    "/tugas/": 15,
    "/kelas/": 7,
    "/nilai/": 7,
    "/kelas/{course}/": 14,
    "/kelas/{course}/murid/{student}/": 16,
    "/orang/": 7,
}


STUDENT_PAGES = {"/": 14, "/tugas/": 10, "/latihan/": 10, "/nilai/": 11}


@pytest.mark.parametrize("full_class", SIZES, indirect=True)
def test_class_pages_cost_the_same_for_any_class(
    full_class, course, teacher, sign_in, django_assert_num_queries
):
    for user, pages in ((teacher, TEACHER_PAGES), (full_class[0], STUDENT_PAGES)):
        client = sign_in(user)
        for path, queries in pages.items():
            url = path.format(course=course.pk, student=full_class[0].pk)
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
    with django_assert_num_queries(STUDENT_PAGES["/"]):
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
