"""Before the policy allows it, nothing that a student receives holds a key, score or explanation.

Words that stand nowhere else are planted in everything that must not leave.
"""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from quizzes.attempts import start, submit
from quizzes.marking import mark_essay
from quizzes.models import Attempt, QuizAssignment
from quizzes.results import visible_now
from quizzes.saving import Change, answer_to_save, save_answer
from tests import factories

KEY, ALSO, WHY, SAMPLE = "KUNCIRAHASIA", "TERIMAJUGA", "SEBABNYA", "CONTOHJAWAB"
RUBRIC, COMMENT = "RUBRIKRAHASIA", "KOMENTARGURU"
PLANTED = {KEY, ALSO, WHY, SAMPLE, RUBRIC, COMMENT}
POINTS = 7321  # thousandths: an odd number, so that "7,321" can come from nowhere else

SHORT = {
    "fields": [{"id": "f1", "label": "", "accepted": [KEY, ALSO]}],
    "any_order": False,
    "wildcard": False,
    "near_match": True,
    "credit": "all_or_nothing",
}
ESSAY = {
    "criteria": [
        {
            "id": "k",
            "title": "Isi",
            "weight": 1,
            "levels": [{"score": 1, "text": RUBRIC}, {"score": 0, "text": "kosong"}],
        }
    ],
    "min_words": 0,
    "max_characters": 5000,
    "sample": SAMPLE,
}


@pytest.fixture
def assignment(course, teacher):
    lesson = factories.make_lesson()
    quiz = factories.make_quiz(lesson=lesson, forms=())
    objective = factories.make_objective(unit=lesson.unit, code="1.9")
    for order, (form, body) in enumerate([("short_answer", SHORT), ("essay", ESSAY)], start=1):
        version = factories.make_question(
            objective=objective, form=form, body=body, explanation=WHY
        )
        quiz.slots.create(order=order, question=version.question, points=POINTS)
    return factories.assign_quiz(
        quiz=quiz,
        course=course,
        by=teacher,
        score_from="closed",
        correctness_from="closed",
        key_from="closed",
    )


@pytest.fixture
def attempt(assignment, student):
    attempt = start(assignment=assignment, student=student, now=timezone.now())
    for position, response in enumerate([{"fields": {"f1": "meleset"}}, {"text": "esai"}], start=1):
        row = answer_to_save(attempt_id=attempt.pk, position=position, student=student)
        save_answer(answer=row, change=Change(response, 0), now=timezone.now())
    return attempt


def hand_in_and_mark(attempt, teacher) -> None:
    submit(attempt=attempt, now=timezone.now())
    essay = attempt.answers.get(position=2)
    mark_essay(answer=essay, levels={"k": 1}, comment=COMMENT, by=teacher, now=timezone.now())


def everything_sent_to(client, assignment, attempt) -> str:
    """Ask every address of quizzes as this student, in every way, and keep all that comes."""
    received = []
    numbers = {
        "pk": attempt.pk,
        "position": 1,
        "code": assignment.quiz.code,
        "token": assignment.batch,
    }
    for pattern in get_resolver("quizzes.urls").url_patterns:
        arguments = {name: numbers[name] for name in pattern.pattern.converters}
        paths = {reverse(f"quizzes:{pattern.name}", kwargs=arguments)}
        if "pk" in arguments:
            paths.add(reverse(f"quizzes:{pattern.name}", kwargs=arguments | {"pk": assignment.pk}))
        for path in paths:
            received.append(client.get(path))
            received.append(client.get(path, headers={"accept": "application/json"}))
            if pattern.name in ("answer-save", "attempt-detail", "attempt-start"):
                received.append(client.post(path, {"field-f1": "lain", "revision": "0"}))
    received += [client.get("/"), client.get("/tugas/"), client.get("/nilai/")]
    return "\n".join(f"{response.headers}\n{response.content.decode()}" for response in received)


def leaked(text: str) -> set[str]:
    return {word for word in PLANTED if word in text}


def test_nothing_leaks_while_the_attempt_is_open(sign_in, student, assignment, attempt):
    text = everything_sent_to(sign_in(student), assignment, attempt)

    assert "meleset" in text  # the student's own answer is there
    assert leaked(text) == set()


@pytest.mark.parametrize("moment", ["closed", "released", "never"])
def test_nothing_leaks_after_handing_in_before_the_policy_allows(
    sign_in, student, teacher, assignment, attempt, moment
):
    hand_in_and_mark(attempt, teacher)
    QuizAssignment.objects.filter(pk=assignment.pk).update(
        score_from=moment, correctness_from=moment, key_from=moment
    )

    text = everything_sent_to(sign_in(student), assignment, attempt)

    assert "meleset" in text
    assert leaked(text) == set()
    assert "7,321 dari" not in text
    assert "state-danger" not in text
    assert "told-wrong" not in text


def test_score_alone_shows_no_right_or_wrong(sign_in, student, teacher, assignment, attempt):
    hand_in_and_mark(attempt, teacher)
    QuizAssignment.objects.filter(pk=assignment.pk).update(score_from="submitted")

    text = everything_sent_to(sign_in(student), assignment, attempt)

    assert "7,321" in text
    assert leaked(text) == set()
    assert "told-wrong" not in text


def test_right_and_wrong_show_no_key(sign_in, student, teacher, assignment, attempt):
    hand_in_and_mark(attempt, teacher)
    QuizAssignment.objects.filter(pk=assignment.pk).update(
        score_from="submitted", correctness_from="submitted"
    )

    text = everything_sent_to(sign_in(student), assignment, attempt)

    assert "told-wrong" in text
    assert leaked(text) == {RUBRIC, COMMENT}  # the mark of an essay is its level, with its words


def test_everything_shows_once_the_policy_allows(sign_in, student, teacher, assignment, attempt):
    hand_in_and_mark(attempt, teacher)
    QuizAssignment.objects.filter(pk=assignment.pk).update(
        opens_at=timezone.now() - timedelta(days=3),
        due_at=timezone.now() - timedelta(days=2),
        closes_at=timezone.now() - timedelta(days=1),
    )

    text = everything_sent_to(sign_in(student), assignment, attempt)

    # A second accepted spelling is the machine's business; the first is the right answer.
    assert leaked(text) == PLANTED - {ALSO}


def test_result_of_one_student_never_reaches_a_classmate(
    sign_in, classmate, teacher, assignment, attempt
):
    hand_in_and_mark(attempt, teacher)
    QuizAssignment.objects.filter(pk=assignment.pk).update(
        score_from="submitted", correctness_from="submitted", key_from="submitted"
    )

    text = everything_sent_to(sign_in(classmate), assignment, attempt)

    assert leaked(text) == set()
    assert "meleset" not in text


def test_second_attempt_in_work_shows_nothing_though_the_first_does(
    assignment, student, teacher, attempt
):
    hand_in_and_mark(attempt, teacher)
    second = start(assignment=assignment, student=student, now=timezone.now())

    assert not visible_now(second, now=assignment.closes_at + timedelta(days=9)).score
    assert Attempt.objects.count() == 2
