from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from classrooms.models import Assignment, AssignmentStudent
from lessons.models import LessonAssignment
from quizzes.assigning import copy
from quizzes.models import QuizAssignment
from quizzes.presets import PRESETS, RULE_FIELDS, Preset
from tests import factories

URL = reverse("quizzes:assign")


@pytest.fixture
def quiz(db):
    return factories.make_quiz()


@pytest.fixture
def second_course(other_classroom, teacher):
    return factories.make_course(classroom=other_classroom, teacher=teacher)


def rules_as_posted(rules):
    """What a browser sends for untouched rule fields, their first values included."""
    data = {}
    for name in RULE_FIELDS:
        value = getattr(rules, name)
        if isinstance(value, bool):
            data |= {name: "on"} if value else {}
            data[f"initial-{name}"] = str(value)
        else:
            data[name] = data[f"initial-{name}"] = "" if value is None else str(value)
    return data


def posted(*courses, opens="2026-11-23T08:00", due="2026-11-30T23:59", closes="", **changes):
    data = {
        "token": str(uuid4()),
        "lesson": "",
        "quiz": "",
        "preset": "formative",
        "note": "",
        **rules_as_posted(PRESETS[Preset.FORMATIVE]),
    }
    for course in courses:
        data |= {
            f"kelas-{course.pk}-is_chosen": "on",
            f"kelas-{course.pk}-opens_at": opens,
            f"kelas-{course.pk}-due_at": due,
            f"kelas-{course.pk}-closes_at": closes,
        }
    return data | changes


def test_assign_page_proposes_now_and_a_week_until_midnight(sign_in, teacher, course, quiz):
    page = sign_in(teacher).get(URL)

    (row,) = page.context["rows"]
    due = timezone.localtime(row.initial["due_at"])
    today = timezone.localdate()
    assert (due.date(), due.hour, due.minute) == (today + timedelta(days=7), 23, 59)
    assert row.is_ticked
    assert page.context["form"].initial["preset"] == "formative"


def test_assign_page_takes_lesson_quiz_and_class_from_the_address(
    sign_in, teacher, course, second_course, quiz
):
    page = sign_in(teacher).get(
        URL, {"pelajaran": quiz.lesson.code, "kuis": quiz.code, "kelas": second_course.pk}
    )

    form = page.context["form"]
    assert (form["lesson"].value(), form["quiz"].value()) == (quiz.lesson.code, quiz.code)
    assert [row.course for row in page.context["rows"] if row.is_ticked] == [second_course]


def test_assign_page_remembers_rules_and_classes_of_the_last_time(
    sign_in, teacher, course, second_course, quiz
):
    factories.assign_quiz(
        quiz=quiz, course=second_course, by=teacher, preset="practice", **_practice()
    )

    page = sign_in(teacher).get(URL)

    assert page.context["form"].initial["preset"] == "practice"
    assert [row.course for row in page.context["rows"] if row.is_ticked] == [second_course]
    (late,) = {row.initial["closes_at"] - row.initial["due_at"] for row in page.context["rows"]}
    assert late == timedelta(days=1)


def _practice():
    rules = PRESETS[Preset.PRACTICE]
    return {name: getattr(rules, name) for name in RULE_FIELDS}


def test_assign_gives_both_kinds_to_two_classes_with_their_own_dates(
    sign_in, teacher, course, second_course, quiz
):
    data = posted(course, second_course, lesson=quiz.lesson.code, quiz=quiz.code)
    data[f"kelas-{second_course.pk}-due_at"] = "2026-12-02T10:00"

    page = sign_in(teacher).post(URL, data, follow=True)

    jakarta = ZoneInfo("Asia/Jakarta")
    assert page.status_code == 200
    assert {(a.course, a.due_at) for a in Assignment.objects.all()} == {
        (course, datetime(2026, 11, 30, 23, 59, tzinfo=jakarta)),
        (second_course, datetime(2026, 12, 2, 10, 0, tzinfo=jakarta)),
    }
    assert (LessonAssignment.objects.count(), QuizAssignment.objects.count()) == (2, 2)


