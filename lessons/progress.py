"""How far students have read: one row per section read, one per lesson opened.

`SectionProgress` exists where a section counts as read; `marked_by` names the teacher who said so
for reading done away from the screen, and is empty where the student said it. `LessonProgress`
says that a student has opened a lesson, and where they last were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from accounts import audit
from accounts.models import User
from classrooms.task_states import Work
from lessons.models import Lesson, LessonAssignment, LessonProgress, Section, SectionProgress
from lessons.ownership import Status


@dataclass(frozen=True, slots=True)
class Reading:
    """Published sections of a lesson, and how many of them a student has read."""

    done: int = 0
    total: int = 0
    is_opened: bool = False

    @property
    def work(self) -> Work:
        return work_of(self.done, self.total, is_opened=self.is_opened)


def work_of(done: int, total: int, *, is_opened: bool = False) -> Work:
    if total and done >= total:
        return Work.DONE
    return Work.STARTED if done or is_opened else Work.NONE


def reading_of(
    students: Iterable[User], lessons: Iterable[Lesson]
) -> dict[tuple[int, int], Reading]:
    """Tell for every (student, lesson), by primary keys, in three queries."""
    student_ids = [student.pk for student in students]
    lesson_ids = [lesson.pk for lesson in lessons]
    if not student_ids or not lesson_ids:
        return {}
    published = Section.objects.filter(lesson__in=lesson_ids, status=Status.PUBLISHED)
    totals = Counter(dict(published.order_by().values_list("lesson").annotate(Count("pk"))))
    done = {
        (student, lesson): count
        for student, lesson, count in SectionProgress.objects.filter(
            section__in=published.order_by(), student__in=student_ids
        )
        .values_list("student", "section__lesson")
        .annotate(Count("pk"))
    }
    opened = set(
        LessonProgress.objects.filter(student__in=student_ids, lesson__in=lesson_ids).values_list(
            "student", "lesson"
        )
    )
    return {
        (student, lesson): Reading(
            done=done.get((student, lesson), 0),
            total=totals[lesson],
            is_opened=(student, lesson) in opened,
        )
        for student in student_ids
        for lesson in lesson_ids
    }


# --- A student reads --------------------------------------------------------------------------


def note_opened(*, section: Section, by: User, now: datetime) -> None:
    """Remember where a student is in a lesson; writes only when that changed."""
    progress = LessonProgress.objects.filter(student=by, lesson=section.lesson_id).first()
    if progress is None:
        LessonProgress.objects.get_or_create(
            student=by,
            lesson=section.lesson,
            defaults={"opened_at": now, "last_section": section, "last_at": now},
        )
    elif progress.last_section_id != section.pk:
        progress.last_section, progress.last_at = section, now
        progress.save(update_fields=["last_section", "last_at"])


def finish_section(*, section: Section, by: User, now: datetime) -> SectionProgress:
    """Count a section as read by this student. A second time changes nothing."""
    progress, _created = SectionProgress.objects.get_or_create(
        student=by, section=section, defaults={"done_at": now}
    )
    return progress


def reopen_section(*, section: Section, by: User, now: datetime) -> bool:
    """Take back what the student said; what a teacher marked stays. Tell whether it went."""
    deleted, _by_model = SectionProgress.objects.filter(
        student=by, section=section, marked_by=None
    ).delete()
    return bool(deleted)


# --- A teacher marks reading away from the screen ---------------------------------------------


@transaction.atomic
def mark_read_offline(
    *, assignment: LessonAssignment, students: Iterable[User], by: User, now: datetime
) -> int:
    """Count every published section of the lesson as read by these students; give how many rows
    that added. What students marked themselves stays theirs."""
    named = list(students)
    sections = list(Section.objects.filter(lesson=assignment.lesson_id, status=Status.PUBLISHED))
    already = set(
        SectionProgress.objects.filter(student__in=named, section__in=sections).values_list(
            "student", "section"
        )
    )
    rows = [
        SectionProgress(student=student, section=section, done_at=now, marked_by=by)
        for student in named
        for section in sections
        if (student.pk, section.pk) not in already
    ]
    SectionProgress.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        marked = {row.student_id for row in rows}
        _record("reading.marked_offline", assignment, marked, by=by, now=now)
    return len(rows)


@transaction.atomic
def unmark_read_offline(
    *, assignment: LessonAssignment, students: Iterable[User], by: User, now: datetime
) -> int:
    """Take back what a teacher marked for these students; what they read themselves stays."""
    rows = SectionProgress.objects.filter(
        student__in=list(students),
        section__lesson=assignment.lesson_id,
        marked_by__isnull=False,
    )
    marked = set(rows.values_list("student", flat=True))
    deleted, _by_model = rows.delete()
    if marked:
        _record("reading.unmarked_offline", assignment, marked, by=by, now=now)
    return deleted


def _record(
    action: str, assignment: LessonAssignment, students: set[int], *, by: User, now: datetime
) -> None:
    audit.record(
        action,
        assignment,
        by=by,
        now=now,
        school=assignment.course.school,
        students=sorted(students),
    )
