"""The teacher's page of an assigned lesson."""

import pytest
from django.urls import reverse

from classrooms.models import AssignmentStudent
from lessons.models import SectionProgress
from tests.factories import assign_lesson, make_lesson, make_student


@pytest.fixture
def task(student, classmate, teacher, course):
    return assign_lesson(lesson=make_lesson(), course=course, by=teacher)


def url(name: str, task) -> str:
    return reverse(f"lessons:{name}", args=[task.pk])


def test_page_tells_how_far_each_student_is(student, classmate, teacher, task, sign_in) -> None:
    SectionProgress.objects.create(
        student=student, section=task.lesson.sections.get(order=1), done_at="2026-11-27T03:00Z"
    )

    rows = sign_in(teacher).get(url("reading-mark", task)).context["rows"]

    assert [(row["student"], row["reading"].done, row["reading"].total) for row in rows] == [
        (classmate, 0, 2),
        (student, 1, 2),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_a_fixed_number_of_times(
    school, classroom, teacher, course, sign_in, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_student(school=school, classroom=classroom)
    task = assign_lesson(lesson=make_lesson(), course=course, by=teacher)
    client = sign_in(teacher)

    with django_assert_num_queries(9):
        response = client.get(url("reading-mark", task))

    assert len(response.context["rows"]) == count


def test_mark_and_undo_touch_chosen_students_only(
    student, classmate, teacher, task, sign_in
) -> None:
    client = sign_in(teacher)

    marked = client.post(url("reading-mark-offline", task), {"student": [student.pk]})

    assert marked.url == url("reading-mark", task)
    assert {(row.student, row.marked_by) for row in SectionProgress.objects.all()} == {
        (student, teacher)
    }
    assert SectionProgress.objects.count() == 2

    client.post(url("reading-mark-undo", task), {"student": [classmate.pk]})
    assert SectionProgress.objects.count() == 2

    client.post(url("reading-mark-undo", task), {"student": [student.pk]})
    assert not SectionProgress.objects.exists()


@pytest.mark.parametrize("name", ["reading-mark-offline", "reading-mark-undo"])
def test_choosing_nobody_changes_nothing_and_says_so(teacher, task, sign_in, name) -> None:
    response = sign_in(teacher).post(url(name, task), follow=True)

    assert not SectionProgress.objects.exists()
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]


def test_students_of_other_classes_are_no_choice(other_student, teacher, task, sign_in) -> None:
    sign_in(teacher).post(
        url("reading-mark-offline", task), {"student": [other_student.pk, "x", ""]}
    )

    assert not SectionProgress.objects.exists()


def test_excused_and_unchosen_students_are_left_out(
    student, classmate, teacher, task, sign_in
) -> None:
    AssignmentStudent.objects.create(assignment=task, student=classmate, is_excused=True)
    client = sign_in(teacher)
    rows = client.get(url("reading-mark", task)).context["rows"]
    assert [row["student"] for row in rows] == [student]

    type(task).objects.filter(pk=task.pk).update(only_chosen=True)
    assert client.get(url("reading-mark", task)).context["rows"] == []


@pytest.mark.parametrize("name", ["reading-mark", "reading-mark-offline", "reading-mark-undo"])
def test_others_have_no_such_page(
    student, other_teacher, other_course, editor, operator, task, sign_in, name
) -> None:
    method = "get" if name == "reading-mark" else "post"

    statuses = [
        getattr(sign_in(user), method)(url(name, task), {"student": [student.pk]}).status_code
        for user in (student, other_teacher, editor, operator)
    ]

    assert statuses == [403, 404, 403, 403]
    assert not SectionProgress.objects.exists()


@pytest.mark.parametrize("name", ["reading-mark-offline", "reading-mark-undo"])
def test_marks_are_posted(teacher, task, sign_in, name) -> None:
    assert sign_in(teacher).get(url(name, task)).status_code == 405
