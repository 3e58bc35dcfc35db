from datetime import UTC, datetime, timedelta

import pytest

from quizzes.attempts import grace, start, submit
from quizzes.errors import AttemptClosed, Conflict, TooLate
from quizzes.items import InvalidResponse
from quizzes.models import Answer, LateAnswer
from quizzes.saving import Change, answer_to_save, read_fields, save_answer, save_together
from tests import factories

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
A, B = {"option": "a"}, {"option": "b"}


@pytest.fixture
def attempt(course, teacher, student):
    quiz = factories.make_quiz(forms=("single_choice", "essay"))
    assignment = factories.assign_quiz(quiz=quiz, course=course, by=teacher, now=NOON)
    return start(assignment=assignment, student=student, now=NOON)


def row(attempt, position=1) -> Answer:
    return answer_to_save(attempt_id=attempt.pk, position=position, student=attempt.student)


def test_save_stores_the_answer_and_gives_its_receipt(attempt):
    receipt = save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)

    stored = row(attempt)
    assert (stored.response, stored.revision, stored.saved_at) == (A, 1, NOON)
    assert (receipt.saved_at, receipt.revision) == (NOON, 1)


def test_save_takes_one_select_and_one_update_and_no_transaction(
    attempt, django_assert_num_queries
):
    with django_assert_num_queries(2) as queries:
        save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)

    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "UPDATE"]


def test_equal_repeat_gets_the_same_receipt(attempt):
    first = save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)

    again = save_answer(answer=row(attempt), change=Change(A, 0), now=NOON + SECOND)

    assert again == first


def test_equal_repeat_gets_its_receipt_even_after_handing_in(attempt):
    first = save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)
    submit(attempt=attempt, now=NOON)

    assert save_answer(answer=row(attempt), change=Change(A, 0), now=NOON + SECOND) == first


def test_older_revision_with_another_answer_is_a_conflict_that_changes_nothing(attempt):
    save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)

    with pytest.raises(Conflict) as conflict:
        save_answer(answer=row(attempt), change=Change(B, 0), now=NOON + SECOND)

    assert (conflict.value.answer.response, conflict.value.answer.revision) == (A, 1)
    assert row(attempt).response == A


def test_revision_from_the_future_is_a_conflict(attempt):
    with pytest.raises(Conflict):
        save_answer(answer=row(attempt), change=Change(B, 7), now=NOON)


def test_save_that_loses_the_race_after_reading_is_a_conflict(attempt):
    stale = row(attempt)
    save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)

    with pytest.raises(Conflict) as conflict:
        save_answer(answer=stale, change=Change(B, 0), now=NOON)

    assert conflict.value.answer.response == A


def test_save_that_loses_the_race_against_handing_in_is_refused(attempt):
    stale = row(attempt)
    submit(attempt=attempt, now=NOON)

    with pytest.raises(AttemptClosed):
        save_answer(answer=stale, change=Change(B, 0), now=NOON)

    assert row(attempt).response is None


def test_save_after_handing_in_is_refused(attempt):
    submit(attempt=attempt, now=NOON)

    with pytest.raises(AttemptClosed):
        save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)


def test_save_within_the_grace_counts(attempt):
    save_answer(answer=row(attempt), change=Change(A, 0), now=attempt.deadline + grace())

    assert row(attempt).response == A


def test_save_after_the_grace_is_kept_beside_and_never_over_the_punctual_one(attempt):
    save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)
    late = attempt.deadline + grace() + SECOND

    for _ in range(2):  # an equal repeat is kept once
        with pytest.raises(TooLate):
            save_answer(answer=row(attempt), change=Change(B, 1), now=late)

    assert row(attempt).response == A
    kept = LateAnswer.objects.get()
    assert (kept.response, kept.received_at) == (B, late)


def test_late_answer_is_kept_also_after_the_clock_has_closed(attempt):
    late = attempt.deadline + grace() + SECOND
    submit(attempt=attempt, now=late)

    with pytest.raises(TooLate):
        save_answer(answer=row(attempt), change=Change(B, 0), now=late)


def test_late_answer_of_who_handed_in_is_refused(attempt):
    submit(attempt=attempt, now=NOON)

    with pytest.raises(AttemptClosed):
        save_answer(answer=row(attempt), change=Change(B, 0), now=attempt.deadline + 99 * SECOND)


def test_answer_of_somebody_else_is_not_found(attempt, classmate):
    with pytest.raises(Answer.DoesNotExist):
        answer_to_save(attempt_id=attempt.pk, position=1, student=classmate)


def test_blank_answer_takes_an_answer_back(attempt):
    save_answer(answer=row(attempt), change=Change(A, 0), now=NOON)

    save_answer(answer=row(attempt), change=Change(None, 1), now=NOON)

    assert (row(attempt).response, row(attempt).revision) == (None, 2)


def test_fields_that_the_item_cannot_have_sent_are_refused(attempt):
    assert read_fields(row(attempt), {"option": ["b"]}) == B
    with pytest.raises(InvalidResponse):
        read_fields(row(attempt), {"option": ["z"]})


def test_saving_together_holds_up_no_answer_for_another(attempt):
    save_answer(answer=row(attempt, 1), change=Change(A, 0), now=NOON)
    answers = {1: row(attempt, 1), 2: row(attempt, 2)}

    result = save_together(
        answers=answers, changes={1: Change(B, 0), 2: Change({"text": "x"}, 0)}, now=NOON
    )

    assert result.conflicts == {1: B}
    assert list(result.saved) == [2]
    assert row(attempt, 1).response == A
