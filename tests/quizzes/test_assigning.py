from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import AuditEntry
from classrooms.assignments import DatesRefused
from classrooms.models import Assignment
from quizzes.assigning import ClassRow, NotAssignable, assign, batches_of, copy
from quizzes.models import PinnedItem, QuestionVersion, QuizAssignment
from quizzes.presets import PRESETS, Preset
from tests import factories

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def row(course, **changes):
    dates = {"opens_at": NOW, "due_at": NOW + WEEK, "closes_at": NOW + WEEK} | changes
    return ClassRow(course=course, **dates)


@pytest.fixture
def second_course(other_classroom, teacher):
    return factories.make_course(classroom=other_classroom, teacher=teacher)


@pytest.fixture
def give(teacher):
    def given(**changes):
        return assign(
            **{
                "lesson": None,
                "quiz": None,
                "rows": [],
                "rules": PRESETS[Preset.FORMATIVE],
                "token": uuid4(),
                "by": teacher,
                "now": NOW,
            }
            | changes
        )

    return given


def test_assign_gives_lesson_and_quiz_to_each_class_in_two_batches(give, course, second_course):
    quiz = factories.make_quiz()
    token = uuid4()

    given = give(lesson=quiz.lesson, quiz=quiz, rows=[row(course), row(second_course)], token=token)

    lesson_batch, quiz_batch = batches_of(token)
    assert [(a.course, a.batch) for a in given] == [
        (course, lesson_batch),
        (course, quiz_batch),
        (second_course, lesson_batch),
        (second_course, quiz_batch),
    ]
    assert [a.title for a in given[:2]] == [quiz.lesson.title, "Kuis 1"]
    assert AuditEntry.objects.filter(action="assignment.give").count() == 4


def test_assign_pins_current_versions_and_points_in_order(give, course):
    quiz = factories.make_quiz(forms=("essay", "matrix"), points=2500)
    old = quiz.slots.first().question.versions.get()
    QuestionVersion.objects.filter(pk=old.pk).update(is_current=False)
    new = QuestionVersion.objects.create(
        question=old.question, number=2, form="essay", stem="Baru", body=old.body, explanation="x"
    )

    (given,) = give(quiz=quiz, rows=[row(course)])

    pinned = PinnedItem.objects.filter(assignment=given.pk)
    assert [(p.position, p.version.form, p.points) for p in pinned] == [
        (1, "essay", 2500),
        (2, "matrix", 2500),
    ]
    assert pinned[0].version == new


def test_assign_stores_the_rules_of_the_preset(give, course):
    (given,) = give(quiz=factories.make_quiz(), rows=[row(course)], rules=PRESETS[Preset.SUMMATIVE])

    stored = QuizAssignment.objects.get(pk=given.pk)
    assert (stored.preset, stored.attempts_allowed, stored.time_limit_minutes) == (
        "summative",
        1,
        60,
    )
    assert (stored.score_from, stored.shuffle_items) == ("released", True)


def test_assign_again_with_the_same_token_gives_what_it_gave(give, course):
    quiz = factories.make_quiz()
    token = uuid4()
    first = give(lesson=quiz.lesson, quiz=quiz, rows=[row(course)], token=token)

    second = give(lesson=quiz.lesson, quiz=quiz, rows=[row(course)], token=token)

    assert [a.pk for a in second] == [a.pk for a in first]
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    ("dates", "refusal"),
    [
        ({"due_at": NOW}, "Batas|due time"),
        ({"due_at": NOW - WEEK}, "Batas|due time"),
        ({"closes_at": NOW + WEEK - timedelta(minutes=1)}, "ditutup|before it is due"),
    ],
)
def test_assign_refuses_dates_that_run_backwards(give, course, dates, refusal):
    with pytest.raises(DatesRefused):
        give(quiz=factories.make_quiz(), rows=[row(course, **dates)])

    assert not Assignment.objects.exists()


def test_assign_refuses_a_quiz_without_questions(give, course):
    with pytest.raises(NotAssignable):
        give(quiz=factories.make_quiz(forms=()), rows=[row(course)])


