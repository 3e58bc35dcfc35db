from datetime import UTC, datetime, timedelta
from fractions import Fraction
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from classrooms.models import AssignmentStudent
from quizzes.attempts import (
    attempts_left,
    close_overdue,
    grace,
    move_deadlines,
    own_dates,
    start,
    submit,
)
from quizzes.deadlines import deadline_for
from quizzes.errors import AlreadyClosed, NoAttemptsLeft, NotGiven, NotOpenYet
from quizzes.items import Form
from quizzes.models import Answer, Attempt, QuestionVersion, Stimulus
from quizzes.saving import Change, answer_to_save, save_answer
from quizzes.shuffling import shuffled, shuffled_together
from tests import factories

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
ALL_FORMS = tuple(form.value for form in Form)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def assignment(course, teacher):
    quiz = factories.make_quiz(forms=("single_choice", "multiple_response", "essay"))
    return factories.assign_quiz(quiz=quiz, course=course, by=teacher, now=NOON)


# --- Deadlines: plain arithmetic ---------------------------------------------------------------


def test_deadline_without_limit_is_the_closing_plus_what_was_granted():
    deadline = deadline_for(
        started_at=NOON,
        closes_at=NOON + DAY,
        limit_minutes=None,
        factor=Fraction(3, 2),
        granted_minutes=7,
    )

    assert deadline == NOON + DAY + timedelta(minutes=7)


@pytest.mark.parametrize(
    ("started", "limit", "percent", "granted", "expected"),
    [
        (0, 30, 100, 0, 30),
        (0, 30, 150, 0, 45),
        (0, 30, 125, 5, 42.5),
        (50, 30, 100, 0, 60),  # closing cuts it short
        (50, 30, 150, 0, 75),  # ... but the extra quarter of an hour stays
        (50, 30, 150, 5, 80),
        (60, 20, 133, 0, 66.6),
    ],
)
def test_deadline_follows_limit_factor_closing_and_grant(
    started, limit, percent, granted, expected
):
    deadline = deadline_for(
        started_at=NOON + timedelta(minutes=started),
        closes_at=NOON + HOUR,
        limit_minutes=limit,
        factor=Fraction(percent, 100),
        granted_minutes=granted,
    )

    assert deadline == NOON + timedelta(minutes=expected)


@given(
    before_closing=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)),
    limit=st.integers(1, 600),
    percent=st.integers(100, 300),
    granted=st.integers(0, 600),
)
def test_deadline_is_never_later_than_the_limit_or_the_closing_allow(
    before_closing, limit, percent, granted
):
    factor = Fraction(percent, 100)
    closes_at = NOON + before_closing

    deadline = deadline_for(
        started_at=NOON,
        closes_at=closes_at,
        limit_minutes=limit,
        factor=factor,
        granted_minutes=granted,
    )

    allowed = timedelta(minutes=float(limit * factor) + granted)
    extra = timedelta(minutes=float(limit * (factor - 1)) + granted)
    rounding = timedelta(microseconds=1)
    assert deadline <= NOON + allowed + rounding
    assert deadline <= closes_at + extra + rounding
    assert deadline >= NOON


@given(limit=st.integers(1, 600), granted=st.integers(0, 60))
def test_deadline_with_factor_one_is_exactly_the_limit(limit, granted):
    deadline = deadline_for(
        started_at=NOON,
        closes_at=NOON + timedelta(days=30),
        limit_minutes=limit,
        factor=Fraction(1),
        granted_minutes=granted,
    )

    assert deadline == NOON + timedelta(minutes=limit + granted)


# --- Orders ------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=20), st.text())
def test_shuffling_keeps_items_of_one_stimulus_together_and_in_order(groups, seed):
    things = list(range(len(groups)))

    order = shuffled_together(things, groups, seed=seed)

    assert sorted(order) == things
    for group in {"a", "b", "c"}:
        places = [order.index(thing) for thing in things if groups[thing] == group]
        assert places == list(range(places[0], places[0] + len(places))) if places else True


def test_shuffling_is_the_same_for_the_same_seed_and_differs_between_seeds():
    things = list(range(12))

    assert shuffled(things, seed="1") == shuffled(things, seed="1")
    assert len({tuple(shuffled(things, seed=str(seed))) for seed in range(20)}) > 15


# --- Starting ----------------------------------------------------------------------------------


def test_start_writes_one_row_per_item_with_version_and_points(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)

    pins = [(pin.position, pin.version_id, pin.points) for pin in assignment.pinned_items.all()]
    rows = attempt.answers.values_list("position", "version", "points_possible")
    assert list(rows) == pins
    assert attempt.number == 1
    assert attempt.deadline == assignment.closes_at


