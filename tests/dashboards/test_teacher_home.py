"""A teacher's first screen: what needs them, classes by lessons, and the first three steps."""

from datetime import timedelta

from django.utils import timezone

from dashboards.overviews.board import Stage
from dashboards.overviews.objectives import Level, ObjectiveResult, headline_of
from dashboards.overviews.person import student_in_course
from dashboards.overviews.teacher import RUNNING_SHOWN, Step, teacher_home
from lessons.progress import finish_section
from quizzes.attempts import start, submit
from tests import factories

NOW = timezone.now()
DAY = timedelta(days=1)


def dates(opens, due, closes):
    """Days from now."""
    return {
        "opens_at": NOW + opens * DAY,
        "due_at": NOW + due * DAY,
        "closes_at": NOW + closes * DAY,
    }


def lesson_of_subject(number=1):
    unit = factories.make_unit(subject="Pendidikan Pancasila")
    return factories.make_lesson(unit=unit, number=number, sections=1, status="published")


# --- Classes by lessons -----------------------------------------------------------------------


def test_board_has_a_cell_for_each_class_and_lesson(course, teacher, student, school):
    lesson = lesson_of_subject()
    quiz = factories.make_quiz(lesson=lesson, forms=("single_choice",))
    second = factories.make_course(
        classroom=factories.make_classroom(school=school, name="XI-2"), teacher=teacher
    )
    common = {"course": course, "by": teacher}
    factories.assign_quiz(quiz=quiz, **common, title="closed", **dates(-5, -4, -3))
    factories.assign_quiz(quiz=quiz, **common, title="running", **dates(-2, 1, 2))
    factories.assign_lesson(lesson=lesson, **common, title="read", **dates(-2, 1, 2))
    factories.assign_quiz(quiz=quiz, **common, title="coming", **dates(1, 2, 3))
    finish_section(section=lesson.sections.get(), by=student, now=NOW)

    (board,) = teacher_home(teacher, now=NOW).boards

    assert [row.course for row in board.rows] == [course, second]
    ((shown, tasks),) = board.rows[0].cells
    assert shown == lesson
    assert [(task.given.assignment.title, task.stage) for task in tasks] == [
        ("read", Stage.COMPLETE),
        ("closed", Stage.SHORT),
        ("running", Stage.RUNNING),
        ("coming", Stage.COMING),
    ]
    assert [tasks for _lesson, tasks in board.rows[1].cells] == [[]]


def test_board_leads_to_results_and_offers_to_assign_what_is_not_given(
    course, teacher, student, school, sign_in
):
    lesson = lesson_of_subject()
    given = factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    second = factories.make_course(
        classroom=factories.make_classroom(school=school, name="XI-2"), teacher=teacher
    )
    page = sign_in(teacher).get("/").content.decode()
    assert f'href="/tugas/{given.pk}/hasil/"' in page
    assert f'href="/tugaskan/?kelas={second.pk}&amp;pelajaran={lesson.code}"' in page


def test_class_without_lessons_of_its_subject_stands_apart(
    other_course, other_teacher, student, sign_in
):
    lesson_of_subject()
    quiz = factories.make_quiz()
    quiz.lesson = None
    quiz.save()
    factories.assign_quiz(quiz=quiz, course=other_course, by=other_teacher)

    overview = teacher_home(other_teacher, now=NOW)

    assert overview.boards == []
    assert [card.course for card in overview.without_board] == [other_course]


# --- Needs and first steps --------------------------------------------------------------------


def test_who_missed_something_lately_is_behind_and_old_things_are_let_go(
    course, teacher, student, classmate, sign_in
):
    quiz = factories.make_quiz(forms=("single_choice",))
    common = {"quiz": quiz, "course": course, "by": teacher}
    factories.assign_quiz(**common, title="old", **dates(-30, -20, -10))
    recent = factories.assign_quiz(**common, title="recent", **dates(-9, -5, -2))
    submit(
        attempt=start(assignment=recent, student=classmate, now=NOW - 6 * DAY), now=NOW - 6 * DAY
    )

    (need,) = teacher_home(teacher, now=NOW).needs

    assert (need.step, need.count, need.courses) == (Step.BEHIND, 1, (course,))
    page = sign_in(teacher).get("/").content.decode()
    assert "1 murid tertinggal" in page
    assert f'href="/kelas/{course.pk}/?urut=bantuan"' in page