def test_assign_reads_times_on_the_clock_of_the_school(sign_in, quiz):
    papua = factories.make_school(code="papua", time_zone="Asia/Jayapura")
    teacher = factories.make_member(school=papua, role="teacher", name="Yosef")
    course = factories.make_course(
        classroom=factories.make_classroom(school=papua), teacher=teacher
    )

    sign_in(teacher).post(URL, posted(course, quiz=quiz.code))

    due = Assignment.objects.get().due_at
    assert due == datetime(2026, 11, 30, 23, 59, tzinfo=ZoneInfo("Asia/Jayapura"))
    assert due.utcoffset() == timedelta(0)
    assert due.hour == 14


def test_assign_brings_the_values_of_a_preset_chosen_without_javascript(
    sign_in, teacher, course, quiz
):
    sign_in(teacher).post(URL, posted(course, quiz=quiz.code, preset="summative"))

    given = QuizAssignment.objects.get()
    assert (given.preset, given.attempts_allowed, given.time_limit_minutes) == ("summative", 1, 60)
    assert given.key_from == "released"


def test_assign_keeps_what_was_typed_over_a_preset(sign_in, teacher, course, quiz):
    data = posted(course, quiz=quiz.code, preset="summative", time_limit_minutes="45")

    sign_in(teacher).post(URL, data)

    given = QuizAssignment.objects.get()
    assert (given.preset, given.attempts_allowed, given.time_limit_minutes) == ("custom", 1, 45)


def test_assign_twice_gives_once(sign_in, teacher, course, quiz):
    client = sign_in(teacher)
    data = posted(course, quiz=quiz.code)

    first = client.post(URL, data)
    second = client.post(URL, data)

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"due": "2026-11-23T07:00"},
        {"due": ""},
        {"due": "besok"},
        {"closes": "2026-11-30T20:00"},
        {"quiz": ""},
        {"quiz": "tidak-ada"},
        {"preset": "kilat"},
        {"attempts_allowed": "0"},
        {"key_from": "besok"},
        {"token": "bukan-uuid"},
        {"only": "999999"},
    ],
)
def test_assign_refuses_with_everything_typed_kept(sign_in, teacher, course, quiz, fault):
    data = posted(course, **({"quiz": quiz.code, "note": "Bawa kamus."} | fault))

    page = sign_in(teacher).post(URL, data)

    assert page.status_code == 422
    assert not Assignment.objects.exists()
    assert "Bawa kamus." in page.content.decode()


def test_assign_opens_the_details_when_the_error_stands_there(sign_in, teacher, course, quiz):
    client = sign_in(teacher)

    inside = client.post(URL, posted(course, quiz=quiz.code, attempts_allowed="0"))
    outside = client.post(URL, posted(course, quiz="", lesson=""))

    assert '<details class="more" open>' in inside.content.decode()
    assert '<details class="more" open>' not in outside.content.decode()


def test_assign_refuses_no_class_and_classes_of_others(
    sign_in, teacher, course, other_course, other_school, quiz
):
    stranger = factories.make_member(school=other_school, role="teacher")
    foreign = factories.make_course(
        classroom=factories.make_classroom(school=other_school), teacher=stranger
    )
    client = sign_in(teacher)
    for data in (
        posted(quiz=quiz.code),
        posted(other_course, quiz=quiz.code),
        posted(foreign, quiz=quiz.code),
    ):
        assert client.post(URL, data).status_code == 422

    assert not Assignment.objects.exists()


def test_assign_gives_nothing_to_a_foreign_class_beside_an_own_one(
    sign_in, teacher, course, other_course, quiz
):
    sign_in(teacher).post(URL, posted(course, other_course, quiz=quiz.code))

    assert [a.course for a in Assignment.objects.all()] == [course]


def test_assign_refuses_drafts_and_content_of_another_school(
    sign_in, teacher, course, other_school
):
    hidden = factories.make_quiz(school=other_school)
    draft = factories.make_quiz(status="draft")
    client = sign_in(teacher)

    for quiz in (hidden, draft):
        assert client.post(URL, posted(course, quiz=quiz.code)).status_code == 422
        assert quiz.code not in client.get(URL).content.decode()


