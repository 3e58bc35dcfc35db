from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from classrooms.assignments import DatesRefused, excuse
from classrooms.models import Assignment, AssignmentStudent
from lessons.models import LessonProgress, SectionProgress
from quizzes import managing
from quizzes.attempts import start
from quizzes.models import Attempt, QuizAssignment
from quizzes.presets import PRESETS, Preset, rules_of
from tests import factories

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def quiz_task(course, teacher):
    return factories.assign_quiz(
        quiz=factories.make_quiz(), course=course, by=teacher, now=NOW, time_limit_minutes=None
    )


@pytest.fixture
def reading_task(course, teacher):
    return factories.assign_lesson(
        lesson=factories.make_lesson(), course=course, by=teacher, now=NOW
    )


def test_recall_takes_a_task_back_with_all_that_hangs_on_it(quiz_task, teacher, student):
    AssignmentStudent.objects.create(assignment=quiz_task, student=student)

    managing.recall(assignment=quiz_task, by=teacher, now=NOW)

    assert not Assignment.objects.exists()
    assert AuditEntry.objects.get().action == "assignment.recall"


def test_recall_is_refused_once_an_attempt_exists(quiz_task, teacher, student):
    start(assignment=quiz_task, student=student, now=NOW)

    with pytest.raises(managing.RecallRefused):
        managing.recall(assignment=quiz_task, by=teacher, now=NOW)

    assert Assignment.objects.exists()


@pytest.mark.parametrize("trace", ["opened", "read"])
def test_recall_is_refused_once_somebody_has_read(reading_task, teacher, student, trace):
    if trace == "opened":
        LessonProgress.objects.create(
            student=student, lesson=reading_task.lesson, opened_at=NOW, last_at=NOW
        )
    else:
        section = reading_task.lesson.sections.first()
        SectionProgress.objects.create(student=student, section=section, done_at=NOW)

    with pytest.raises(managing.RecallRefused):
        managing.recall(assignment=reading_task, by=teacher, now=NOW)


def test_recall_does_not_mind_what_was_read_before_or_by_another_class(
    reading_task, teacher, student, other_student
):
    before = NOW - 10 * DAY
    LessonProgress.objects.create(
        student=student, lesson=reading_task.lesson, opened_at=before, last_at=before
    )
    LessonProgress.objects.create(
        student=other_student, lesson=reading_task.lesson, opened_at=NOW, last_at=NOW
    )

    managing.recall(assignment=reading_task, by=teacher, now=NOW)

    assert not Assignment.objects.exists()


def test_extend_for_class_moves_dates_and_open_attempts(quiz_task, teacher, student):
    attempt = start(assignment=quiz_task, student=student, now=NOW)

    managing.extend_for_class(
        assignment=quiz_task,
        due_at=quiz_task.due_at + 3 * DAY,
        closes_at=quiz_task.closes_at + 3 * DAY,
        by=teacher,
        now=NOW,
        reason="Libur banjir",
    )

    before = attempt.deadline
    attempt.refresh_from_db()
    assert attempt.deadline == before + 3 * DAY
    entry = AuditEntry.objects.get(action="assignment.extend")
    assert (entry.reason, entry.actor) == ("Libur banjir", teacher)


def test_extend_for_class_lets_earlier_own_dates_give_way(quiz_task, teacher, student, classmate):
    for who, days in ((student, 4), (classmate, 20)):
        AssignmentStudent.objects.create(
            assignment=quiz_task,
            student=who,
            due_at=quiz_task.due_at + days * DAY,
            closes_at=quiz_task.closes_at + days * DAY,
        )

    managing.extend_for_class(
        assignment=quiz_task,
        due_at=quiz_task.due_at + 7 * DAY,
        closes_at=quiz_task.closes_at + 7 * DAY,
        by=teacher,
        now=NOW,
    )

    own = {row.student: row.closes_at for row in quiz_task.exceptions.all()}
    assert own == {student: None, classmate: quiz_task.closes_at + 20 * DAY}


def test_extend_for_students_moves_only_theirs(quiz_task, teacher, student, classmate):
    mine = start(assignment=quiz_task, student=student, now=NOW)
    theirs = start(assignment=quiz_task, student=classmate, now=NOW)
    later = quiz_task.closes_at + DAY

    managing.extend_for_students(
        assignment=quiz_task,
        students=[student],
        due_at=later,
        closes_at=later,
        by=teacher,
        now=NOW,
    )

    deadlines = dict(Attempt.objects.values_list("student", "deadline"))
    assert deadlines == {student.pk: later, classmate.pk: theirs.deadline}
    assert mine.deadline != later


