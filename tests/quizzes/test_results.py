from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from classrooms.models import AssignmentStudent
from classrooms.task_states import Work
from quizzes.attempts import grace, start, submit
from quizzes.errors import NotForHands, NotHandedIn, PointsOutOfRange
from quizzes.items import InvalidLevels
from quizzes.marking import mark_by_hand, mark_essay
from quizzes.models import QuizAssignment
from quizzes.results import (
    NOT_STARTED,
    AttemptScore,
    ScoredAttempt,
    counted_attempt,
    scores_for,
    visible_now,
    visible_of,
)
from quizzes.saving import Change, answer_to_save, save_answer
from quizzes.visibility import NOTHING, Visible
from tests import factories

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = Visible(score=True, correctness=True, key=True)
LEVELS = {"konsep": 4, "bukti": 2}


@pytest.fixture
def assignment(course, teacher):
    quiz = factories.make_quiz(forms=("single_choice", "short_answer", "essay"))
    return factories.assign_quiz(quiz=quiz, course=course, by=teacher, now=NOON)


def sit(assignment, student, responses, *, now=NOON):
    """Start, answer and hand in."""
    attempt = start(assignment=assignment, student=student, now=now)
    for position, response in enumerate(responses, start=1):
        row = answer_to_save(attempt_id=attempt.pk, position=position, student=student)
        save_answer(answer=row, change=Change(response, 0), now=now)
    return submit(attempt=attempt, now=now)


def attempt_with(number, points):
    return ScoredAttempt(number, number, NOON, AttemptScore(points, 1000, 0))


@pytest.mark.parametrize(("counting", "number"), [("first", 1), ("latest", 4), ("highest", 2)])
def test_counted_attempt_follows_the_rule_and_the_earlier_of_equals(counting, number):
    attempts = [attempt_with(4, 10), attempt_with(2, 900), attempt_with(3, 900), attempt_with(1, 5)]

    assert counted_attempt(attempts, counting).number == number


def test_counted_attempt_of_none_is_none():
    assert counted_attempt([], "highest") is None


def test_standing_without_an_attempt_is_absent(assignment, student):
    assert scores_for([assignment], [student]) == {}
    assert NOT_STARTED.work is Work.NONE


def test_standing_goes_from_started_over_waiting_to_done(assignment, student, teacher):
    pair = (assignment.pk, student.pk)
    attempt = start(assignment=assignment, student=student, now=NOON)
    assert scores_for([assignment], [student])[pair].work is Work.STARTED

    row = answer_to_save(attempt_id=attempt.pk, position=3, student=student)
    save_answer(answer=row, change=Change({"text": "esai"}, 0), now=NOON)
    submit(attempt=attempt, now=NOON)
    waiting = scores_for([assignment])[pair]
    assert (waiting.work, waiting.score) == (Work.WAITING, AttemptScore(0, 3000, 1, 1000))

    mark_essay(answer=row, levels=LEVELS, comment="", by=teacher, now=NOON)
    done = scores_for([assignment], [student])[pair]
    assert (done.work, done.score) == (Work.DONE, AttemptScore(800, 3000, 0))


def test_scores_take_one_query_for_any_number_of_students(
    assignment, student, classmate, django_assert_num_queries
):
    for person in (student, classmate):
        sit(assignment, person, [{"option": "a"}])

    with django_assert_num_queries(1):
        scores = scores_for([assignment], [student, classmate])

    assert {standing.score.points for standing in scores.values()} == {1000}


# --- Marking by hand ---------------------------------------------------------------------------


def test_essay_is_marked_by_rubric_with_a_record_of_before_and_after(assignment, student, teacher):
    attempt = sit(assignment, student, [None, None, {"text": "esai"}])
    row = attempt.answers.get(position=3)

    mark_essay(answer=row, levels=LEVELS, comment="Bagus", by=teacher, now=NOON)
    marked = mark_essay(
        answer=row, levels={"konsep": 4, "bukti": 4}, comment="Bagus", by=teacher, now=NOON
    )

    assert (marked.points, marked.verdict, marked.marked_by) == (1000, "right", teacher)
    second, first = AuditEntry.objects.filter(action="answer.mark")
    assert first.details["before"]["points"] is None
    assert (second.details["before"]["points"], second.details["after"]["points"]) == (800, 1000)
    assert (second.school, second.actor) == (assignment.course.school, teacher)