def test_assign_says_which_question_is_missing(sign_in, teacher, course, quiz):
    slot = quiz.slots.order_by("order").last()
    slot.question.status = "draft"
    slot.question.save()

    page = sign_in(teacher).post(URL, posted(course, quiz=quiz.code))

    assert page.status_code == 422
    assert " 2 " in page.context["form"].non_field_errors()[0]


def test_assign_to_chosen_students_of_own_classes_only(
    sign_in, teacher, course, student, other_student, quiz
):
    client = sign_in(teacher)

    refused = client.post(URL, posted(course, quiz=quiz.code, only=[str(other_student.pk)]))
    client.post(URL, posted(course, quiz=quiz.code, only=[str(student.pk)]))

    assert refused.status_code == 422
    assert [e.student for e in AssignmentStudent.objects.all()] == [student]


def test_assign_done_offers_the_message_and_the_way_back(sign_in, teacher, course, quiz):
    data = posted(course, lesson=quiz.lesson.code, quiz=quiz.code)

    page = sign_in(teacher).post(URL, data, follow=True).content.decode()

    given = QuizAssignment.objects.get()
    assert "http://testserver" + reverse("quizzes:assignment-detail", args=[given.pk]) in page
    assert "http://testserver" + reverse("lessons:lesson-detail", args=[quiz.lesson.code]) in page
    assert reverse("quizzes:assign-undo", args=[data["token"]]) in page


def test_assign_undo_takes_everything_back(sign_in, teacher, course, second_course, quiz):
    data = posted(course, second_course, lesson=quiz.lesson.code, quiz=quiz.code)
    client = sign_in(teacher)
    client.post(URL, data)

    client.post(reverse("quizzes:assign-undo", args=[data["token"]]))

    assert not Assignment.objects.exists()


def test_assign_undo_leaves_later_copies_alone(sign_in, teacher, course, second_course, quiz):
    data = posted(course, quiz=quiz.code)
    client = sign_in(teacher)
    client.post(URL, data)
    given = QuizAssignment.objects.get()
    (copied,) = copy(
        assignment=given,
        courses=[second_course],
        shift=timedelta(days=1),
        by=teacher,
        now=timezone.now(),
    )

    client.post(reverse("quizzes:assign-undo", args=[data["token"]]))

    assert [a.pk for a in Assignment.objects.all()] == [copied.pk]


def test_assign_undo_takes_nothing_back_once_somebody_started(
    sign_in, teacher, course, student, quiz
):
    data = posted(course, lesson=quiz.lesson.code, quiz=quiz.code)
    client = sign_in(teacher)
    client.post(URL, data)
    given = QuizAssignment.objects.get()
    given.attempts.create(
        student=student, number=1, started_at=timezone.now(), deadline=given.closes_at
    )

    client.post(reverse("quizzes:assign-undo", args=[data["token"]]))

    assert Assignment.objects.count() == 2


def test_assign_done_and_undo_are_nothing_for_a_colleague(
    sign_in, teacher, other_teacher, course, other_course, quiz
):
    data = posted(course, quiz=quiz.code)
    sign_in(teacher).post(URL, data)
    client = sign_in(other_teacher)

    assert client.get(reverse("quizzes:assign-done", args=[data["token"]])).status_code == 404
    assert client.post(reverse("quizzes:assign-undo", args=[data["token"]])).status_code == 404
    assert Assignment.objects.count() == 1


def test_assign_without_classes_says_what_to_do(sign_in, teacher):
    page = sign_in(teacher).get(URL)

    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


@pytest.mark.parametrize("who", ["student", "operator", "editor", "admin"])
def test_assign_is_for_teachers(sign_in, request, who):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert client.post(URL, {}).status_code == 403


@pytest.mark.parametrize("classes", [1, 3])
def test_assign_page_costs_the_same_for_any_number_of_classes(
    sign_in, school, teacher, quiz, classes, django_assert_num_queries
):
    for number in range(classes):
        classroom = factories.make_classroom(school=school, name=f"XI-{number}")
        factories.make_course(classroom=classroom, teacher=teacher)
        for _ in range(classes):
            factories.make_student(school=school, classroom=classroom)
    client = sign_in(teacher)

    with django_assert_num_queries(ASSIGN_QUERIES):
        client.get(URL)


ASSIGN_QUERIES = 8
