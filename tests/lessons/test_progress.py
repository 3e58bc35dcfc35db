from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from classrooms.task_states import Work
from lessons.models import LessonProgress, SectionProgress
from lessons.progress import (
    Reading,
    finish_section,
    mark_read_offline,
    note_opened,
    reading_of,
    reopen_section,
    unmark_read_offline,
    work_of,
)
from tests.factories import assign_lesson, make_lesson, make_student

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done", "total", "is_opened", "work"),
    [
        (0, 0, False, Work.NONE),
        (0, 0, True, Work.STARTED),
        (0, 4, False, Work.NONE),
        (0, 4, True, Work.STARTED),
        (3, 4, False, Work.STARTED),
        (4, 4, False, Work.DONE),
        (5, 4, True, Work.DONE),
    ],
)
def test_work_follows_from_sections(done, total, is_opened, work) -> None:
    assert work_of(done, total, is_opened=is_opened) is work


def test_finish_section_twice_keeps_the_first_time(student) -> None:
    section = make_lesson().sections.get(order=1)

    first = finish_section(section=section, by=student, now=NOW)
    again = finish_section(section=section, by=student, now=NOW + timedelta(hours=1))

    assert again == first
    assert again.done_at == NOW
    assert SectionProgress.objects.count() == 1


def test_note_opened_writes_only_what_changed(student, django_assert_num_queries) -> None:
    first, second = make_lesson().sections.order_by("order")
    note_opened(section=first, by=student, now=NOW)
    note_opened(section=second, by=student, now=NOW + timedelta(minutes=1))

    with django_assert_num_queries(1):
        note_opened(section=second, by=student, now=NOW + timedelta(minutes=2))

    progress = LessonProgress.objects.get()
    assert (progress.opened_at, progress.last_section) == (NOW, second)
    assert progress.last_at == NOW + timedelta(minutes=1)


def test_reopen_section_leaves_what_a_teacher_marked(student, teacher) -> None:
    own, marked = make_lesson().sections.order_by("order")
    finish_section(section=own, by=student, now=NOW)
    SectionProgress.objects.create(student=student, section=marked, done_at=NOW, marked_by=teacher)

    assert reopen_section(section=own, by=student, now=NOW)
    assert not reopen_section(section=marked, by=student, now=NOW)
    assert [row.section for row in SectionProgress.objects.all()] == [marked]


def test_offline_marks_fill_up_and_are_taken_back(student, classmate, teacher, course) -> None:
    lesson = make_lesson(sections=3)
    lesson.sections.filter(order=3).update(status="draft")
    assignment = assign_lesson(lesson=lesson, course=course, by=teacher)
    own = finish_section(section=lesson.sections.get(order=1), by=student, now=NOW)

    added = mark_read_offline(
        assignment=assignment, students=[student, classmate], by=teacher, now=NOW
    )
    again = mark_read_offline(assignment=assignment, students=[student], by=teacher, now=NOW)

    assert (added, again) == (3, 0)
    assert reading_of([student], [lesson])[student.pk, lesson.pk].work is Work.DONE

    taken = unmark_read_offline(
        assignment=assignment, students=[student, classmate], by=teacher, now=NOW
    )

    assert taken == 3
    assert list(SectionProgress.objects.all()) == [own]
    assert [(entry.action, entry.details["students"]) for entry in AuditEntry.objects.all()] == [
        ("reading.unmarked_offline", sorted([student.pk, classmate.pk])),
        ("reading.marked_offline", sorted([student.pk, classmate.pk])),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_reading_of_asks_three_times_for_any_number(
    school, classroom, count, django_assert_num_queries
) -> None:
    students = [make_student(school=school, classroom=classroom) for _ in range(count)]
    lessons = [make_lesson() for _ in range(count)]
    finish_section(section=lessons[0].sections.get(order=1), by=students[0], now=NOW)
    note_opened(section=lessons[-1].sections.get(order=1), by=students[-1], now=NOW)

    with django_assert_num_queries(3):
        readings = reading_of(students, lessons)

    assert len(readings) == count * count
    assert readings[students[0].pk, lessons[0].pk] == Reading(1, 2, is_opened=count == 1)
    assert readings[students[-1].pk, lessons[-1].pk].is_opened


def test_reading_of_nobody_asks_nothing(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert reading_of([], []) == {}


def test_reading_counts_published_sections_only(student) -> None:
    lesson = make_lesson(sections=2)
    draft = lesson.sections.get(order=2)
    finish_section(section=draft, by=student, now=NOW)
    lesson.sections.filter(pk=draft.pk).update(status="archived")

    assert reading_of([student], [lesson])[student.pk, lesson.pk] == Reading(0, 1)