def test_marking_by_hand_is_for_short_answers_within_their_points(assignment, student, teacher):
    attempt = sit(assignment, student, [None, {"fields": {"f1": "interdependenci"}}])
    row = attempt.answers.get(position=2)
    assert row.points is None

    mark_by_hand(answer=row, points=1000, comment="", by=teacher, now=NOON)

    row.refresh_from_db()
    assert (row.points, row.verdict) == (1000, "right")
    for points in (-1, 1001):
        with pytest.raises(PointsOutOfRange):
            mark_by_hand(answer=row, points=points, comment="", by=teacher, now=NOON)
    with pytest.raises(NotForHands):
        mark_by_hand(
            answer=attempt.answers.get(position=1), points=0, comment="", by=teacher, now=NOON
        )


def test_marking_refuses_levels_that_do_not_fit_and_other_forms(assignment, student, teacher):
    attempt = sit(assignment, student, [None, None, {"text": "esai"}])

    with pytest.raises(InvalidLevels):
        mark_essay(
            answer=attempt.answers.get(position=3),
            levels={"konsep": 4},
            comment="",
            by=teacher,
            now=NOON,
        )
    with pytest.raises(NotForHands):
        mark_essay(
            answer=attempt.answers.get(position=1), levels=LEVELS, comment="", by=teacher, now=NOON
        )


def test_marking_an_attempt_that_is_still_open_is_refused(assignment, student, teacher):
    attempt = start(assignment=assignment, student=student, now=NOON)

    with pytest.raises(NotHandedIn):
        mark_essay(
            answer=attempt.answers.get(position=3), levels=LEVELS, comment="", by=teacher, now=NOON
        )


# --- What shows when ---------------------------------------------------------------------------


def test_nothing_shows_of_an_open_attempt(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)

    assert visible_now(attempt, now=NOON + 999 * DAY) == NOTHING


def test_key_shows_when_the_last_class_exception_and_open_attempt_has_ended(
    assignment, student, classmate, other_teacher, other_classroom
):
    other_course = factories.make_course(classroom=other_classroom, teacher=other_teacher)
    late_class = factories.assign_quiz(
        quiz=assignment.quiz, course=other_course, by=other_teacher, now=NOON + DAY
    )
    QuizAssignment.objects.filter(pk=late_class.pk).update(batch=assignment.batch)
    AssignmentStudent.objects.create(
        assignment=assignment, student=classmate, closes_at=NOON + 6 * DAY
    )
    attempt = sit(assignment, student, [])
    held_back = Visible(score=True, correctness=True, key=False)

    assert visible_now(attempt, now=NOON + 3 * DAY + HOUR) == held_back  # own class has closed
    assert visible_now(attempt, now=NOON + 4 * DAY + HOUR) == held_back  # the other class too
    assert visible_now(attempt, now=NOON + 6 * DAY) == held_back  # a late click may still count
    assert visible_now(attempt, now=NOON + 6 * DAY + grace()) == ALL

    sitting = start(assignment=assignment, student=classmate, now=NOON)
    sitting.deadline = NOON + 8 * DAY
    sitting.save()
    assert visible_now(attempt, now=NOON + 7 * DAY) == held_back  # somebody was granted minutes


def test_what_shows_is_found_in_one_query_for_many_assignments(
    assignment, course, teacher, django_assert_num_queries
):
    others = [
        factories.assign_quiz(quiz=assignment.quiz, course=course, by=teacher, now=NOON)
        for _ in range(2)
    ]

    with django_assert_num_queries(1):
        visible = visible_of([assignment, *others], now=NOON + 30 * DAY)

    assert list(visible.values()) == [ALL] * 3
