import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from quizzes.attempts import start, submit
from quizzes.models import Answer
from tests import factories

LIST = reverse("quizzes:marking-list")
LEVELS = {"level-konsep": "4", "level-bukti": "2"}


def page(task, position):
    return reverse("quizzes:marking-item", args=[task.pk, position])


def hand_in(task, student, *, essay="Karena saling membutuhkan.", short=""):
    """Start, answer and hand in as this student."""
    attempt = start(assignment=task, student=student, now=timezone.now())
    for answer in attempt.answers.select_related("version"):
        if answer.version.form == "essay" and essay:
            answer.response = {"text": essay}
        elif answer.version.form == "short_answer" and short:
            answer.response = {"fields": {"f1": short}}
        answer.save()
    return submit(attempt=attempt, now=timezone.now())


def only_answer(attempt, form):
    return attempt.answers.get(version__form=form)


@pytest.fixture
def task(course, teacher):
    quiz = factories.make_quiz(forms=("single_choice", "essay", "short_answer"))
    return factories.assign_quiz(quiz=quiz, course=course, by=teacher, shuffle_items=True)


def test_list_counts_what_waits_the_oldest_first(
    sign_in, teacher, course, task, student, classmate
):
    second = factories.assign_quiz(
        quiz=factories.make_quiz(forms=("essay",)), course=course, by=teacher
    )
    hand_in(second, student)
    hand_in(task, student)
    hand_in(task, classmate, short="interdependesi")

    items = sign_in(teacher).get(LIST).context["items"]

    assert [(i.assignment.pk, i.pin.position, i.waiting) for i in items] == [
        (second.pk, 1, 1),
        (task.pk, 2, 2),
        (task.pk, 3, 1),
    ]


def test_list_narrows_to_one_task(sign_in, teacher, course, task, student):
    second = factories.assign_quiz(
        quiz=factories.make_quiz(forms=("essay",)), course=course, by=teacher
    )
    for each in (task, second):
        hand_in(each, student)

    response = sign_in(teacher).get(LIST, {"tugas": second.pk})

    assert [item.assignment.pk for item in response.context["items"]] == [second.pk]


def test_list_leaves_out_other_courses_open_attempts_and_blank_essays(
    sign_in, teacher, other_teacher, other_course, task, student, classmate
):
    foreign = factories.assign_quiz(
        quiz=factories.make_quiz(forms=("essay",)), course=other_course, by=other_teacher
    )
    hand_in(foreign, student)
    start(assignment=task, student=student, now=timezone.now())
    hand_in(task, classmate, essay="")

    response = sign_in(teacher).get(LIST)

    assert response.context["items"] == []
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("students", [1, 3])
def test_list_costs_the_same_for_any_number(
    sign_in, school, classroom, teacher, course, students, django_assert_num_queries
):
    for _ in range(students):
        task = factories.assign_quiz(
            quiz=factories.make_quiz(forms=("essay",)), course=course, by=teacher
        )
        hand_in(task, factories.make_student(school=school, classroom=classroom))
    client = sign_in(teacher)

    with django_assert_num_queries(6):
        client.get(LIST)


@pytest.mark.parametrize("students", [1, 3])
def test_item_costs_the_same_for_any_number(
    sign_in, school, classroom, teacher, task, students, django_assert_num_queries
):
    for _ in range(students):
        hand_in(task, factories.make_student(school=school, classroom=classroom))
    client = sign_in(teacher)

    with django_assert_num_queries(5):
        client.get(page(task, 2))


def test_item_shows_the_first_that_waits_and_the_way_through(
    sign_in, teacher, task, student, classmate
):
    first = only_answer(hand_in(task, classmate), "essay")
    second = only_answer(hand_in(task, student, essay="Jawaban Rina"), "essay")
    client = sign_in(teacher)

    start_page = client.get(page(task, 2)).context
    next_page = client.get(page(task, 2), {"jawaban": second.pk})

    assert (start_page["answer"], start_page["after"]) == (first, second)
    assert (start_page["number"], start_page["total"], start_page["unmarked"]) == (1, 2, 2)
    assert next_page.context["before"] == first
    assert "Jawaban Rina" in next_page.content.decode()


def test_item_marks_by_rubric_and_goes_on_to_the_next(sign_in, teacher, task, student, classmate):
    first = only_answer(hand_in(task, classmate), "essay")
    second = only_answer(hand_in(task, student), "essay")
    client = sign_in(teacher)

    response = client.post(
        page(task, 2), LEVELS | {"jawaban": first.pk, "dilihat": "", "comment": "Bagus."}
    )
    last = client.post(page(task, 2), LEVELS | {"jawaban": second.pk, "dilihat": ""})

    first.refresh_from_db()
    assert (first.points, first.comment, first.marked_by) == (800, "Bagus.", teacher)
    assert first.rubric_levels == {"konsep": 4, "bukti": 2}
    assert response.url == f"{page(task, 2)}?jawaban={second.pk}"
    assert last.url == LIST


@pytest.mark.parametrize(
    "fault",
    [{"level-bukti": ""}, {"level-konsep": "9"}, {"level-konsep": "x"}, {"comment": "a" * 2001}],
)
def test_item_refuses_an_unfinished_rubric(sign_in, teacher, task, student, fault):
    answer = only_answer(hand_in(task, student), "essay")

    response = sign_in(teacher).post(page(task, 2), LEVELS | {"jawaban": answer.pk} | fault)

    answer.refresh_from_db()
    assert (response.status_code, answer.points) == (422, None)