@pytest.mark.parametrize("fault", ["draft", "archived", "no current version"])
def test_assign_refuses_a_question_that_cannot_be_given_and_creates_nothing(
    give, course, second_course, fault
):
    quiz = factories.make_quiz(forms=("single_choice", "essay", "matrix"))
    question = quiz.slots.all()[1].question
    if fault == "no current version":
        question.versions.update(is_current=False)
    else:
        question.status = fault
        question.save()

    with pytest.raises(NotAssignable, match=" 2 "):
        give(lesson=quiz.lesson, quiz=quiz, rows=[row(course), row(second_course)])

    assert not Assignment.objects.exists()


def test_assign_refuses_nothing_to_give_and_no_class(give, course):
    with pytest.raises(NotAssignable):
        give(rows=[row(course)])
    with pytest.raises(NotAssignable):
        give(quiz=factories.make_quiz())


def test_assign_to_chosen_students_names_them_in_their_own_class(
    give, course, second_course, student, classmate, other_student
):
    given = give(
        quiz=factories.make_quiz(),
        rows=[row(course), row(second_course)],
        only=[student, other_student],
    )

    assert [(a.only_chosen, [e.student for e in a.exceptions.all()]) for a in given] == [
        (True, [student]),
        (True, [other_student]),
    ]


def test_assign_refuses_a_chosen_student_of_another_class(give, course, student, other_student):
    with pytest.raises(NotAssignable, match="Made Sari"):
        give(quiz=factories.make_quiz(), rows=[row(course)], only=[student, other_student])


def test_assign_refuses_a_class_without_any_chosen_student(give, course, second_course, student):
    with pytest.raises(NotAssignable, match="XI-2"):
        give(quiz=factories.make_quiz(), rows=[row(course), row(second_course)], only=[student])


def test_copy_moves_every_date_and_keeps_the_rules(give, course, second_course, teacher):
    (given,) = give(
        quiz=factories.make_quiz(),
        rows=[row(course, closes_at=NOW + 2 * WEEK)],
        rules=PRESETS[Preset.SUMMATIVE].changed(time_limit_minutes=45),
        note="Bawa buku.",
    )

    (copied,) = copy(
        assignment=given, courses=[second_course], shift=WEEK, by=teacher, now=NOW + WEEK
    )

    copied.refresh_from_db()
    assert (copied.opens_at, copied.due_at, copied.closes_at) == (
        NOW + WEEK,
        NOW + 2 * WEEK,
        NOW + 3 * WEEK,
    )
    assert (copied.preset, copied.time_limit_minutes, copied.note) == ("custom", 45, "Bawa buku.")
    assert copied.pinned_items.count() == 2


def test_copy_takes_the_versions_of_today(give, course, second_course, teacher):
    quiz = factories.make_quiz(forms=("single_choice",))
    (given,) = give(quiz=quiz, rows=[row(course)])
    old = quiz.slots.get().question.versions.get()
    QuestionVersion.objects.filter(pk=old.pk).update(is_current=False)
    QuestionVersion.objects.create(
        question=old.question, number=2, form=old.form, stem="Baru", body=old.body, explanation="x"
    )

    (copied,) = copy(assignment=given, courses=[second_course], shift=WEEK, by=teacher, now=NOW)

    assert [p.version.number for p in copied.pinned_items.all()] == [2]
    assert [p.version.number for p in given.pinned_items.all()] == [1]


def test_copy_joins_the_batch_while_the_original_is_open(give, course, second_course, teacher):
    (given,) = give(quiz=factories.make_quiz(), rows=[row(course)])

    (early,) = copy(assignment=given, courses=[second_course], shift=WEEK, by=teacher, now=NOW)
    (late,) = copy(
        assignment=given, courses=[course], shift=5 * WEEK, by=teacher, now=NOW + 4 * WEEK
    )

    assert early.batch == given.batch
    assert late.batch != given.batch


def test_copy_twice_gives_the_first_one(give, course, second_course, teacher):
    (given,) = give(lesson=factories.make_lesson(), rows=[row(course)])
    copies = [
        copy(assignment=given, courses=[second_course], shift=WEEK, by=teacher, now=NOW)
        for _ in range(2)
    ]

    assert [a.pk for a in copies[0]] == [a.pk for a in copies[1]]
    assert Assignment.objects.count() == 2