def test_start_twice_gives_the_same_attempt(assignment, student):
    first = start(assignment=assignment, student=student, now=NOON)
    second = start(assignment=assignment, student=student, now=NOON + HOUR)

    assert first == second
    assert Answer.objects.count() == 3


def test_start_pins_the_version_of_the_assignment_not_the_current_one(assignment, student):
    pin = assignment.pinned_items.first()
    old = pin.version
    QuestionVersion.objects.filter(pk=old.pk).update(is_current=False)
    QuestionVersion.objects.create(
        question=old.question, number=2, form=old.form, stem="Baru", body=old.body, explanation="x"
    )

    attempt = start(assignment=assignment, student=student, now=NOON)

    assert attempt.answers.get(position=1).version == old


def test_start_refuses_before_opening_and_after_closing(assignment, student):
    with pytest.raises(NotOpenYet):
        start(assignment=assignment, student=student, now=assignment.opens_at - HOUR)
    with pytest.raises(AlreadyClosed):
        start(assignment=assignment, student=student, now=assignment.closes_at)


def test_start_late_is_allowed_until_closing(assignment, student):
    late = assignment.due_at + HOUR

    assert start(assignment=assignment, student=student, now=late).is_open


def test_start_refuses_who_was_not_given_it(assignment, other_student):
    with pytest.raises(NotGiven):
        start(assignment=assignment, student=other_student, now=NOON)


def test_start_refuses_who_is_excused_or_not_chosen(assignment, student, classmate):
    AssignmentStudent.objects.create(assignment=assignment, student=student, is_excused=True)
    with pytest.raises(NotGiven):
        start(assignment=assignment, student=student, now=NOON)

    assignment.only_chosen = True
    assignment.save()
    with pytest.raises(NotGiven):
        start(assignment=assignment, student=classmate, now=NOON)


def test_start_refuses_when_no_attempts_are_left(assignment, student):
    assignment.attempts_allowed = 1
    assignment.save()
    submit(attempt=start(assignment=assignment, student=student, now=NOON), now=NOON)

    with pytest.raises(NoAttemptsLeft):
        start(assignment=assignment, student=student, now=NOON)


def test_start_again_numbers_the_next_attempt(assignment, student):
    submit(attempt=start(assignment=assignment, student=student, now=NOON), now=NOON)

    assert start(assignment=assignment, student=student, now=NOON + HOUR).number == 2


def test_start_follows_the_students_own_dates_and_extra_time(assignment, student):
    closes_at = assignment.closes_at + DAY
    AssignmentStudent.objects.create(assignment=assignment, student=student, closes_at=closes_at)
    assignment.time_limit_minutes = 40
    assignment.save()
    student.time_factor_percent = 150
    student.save()
    now = closes_at - timedelta(minutes=10)

    attempt = start(assignment=assignment, student=student, now=now)

    assert own_dates(assignment=assignment, student=student).closes_at == closes_at
    assert attempt.deadline == closes_at + timedelta(minutes=20)


def test_start_shuffles_reproducibly_and_keeps_a_stimulus_together(course, teacher, student):
    quiz = factories.make_quiz(forms=("multiple_response",) * 8)
    stimulus = Stimulus.objects.create(code="s", title="Bacaan", body="Isi")
    QuestionVersion.objects.filter(
        pk__in=list(QuestionVersion.objects.values_list("pk", flat=True)[2:5])
    ).update(stimulus=stimulus)
    assignment = factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, now=NOON, shuffle_items=True, shuffle_options=True
    )

    attempt = start(assignment=assignment, student=student, now=NOON)

    rows = list(attempt.answers.select_related("version"))
    places = [row.position for row in rows if row.version.stimulus_id]
    assert places == list(range(places[0], places[0] + 3))
    assert rows[0].order == shuffled(
        list("abcd"), seed=f"parts of {attempt.pk}, {rows[0].version_id}"
    )
    assert all(sorted(row.order) == list("abcd") for row in rows)


def test_attempts_left_counts_down_to_zero_or_has_no_end(assignment):
    assignment.attempts_allowed = 2
    assert [attempts_left(assignment, used) for used in (0, 1, 2, 3)] == [2, 1, 0, 0]
    assignment.attempts_allowed = None
    assert attempts_left(assignment, 99) is None


