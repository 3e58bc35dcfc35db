from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from classrooms.enrollments import move_student
from classrooms.models import Assignment, AssignmentStudent
from lessons.models import LessonProgress, SectionProgress
from quizzes.attempts import start, submit
from quizzes.models import QuizAssignment
from tests import factories

DAY = timedelta(days=1)


def page(name, task, **query):
    return reverse(f"quizzes:assignment-{name}", args=[task.pk], query=query or None)


def stamp(when):
    return timezone.localtime(when).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def quiz_task(course, teacher):
    return factories.assign_quiz(
        quiz=factories.make_quiz(), course=course, by=teacher, counting="highest"
    )


@pytest.fixture
def reading_task(course, teacher):
    return factories.assign_lesson(lesson=factories.make_lesson(), course=course, by=teacher)


def states(response):
    return {row.student.name: str(row.state) for row in response.context["sheet"].rows}


def test_manage_shows_each_student_in_one_state(
    sign_in, teacher, school, classroom, quiz_task, student, classmate
):
    late_comer = factories.make_student(school=school, classroom=classroom, name="Zaki")
    AssignmentStudent.objects.create(assignment=quiz_task, student=late_comer, is_excused=True)
    start(assignment=quiz_task, student=student, now=timezone.now())
    done = start(assignment=quiz_task, student=classmate, now=timezone.now())
    essay = done.answers.get(version__form="essay")
    essay.response = {"text": "Jawaban"}
    essay.save()
    submit(attempt=done, now=timezone.now())

    response = sign_in(teacher).get(page("manage", quiz_task))

    assert states(response) == {
        "Agus": "waiting",
        "Rina Wulandari": "doing",
        "Zaki": "excused",
    }
    assert response.context["sheet"].waiting == 1


def test_manage_shows_how_far_each_student_has_read(
    sign_in, teacher, reading_task, student, classmate
):
    now = timezone.now()
    first, second = reading_task.lesson.sections.order_by("order")
    SectionProgress.objects.create(student=student, section=first, done_at=now)
    for section in (first, second):
        SectionProgress.objects.create(student=classmate, section=section, done_at=now)

    response = sign_in(teacher).get(page("manage", reading_task))

    assert states(response) == {"Agus": "done", "Rina Wulandari": "doing"}
    assert "1 / 2" in response.content.decode()


def test_manage_keeps_those_who_left_with_work_below(
    sign_in, teacher, operator, classroom, other_classroom, quiz_task, student, classmate
):
    start(assignment=quiz_task, student=student, now=timezone.now())
    for who in (student, classmate):
        move_student(
            student=who,
            from_classroom=classroom,
            to_classroom=other_classroom,
            by=operator,
            now=timezone.now(),
        )

    sheet = sign_in(teacher).get(page("manage", quiz_task)).context["sheet"]

    assert (sheet.rows, [row.student for row in sheet.left]) == ([], [student])


def test_manage_asks_only_the_chosen_and_those_who_came_in_time(
    sign_in, teacher, school, classroom, course, student, classmate
):
    quiz = factories.make_quiz()
    few = factories.assign_quiz(quiz=quiz, course=course, by=teacher, only_chosen=True)
    AssignmentStudent.objects.create(assignment=few, student=student)
    past = factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, now=timezone.now() - 30 * DAY
    )
    newcomer = factories.make_student(school=school, classroom=None, name="Baru")
    factories.enroll(newcomer, classroom, joined_at=timezone.now())
    client = sign_in(teacher)

    assert states(client.get(page("manage", few))) == {"Rina Wulandari": "todo"}
    assert states(client.get(page("manage", past))) == {
        "Agus": "closed",
        "Baru": "not-owed",
        "Rina Wulandari": "closed",
    }


def test_manage_offers_to_take_back_only_while_nobody_started(sign_in, teacher, quiz_task, student):
    client = sign_in(teacher)
    before = client.get(page("manage", quiz_task)).content.decode()
    start(assignment=quiz_task, student=student, now=timezone.now())
    after = client.get(page("manage", quiz_task)).content.decode()

    assert page("recall", quiz_task) in before
    assert page("recall", quiz_task) not in after


@pytest.mark.parametrize("students", [1, 3, 36])
@pytest.mark.parametrize(("kind", "queries"), [("quiz", 11), ("reading", 11)])
def test_manage_costs_the_same_for_any_class(
    sign_in,
    school,
    teacher,
    course,
    classroom,
    students,
    kind,
    queries,
    django_assert_num_queries,
    request,
):
    task = request.getfixturevalue(f"{kind}_task")
    now = timezone.now()
    for _ in range(students):
        student = factories.make_student(school=school, classroom=classroom)
        if kind == "quiz":
            attempt = start(assignment=task, student=student, now=now)
            submit(attempt=attempt, now=now)
        else:
            LessonProgress.objects.create(
                student=student, lesson=task.lesson, opened_at=now, last_at=now
            )
    client = sign_in(teacher)

    with django_assert_num_queries(queries):
        client.get(page("manage", task))