def test_item_can_be_marked_again_and_the_record_keeps_both(sign_in, teacher, task, student):
    answer = only_answer(hand_in(task, student), "essay")
    client = sign_in(teacher)
    client.post(page(task, 2), LEVELS | {"jawaban": answer.pk, "dilihat": ""})
    again = client.get(page(task, 2), {"jawaban": answer.pk})

    client.post(
        page(task, 2),
        {"level-konsep": "0", "level-bukti": "0", "jawaban": answer.pk}
        | {"dilihat": again.context["seen"]},
    )

    answer.refresh_from_db()
    assert answer.points == 0
    marks = AuditEntry.objects.filter(action="answer.mark").order_by("pk")
    assert [entry.details["after"]["points"] for entry in marks] == [800, 0]


def test_item_does_not_overwrite_what_a_colleague_marked_meanwhile(
    sign_in, teacher, other_teacher, course, task, student
):
    course.teachings.create(teacher=other_teacher, starts="2020-01-01")
    answer = only_answer(hand_in(task, student), "essay")
    sign_in(other_teacher).post(page(task, 2), LEVELS | {"jawaban": answer.pk, "dilihat": ""})
    mine = {"level-konsep": "0", "level-bukti": "0", "jawaban": answer.pk, "comment": "Milikku"}
    client = sign_in(teacher)

    warned = client.post(page(task, 2), mine | {"dilihat": ""})
    answer.refresh_from_db()
    kept = (answer.points, answer.marked_by)
    client.post(page(task, 2), mine | {"dilihat": warned.context["seen"]})

    answer.refresh_from_db()
    text = warned.content.decode()
    assert kept == (800, other_teacher)
    assert other_teacher.name in text
    assert "Milikku" in text
    assert (answer.points, answer.marked_by) == (0, teacher)


@pytest.mark.parametrize(("verdict", "points"), [("terima", 1000), ("tolak", 0)])
def test_near_match_is_accepted_or_refused(sign_in, teacher, task, student, verdict, points):
    answer = only_answer(hand_in(task, student, short="interdependesi"), "short_answer")
    client = sign_in(teacher)
    worth = client.get(page(task, 3)).context["worth"]

    client.post(page(task, 3), {"jawaban": answer.pk, "dilihat": "", "putusan": verdict})

    answer.refresh_from_db()
    assert (worth.accepted, worth.refused) == (1000, 0)
    assert (answer.points, answer.marked_by) == (points, teacher)


def test_near_match_without_a_decision_stays_open(sign_in, teacher, task, student):
    answer = only_answer(hand_in(task, student, short="interdependesi"), "short_answer")

    response = sign_in(teacher).post(page(task, 3), {"jawaban": answer.pk, "dilihat": ""})

    answer.refresh_from_db()
    assert (response.status_code, answer.points) == (422, None)


def test_near_match_of_two_fields_gives_its_share(sign_in, teacher, course, student):
    body = {
        "fields": [
            {"id": "f1", "label": "Satu", "accepted": ["interdependensi"]},
            {"id": "f2", "label": "Dua", "accepted": ["kedaulatan"]},
        ],
        "any_order": True,
        "wildcard": False,
        "near_match": True,
        "credit": "per_part",
    }
    quiz = factories.make_quiz(forms=("short_answer",))
    quiz.slots.get().question.versions.update(body=body)
    task = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    attempt = start(assignment=task, student=student, now=timezone.now())
    attempt.answers.update(response={"fields": {"f1": "kedaulatan", "f2": "interdependesi"}})
    submit(attempt=attempt, now=timezone.now())

    worth = sign_in(teacher).get(page(task, 1)).context["worth"]

    assert (worth.accepted, worth.refused) == (1000, 500)


def test_item_escapes_what_students_write(sign_in, teacher, task, student):
    hand_in(task, student, essay="<script>alert(1)</script> **tebal**")

    text = sign_in(teacher).get(page(task, 2)).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; **tebal**" in text
    assert not re.search(r"<script>", text)


def test_item_without_answers_says_so(sign_in, teacher, task):
    response = sign_in(teacher).get(page(task, 2))

    assert response.status_code == 200
    assert response.context["answer"] is None


def test_item_knows_no_other_places_and_no_answers_of_others(
    sign_in, teacher, other_teacher, other_course, task, student
):
    foreign_task = factories.assign_quiz(
        quiz=factories.make_quiz(forms=("essay",)), course=other_course, by=other_teacher
    )
    foreign = only_answer(hand_in(foreign_task, student), "essay")
    hand_in(task, student)
    client = sign_in(teacher)

    assert client.get(page(task, 9)).status_code == 404
    assert client.get(page(task, 2), {"jawaban": foreign.pk}).status_code == 404
    assert client.get(page(foreign_task, 1)).status_code == 404
    tampered = client.post(page(task, 2), LEVELS | {"jawaban": foreign.pk, "dilihat": ""})
    assert tampered.status_code == 404
    assert Answer.objects.get(pk=foreign.pk).points is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("other_teacher", 404), ("student", 403), ("operator", 403), ("editor", 403)],
)
def test_item_is_for_the_teachers_of_the_course(sign_in, request, task, who, status):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(page(task, 2)).status_code == status
    assert client.post(page(task, 2), LEVELS).status_code == status