def test_one_open_attempt_is_a_constraint(assignment, student):
    start(assignment=assignment, student=student, now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            assignment=assignment, student=student, number=2, started_at=NOON, deadline=NOON
        )


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_the_same_moment_give_one_attempt(assignment, student):
    together, found = Barrier(2), []

    def begin() -> None:
        together.wait()
        try:
            found.append(start(assignment=assignment, student=student, now=NOON).pk)
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert len(set(found)) == 1
    assert Answer.objects.count() == 3


# --- Handing in --------------------------------------------------------------------------------


def answer(attempt: Attempt, position: int, response: object, now: datetime = NOON) -> None:
    row = answer_to_save(attempt_id=attempt.pk, position=position, student=attempt.student)
    save_answer(answer=row, change=Change(response, row.revision), now=now)


def test_submit_marks_what_a_machine_can_and_leaves_the_essay(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)
    answer(attempt, 1, {"option": "a"})
    answer(attempt, 2, {"options": ["a"]})
    answer(attempt, 3, {"text": "Menurut saya ..."})

    submit(attempt=attempt, now=NOON + HOUR)

    rows = attempt.answers.values_list("points", "verdict", "is_final")
    assert list(rows) == [(1000, "right", True), (500, "partly", True), (None, "pending", True)]
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.submitted_by) == (NOON + HOUR, "student")


def test_submit_gives_the_blank_nothing(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)

    submit(attempt=attempt, now=NOON)

    assert set(attempt.answers.values_list("points", "verdict")) == {(0, "omitted")}


def test_submit_twice_changes_nothing(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)
    stale = Attempt.objects.select_related("assignment").get()
    submit(attempt=attempt, now=NOON)

    submit(attempt=stale, now=NOON + HOUR)

    assert stale.submitted_at == NOON
    assert Attempt.objects.get().submitted_at == NOON


def test_overdue_attempt_is_closed_at_its_deadline_after_the_grace(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)
    edge = attempt.deadline + grace()

    assert close_overdue(assignment, now=edge) == 0
    assert close_overdue(assignment, now=edge + timedelta(seconds=1)) == 1

    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.submitted_by) == (attempt.deadline, "clock")


def test_looking_for_overdue_attempts_is_one_query(
    assignment, student, classmate, django_assert_num_queries
):
    start(assignment=assignment, student=student, now=NOON)
    start(assignment=assignment, student=classmate, now=NOON)

    with django_assert_num_queries(1):
        close_overdue(assignment, now=NOON)


def test_submitting_long_after_the_deadline_counts_as_closed_by_the_clock(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)

    submit(attempt=attempt, now=attempt.deadline + HOUR)

    assert (attempt.submitted_at, attempt.submitted_by) == (attempt.deadline, "clock")


def test_clock_leaves_an_attempt_whose_deadline_moved_meanwhile(assignment, student):
    attempt = start(assignment=assignment, student=student, now=NOON)
    later = attempt.deadline + HOUR
    Attempt.objects.update(deadline=later + HOUR)

    submit(attempt=attempt, now=later, by=Attempt.SubmittedBy.CLOCK)

    assert Attempt.objects.get().is_open
    assert attempt.is_open


def test_moving_deadlines_follows_the_assignment_and_own_dates(assignment, student, classmate):
    mine = start(assignment=assignment, student=student, now=NOON)
    other = start(assignment=assignment, student=classmate, now=NOON)
    own = assignment.closes_at + 5 * DAY
    AssignmentStudent.objects.create(assignment=assignment, student=student, closes_at=own)
    assignment.closes_at += DAY
    assignment.save()

    with transaction.atomic():
        assert move_deadlines(assignment=assignment) == 2

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.deadline, other.deadline) == (own, assignment.closes_at)


@pytest.mark.django_db(transaction=True)
def test_what_is_marked_is_what_is_stored_when_a_save_races_the_submission(
    assignment, student: User
):
    """Whichever comes first: a final answer has the mark of its stored response."""
    for option, points in (("a", 1000), ("b", 0)) * 4:
        attempt = start(assignment=assignment, student=student, now=NOON)
        together = Barrier(2)

        def save(attempt=attempt, option=option, together=together) -> None:
            together.wait()
            try:
                answer(attempt, 1, {"option": option})
            except Exception:  # noqa: S110 - refused because it came second
                pass
            finally:
                connection.close()

        thread = Thread(target=save)
        thread.start()
        together.wait()
        submit(attempt=attempt, now=NOON)
        thread.join()

        row = attempt.answers.get(position=1)
        assert row.is_final
        assert (row.response, row.points) in [({"option": option}, points), (None, 0)]