@pytest.mark.parametrize("students", [True, False])
def test_extend_refuses_less_time(quiz_task, teacher, student, students):
    dates = {"due_at": quiz_task.due_at - DAY, "closes_at": quiz_task.closes_at}
    common = {"assignment": quiz_task, "by": teacher, "now": NOW, **dates}

    extend = managing.extend_for_students if students else managing.extend_for_class
    common |= {"students": [student]} if students else {}

    with pytest.raises(DatesRefused):
        extend(**common)


def test_excuse_and_ask_again_keep_other_exceptions(quiz_task, teacher, student):
    later = quiz_task.closes_at + DAY
    AssignmentStudent.objects.create(assignment=quiz_task, student=student, closes_at=later)

    excuse(assignment=quiz_task, student=student, by=teacher, now=NOW)
    excuse(assignment=quiz_task, student=student, is_excused=False, by=teacher, now=NOW)

    row = quiz_task.exceptions.get()
    assert (row.is_excused, row.closes_at) == (False, later)
    assert [e.action for e in AuditEntry.objects.order_by("pk")] == [
        "assignment.excuse",
        "assignment.excuse-undo",
    ]


def change(task, teacher, rules=None, **changes):
    values = {
        "title": task.title,
        "note": task.note,
        "opens_at": task.opens_at,
        "due_at": task.due_at,
        "closes_at": task.closes_at,
    }
    managing.change(assignment=task, rules=rules, by=teacher, now=NOW, **(values | changes))


def test_change_before_anybody_started_may_change_every_rule(quiz_task, teacher):
    change(quiz_task, teacher, PRESETS[Preset.SUMMATIVE], title="Sumatif 1")

    quiz = QuizAssignment.objects.get()
    assert (quiz.title, rules_of(quiz)) == ("Sumatif 1", PRESETS[Preset.SUMMATIVE])
    assert quiz.preset == "summative"


@pytest.mark.parametrize(
    "unfair", [{"time_limit_minutes": 5}, {"shuffle_items": True}, {"shuffle_options": True}]
)
def test_change_refuses_what_would_be_unequal_once_started(quiz_task, teacher, student, unfair):
    start(assignment=quiz_task, student=student, now=NOW)

    with pytest.raises(managing.RulesRefused):
        change(quiz_task, teacher, rules_of(quiz_task).changed(**unfair), title="Lain")

    assert QuizAssignment.objects.get().title == "Kuis 1"


def test_change_after_the_start_may_open_more_attempts_and_keys(quiz_task, teacher, student):
    start(assignment=quiz_task, student=student, now=NOW)

    change(quiz_task, teacher, rules_of(quiz_task).changed(attempts_allowed=3, key_from="never"))

    quiz = QuizAssignment.objects.get()
    assert (quiz.attempts_allowed, quiz.key_from, quiz.preset) == (3, "never", "custom")


def test_change_of_the_closing_moves_open_attempts(quiz_task, teacher, student):
    attempt = start(assignment=quiz_task, student=student, now=NOW)

    change(quiz_task, teacher, due_at=NOW + DAY, closes_at=NOW + DAY)

    attempt.refresh_from_db()
    assert attempt.deadline == NOW + DAY


def test_release_writes_the_moment_once(quiz_task, teacher):
    managing.release(assignment=quiz_task, by=teacher, now=NOW)
    managing.release(assignment=quiz_task, by=teacher, now=NOW + DAY)

    assert QuizAssignment.objects.get().released_at == NOW
    assert AuditEntry.objects.filter(action="assignment.release").count() == 1


def test_still_open_names_classes_and_students_of_the_batch(
    quiz_task, teacher, student, other_classroom
):
    other = factories.make_course(classroom=other_classroom, teacher=teacher)
    factories.assign_quiz(
        quiz=quiz_task.quiz, course=other, by=teacher, now=NOW + 10 * DAY, batch=quiz_task.batch
    )
    later = quiz_task.closes_at + 5 * DAY
    AssignmentStudent.objects.create(assignment=quiz_task, student=student, closes_at=later)

    after = quiz_task.closes_at + DAY

    assert managing.still_open(quiz_task, now=after) == ["XI-2", "Rina Wulandari"]
    assert managing.still_open(quiz_task, now=NOW + 30 * DAY) == []