def test_edit_changes_words_dates_and_rules(sign_in, teacher, quiz_task):
    client = sign_in(teacher)
    form = client.get(page("edit", quiz_task)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {
        "title": "Kuis susulan",
        "opens_at": stamp(quiz_task.opens_at),
        "due_at": stamp(quiz_task.due_at + DAY),
        "closes_at": "",
        "attempts_allowed": "4",
    }
    data = {name: value for name, value in data.items() if value is not False}

    response = client.post(page("edit", quiz_task), data)

    changed = QuizAssignment.objects.get()
    assert response.status_code == 302
    assert (changed.title, changed.attempts_allowed) == ("Kuis susulan", 4)
    assert changed.opens_at == quiz_task.opens_at
    assert changed.closes_at == changed.due_at


def test_edit_ignores_fixed_rules_once_started(sign_in, teacher, quiz_task, student):
    start(assignment=quiz_task, student=student, now=timezone.now())
    data = {
        "title": "Kuis 1",
        "opens_at": stamp(quiz_task.opens_at),
        "due_at": stamp(quiz_task.due_at),
        "closes_at": stamp(quiz_task.closes_at),
        "counting": "first",
        "score_from": "submitted",
        "correctness_from": "submitted",
        "key_from": "closed",
        "time_limit_minutes": "1",
        "shuffle_items": "on",
    }

    sign_in(teacher).post(page("edit", quiz_task), data)

    changed = QuizAssignment.objects.get()
    assert (changed.counting, changed.time_limit_minutes, changed.shuffle_items) == (
        "first",
        None,
        False,
    )


@pytest.mark.parametrize(
    "fault",
    [{"due_at": "2020-01-01T00:00"}, {"title": ""}, {"opens_at": ""}, {"closes_at": "x"}],
)
def test_edit_refuses_with_everything_typed_kept(sign_in, teacher, reading_task, fault):
    data = {
        "title": "Judul lain",
        "note": "Bawa atlas.",
        "opens_at": stamp(reading_task.opens_at),
        "due_at": stamp(reading_task.due_at),
        "closes_at": stamp(reading_task.closes_at),
    } | fault

    response = sign_in(teacher).post(page("edit", reading_task), data)

    assert response.status_code == 422
    assert "Bawa atlas." in response.content.decode()
    assert Assignment.objects.get().title != "Judul lain"


def test_recall_asks_first_and_then_takes_back(sign_in, teacher, quiz_task):
    client = sign_in(teacher)

    assert client.get(page("recall", quiz_task)).status_code == 200
    assert Assignment.objects.exists()
    assert client.post(page("recall", quiz_task)).status_code == 302
    assert not Assignment.objects.exists()


def test_recall_of_a_started_task_says_what_can_be_done(sign_in, teacher, quiz_task, student):
    start(assignment=quiz_task, student=student, now=timezone.now())

    response = sign_in(teacher).post(page("recall", quiz_task), follow=True)

    assert Assignment.objects.exists()
    assert page("edit", quiz_task) in response.content.decode()


def test_extend_for_the_class(sign_in, teacher, quiz_task):
    due = quiz_task.due_at + 2 * DAY
    closes = quiz_task.closes_at + 2 * DAY

    sign_in(teacher).post(
        page("extend", quiz_task), {"due_at": stamp(due), "closes_at": stamp(closes)}
    )

    changed = QuizAssignment.objects.get()
    assert (stamp(changed.due_at), stamp(changed.closes_at)) == (stamp(due), stamp(closes))


def test_extend_for_one_student(sign_in, teacher, quiz_task, student, classmate):
    later = quiz_task.closes_at + 2 * DAY
    client = sign_in(teacher)
    offered = client.get(page("extend", quiz_task, murid=student.pk))

    client.post(page("extend", quiz_task), {"due_at": stamp(later), "students": [student.pk]})

    assert offered.context["chosen"] == {str(student.pk)}
    (own,) = quiz_task.exceptions.all()
    assert (own.student, stamp(own.closes_at)) == (student, stamp(later))
    assert QuizAssignment.objects.get().closes_at == quiz_task.closes_at


def test_extend_refuses_less_time_and_students_of_other_classes(
    sign_in, teacher, quiz_task, student, other_student
):
    client = sign_in(teacher)
    later = stamp(quiz_task.closes_at + DAY)

    for data in (
        {"due_at": stamp(quiz_task.due_at - DAY)},
        {"due_at": ""},
        {"due_at": later, "closes_at": stamp(quiz_task.closes_at)},
        {"due_at": later, "students": [other_student.pk]},
    ):
        assert client.post(page("extend", quiz_task), data).status_code == 422

    assert not AssignmentStudent.objects.exists()


def test_excuse_from_the_table_and_ask_again(sign_in, teacher, quiz_task, student):
    client = sign_in(teacher)
    client.post(page("excuse", quiz_task), {"murid": student.pk, "dibebaskan": "1"})
    excused = client.get(page("manage", quiz_task))
    client.post(page("excuse", quiz_task), {"murid": student.pk, "dibebaskan": "0"})

    assert states(excused) == {"Rina Wulandari": "excused"}
    assert states(client.get(page("manage", quiz_task))) == {"Rina Wulandari": "todo"}


def test_excuse_knows_only_students_of_the_course(sign_in, teacher, quiz_task, other_student):
    client = sign_in(teacher)

    for murid in (other_student.pk, "x", "0"):
        assert client.post(page("excuse", quiz_task), {"murid": murid}).status_code == 404
    assert client.post(page("excuse", quiz_task)).status_code == 302

    assert not AssignmentStudent.objects.exists()


def test_copy_to_another_class_moves_the_dates(sign_in, teacher, quiz_task, other_classroom):
    second = factories.make_course(classroom=other_classroom, teacher=teacher)
    data = {"courses": [second.pk], "opens_at": stamp(quiz_task.opens_at + 7 * DAY)}
    client = sign_in(teacher)

    for _ in range(2):
        assert client.post(page("copy", quiz_task), data).status_code == 302

    copied = QuizAssignment.objects.exclude(pk=quiz_task.pk).get()
    assert (copied.course, stamp(copied.due_at)) == (second, stamp(quiz_task.due_at + 7 * DAY))


def test_copy_refuses_no_class_and_classes_of_others(sign_in, teacher, quiz_task, other_course):
    client = sign_in(teacher)
    opens = stamp(timezone.now())

    for data in (
        {"opens_at": opens},
        {"opens_at": opens, "courses": [other_course.pk]},
        {"opens_at": "", "courses": [quiz_task.course_id]},
    ):
        assert client.post(page("copy", quiz_task), data).status_code == 422

    assert Assignment.objects.count() == 1


def test_message_tells_task_deadline_and_link_and_no_names(sign_in, teacher, quiz_task, student):
    text = sign_in(teacher).get(page("message", quiz_task)).context["text"]

    link = "http://testserver" + reverse("quizzes:assignment-detail", args=[quiz_task.pk])
    lines = text.split("\n")
    assert lines[0] == "*Pendidikan Pancasila*"
    assert lines[2].endswith("Kuis 1")
    assert lines[-1] == link
    assert student.name not in text
    assert timezone.localtime(quiz_task.due_at).strftime("%H.%M WIB") in text


def test_message_is_not_escaped(sign_in, teacher, quiz_task):
    Assignment.objects.update(title="Kuis 1 & 2 <akhir>")

    text = sign_in(teacher).get(page("message", quiz_task)).context["text"]

    assert "Kuis 1 & 2 <akhir>" in text


def test_release_shows_results_after_everybody_has_closed(sign_in, teacher, course):
    task = factories.assign_quiz(
        quiz=factories.make_quiz(),
        course=course,
        by=teacher,
        now=timezone.now() - 30 * DAY,
        score_from="released",
    )

    sign_in(teacher).post(page("release", task))

    assert QuizAssignment.objects.get().released_at is not None


def test_release_wants_to_be_told_twice_while_others_can_still_answer(sign_in, teacher, quiz_task):
    QuizAssignment.objects.update(score_from="released")
    client = sign_in(teacher)

    warned = client.post(page("release", quiz_task), follow=True)
    assert QuizAssignment.objects.get().released_at is None
    assert "XI-1" in warned.content.decode()

    client.post(page("release", quiz_task), {"tahu": "1"})
    assert QuizAssignment.objects.get().released_at is not None


def test_release_of_a_reading_does_not_exist(sign_in, teacher, reading_task):
    assert sign_in(teacher).post(page("release", reading_task)).status_code == 404


PAGES = [
    ("manage", "get"),
    ("edit", "get"),
    ("edit", "post"),
    ("recall", "get"),
    ("recall", "post"),
    ("extend", "get"),
    ("extend", "post"),
    ("excuse", "post"),
    ("copy", "get"),
    ("copy", "post"),
    ("message", "get"),
    ("release", "post"),
]


@pytest.mark.parametrize(("name", "method"), PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("other_teacher", 404), ("student", 403), ("operator", 403), ("admin", 403)],
)
def test_pages_of_a_task_are_for_its_teachers(
    sign_in, request, quiz_task, other_course, name, method, who, status
):
    client = sign_in(request.getfixturevalue(who))

    assert getattr(client, method)(page(name, quiz_task)).status_code == status


@pytest.mark.parametrize(("name", "method"), [p for p in PAGES if p[0] in ("release", "excuse")])
def test_actions_refuse_get(sign_in, teacher, quiz_task, name, method):
    assert sign_in(teacher).get(page(name, quiz_task)).status_code == 405