def test_first_steps_lead_to_the_class_and_to_a_form_that_is_filled_in(
    course, teacher, student, sign_in
):
    lesson = lesson_of_subject()
    quiz = factories.make_quiz(lesson=lesson)
    client = sign_in(teacher)

    page = client.get("/").content.decode()

    form = f"/tugaskan/?kelas={course.pk}&amp;pelajaran={lesson.code}&amp;kuis={quiz.code}"
    for address in (
        f"/kelas/{course.pk}/",
        form,
        f"/materi/{lesson.code}/",
        f"/bank-soal/kuis/{quiz.code}/",
    ):
        assert f'href="{address}"' in page
    assert client.get(form.replace("&amp;", "&")).content.decode().count("selected") >= 2


def test_first_steps_end_with_the_first_task(course, teacher, student, sign_in):
    lesson = lesson_of_subject()
    factories.assign_lesson(lesson=lesson, course=course, by=teacher, **dates(1, 2, 3))
    assert teacher_home(teacher, now=NOW).first_steps is None
    assert "Tiga langkah" not in sign_in(teacher).get("/").content.decode()


def test_home_shows_what_runs_and_says_how_much_more(course, teacher, student, sign_in):
    quiz = factories.make_quiz()
    for _ in range(RUNNING_SHOWN + 2):
        factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    overview = teacher_home(teacher, now=NOW)
    assert (len(overview.running), overview.more_running) == (RUNNING_SHOWN, 2)
    assert "2 tugas lagi" in sign_in(teacher).get("/").content.decode()


# --- The line of time -------------------------------------------------------------------------


def test_student_page_draws_when_tasks_were_done(course, teacher, student, sign_in):
    quiz, lesson = factories.make_quiz(forms=("single_choice",)), lesson_of_subject()
    common = {"course": course, "by": teacher}
    timely = factories.assign_quiz(quiz=quiz, title="timely", **common, **dates(-9, -4, -3))
    late = factories.assign_quiz(quiz=quiz, title="late", **common, **dates(-8, -3, 3))
    factories.assign_quiz(quiz=quiz, title="missed", **common, **dates(-7, -3, -2))
    factories.assign_lesson(lesson=lesson, title="read", **common, **dates(-6, 1, 2))
    factories.assign_quiz(quiz=quiz, title="coming", **common, **dates(1, 2, 3))
    for task, when in ((timely, NOW - 5 * DAY), (late, NOW - DAY)):
        submit(attempt=start(assignment=task, student=student, now=when), now=when)
    finish_section(section=lesson.sections.get(), by=student, now=NOW)

    overview = student_in_course(course, student.pk, now=NOW)

    assert overview is not None
    assert overview.picture is not None
    lanes = [(lane.label, [dot.is_late for dot in lane.dots]) for lane in overview.picture.lanes]
    assert lanes == [("timely", [False]), ("late", [True]), ("missed", []), ("read", [False])]
    assert (overview.timely, overview.due) == (2, 4)
    page = sign_in(teacher).get(f"/kelas/{course.pk}/murid/{student.pk}/").content.decode()
    assert "2 dari 4 tugas selesai tepat waktu" in page
    assert page.count('role="img"') == 1


# --- Objectives -------------------------------------------------------------------------------


def objective(code, points, items=3):
    return ObjectiveResult(code, "Menjelaskan", items, points, 3000)


def test_headline_names_the_weakest_of_what_is_known():
    strong, partly, weak = objective("1.1", 3000), objective("1.2", 2000), objective("1.3", 500)
    unknown = objective("1.4", 0, items=2)
    assert headline_of([strong, partly, weak, unknown]).weakest == weak
    assert headline_of([strong, partly]).weakest == partly
    assert (headline_of([strong]).is_known, headline_of([strong]).weakest) == (True, None)
    assert headline_of([unknown]).is_known is False
    assert unknown.percent is None
    assert [one.level for one in (strong, partly, weak)] == [Level.STRONG, Level.PARTLY, Level.WEAK]
