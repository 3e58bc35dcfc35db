"""What a student's own pages show, and what they keep back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from classrooms.enrollments import move_student
from classrooms.models import AssignmentStudent
from classrooms.task_states import TaskState
from dashboards.overviews.student import (
    Group,
    by_urgency,
    practices,
    student_home,
    student_results,
    task_groups,
)
from dashboards.overviews.tasks import tasks_of
from lessons.progress import finish_section
from quizzes.attempts import start, submit
from quizzes.marking import mark_essay
from quizzes.models import Answer
from quizzes.presets import PRESETS, Preset
from quizzes.saving import Change, save_answer
from tests import factories

NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def dates(opens, due, closes):
    """Days from now."""
    return {
        "opens_at": NOW + opens * DAY,
        "due_at": NOW + due * DAY,
        "closes_at": NOW + closes * DAY,
    }


def sit(assignment, student, *, option="a", when=NOW):
    """Start, answer the first item and hand in."""
    attempt = start(assignment=assignment, student=student, now=when)
    answer = attempt.answers.select_related("version", "attempt").get(position=1)
    save_answer(answer=answer, change=Change({"option": option}, 0), now=when)
    return submit(attempt=attempt, now=when)


def states(student, now=NOW):
    return {task.title: task.state for task in tasks_of(student, now=now)}


def test_each_task_is_in_exactly_one_of_the_seven_states(student, course, teacher):
    quiz = factories.make_quiz()
    common = {"quiz": quiz, "course": course, "by": teacher}
    factories.assign_quiz(**common, title="upcoming", **dates(1, 2, 3))
    factories.assign_quiz(**common, title="todo", **dates(-1, 1, 2))
    doing = factories.assign_quiz(**common, title="doing", **dates(-1, 1, 2))
    factories.assign_quiz(**common, title="late", **dates(-3, -1, 1))
    factories.assign_quiz(**common, title="closed", **dates(-3, -2, -1))
    waiting = factories.assign_quiz(**common, title="waiting", **dates(-1, 1, 2))
    plain = factories.make_quiz(forms=("single_choice",))
    done = factories.assign_quiz(quiz=plain, course=course, by=teacher, title="done")
    start(assignment=doing, student=student, now=NOW)
    essay = start(assignment=waiting, student=student, now=NOW)
    written = essay.answers.select_related("version", "attempt").get(position=2)
    save_answer(answer=written, change=Change({"text": "Karena saling butuh."}, 0), now=NOW)
    submit(attempt=essay, now=NOW)
    sit(done, student)

    assert states(student) == {state.value: state for state in TaskState}
    groups = {
        group.group: {t.title for t in group.tasks} for group in task_groups(student, now=NOW)
    }
    assert groups == {
        Group.NOW: {"todo", "doing", "late"},
        Group.COMING: {"upcoming"},
        Group.WAITING: {"waiting"},
        Group.DONE: {"done"},
        Group.CLOSED: {"closed"},
    }


def test_reading_is_done_when_every_section_is_read(student, course, teacher):
    lesson = factories.make_lesson(sections=2)
    factories.assign_lesson(lesson=lesson, course=course, by=teacher, title="bacaan")
    assert states(student)["bacaan"] is TaskState.TODO
    first, second = lesson.sections.order_by("order")
    finish_section(section=first, by=student, now=NOW)
    assert states(student)["bacaan"] is TaskState.DOING
    finish_section(section=second, by=student, now=NOW)
    assert states(student)["bacaan"] is TaskState.DONE


def test_what_runs_comes_first_and_practice_last(student, course, teacher):
    quiz = factories.make_quiz(forms=("single_choice",))
    common = {"quiz": quiz, "course": course, "by": teacher}
    factories.assign_quiz(**common, title="soon", **dates(-1, 1, 2))
    factories.assign_quiz(
        **common, title="practice", **dates(-1, 0.1, 2), **PRESETS[Preset.PRACTICE].as_fields()
    )
    running = factories.assign_quiz(**common, title="running", **dates(-1, 5, 6))
    factories.assign_quiz(**common, title="late", **dates(-3, -1, 0.5))
    start(assignment=running, student=student, now=NOW)

    order = [task.title for task in by_urgency(tasks_of(student, now=NOW))]

    assert order == ["running", "late", "soon", "practice"]
    assert [task.title for task in practices(student, now=NOW)] == ["practice"]


def test_own_dates_of_a_student_go_before_those_of_the_class(student, classmate, course, teacher):
    quiz = factories.make_quiz()
    given = factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, title="kuis", **dates(-3, -2, -1)
    )
    AssignmentStudent.objects.create(
        assignment=given, student=student, due_at=NOW + DAY, closes_at=NOW + 2 * DAY
    )
    assert states(student) == {"kuis": TaskState.TODO}
    assert states(classmate) == {"kuis": TaskState.CLOSED}


def test_an_excused_student_owes_nothing(student, course, teacher):
    given = factories.assign_quiz(quiz=factories.make_quiz(), course=course, by=teacher)
    AssignmentStudent.objects.create(assignment=given, student=student, is_excused=True)
    assert states(student) == {}


def test_after_a_change_of_class_finished_work_stays_and_nothing_old_is_owed(
    student, classroom, other_classroom, course, teacher
):
    quiz = factories.make_quiz(forms=("single_choice",))
    lesson = factories.make_lesson()
    elsewhere = factories.make_course(classroom=other_classroom, teacher=teacher)
    common = {"quiz": quiz, "by": teacher}
    done = factories.assign_quiz(**common, course=course, title="done before")
    begun = factories.assign_quiz(**common, course=course, title="begun before")
    factories.assign_quiz(**common, course=course, title="never begun")
    factories.assign_lesson(lesson=lesson, course=course, by=teacher, title="read before")
    factories.assign_lesson(lesson=lesson, course=elsewhere, by=teacher, title="to read here")
    factories.assign_quiz(**common, course=elsewhere, title="closed here", **dates(-9, -8, -7))
    factories.assign_quiz(**common, course=elsewhere, title="open here")
    sit(done, student)
    start(assignment=begun, student=student, now=NOW)
    finish_section(section=lesson.sections.first(), by=student, now=NOW)

    move_student(
        student=student, from_classroom=classroom, to_classroom=other_classroom, by=None, now=NOW
    )

    assert states(student) == {
        "done before": TaskState.DONE,
        "begun before": TaskState.DOING,
        "to read here": TaskState.DOING,
        "open here": TaskState.TODO,
    }


# --- Home -------------------------------------------------------------------------------------


def test_home_offers_one_thing_then_at_most_three(student, course, teacher, sign_in):
    quiz = factories.make_quiz()
    for number in range(1, 7):
        factories.assign_quiz(
            quiz=quiz,
            course=course,
            by=teacher,
            title=f"Kuis nomor {number}",
            **dates(-1, number, number + 1),
        )
    home = student_home(student, now=NOW)
    assert home.first.title == "Kuis nomor 1"
    assert [task.title for task in home.following] == [f"Kuis nomor {n}" for n in (2, 3, 4)]
    assert home.more == 2
    page = sign_in(student).get("/").content.decode()
    assert page.count("Kuis nomor") == 4
    assert re.search(r"Selamat \w+, Rina\s*</h1>", page)


def test_home_without_a_class_says_whom_to_ask(school, sign_in):
    newcomer = factories.make_member(school=school, role=Role.STUDENT, name="Sulastri")
    page = sign_in(newcomer).get("/").content.decode()
    assert "Kamu belum terdaftar di kelas" in page


def test_home_with_nothing_due_invites_to_read(student, course, sign_in):
    page = sign_in(student).get("/").content.decode()
    assert "Tidak ada tugas. Mau membaca lebih dulu?" in page
    assert 'href="/materi/"' in page


def test_home_marks_each_lesson_with_a_word(student, course, teacher, sign_in):
    unit = factories.make_unit()
    lessons = [factories.make_lesson(unit=unit, number=n) for n in (1, 2, 3)]
    factories.make_lesson(unit=unit, number=4, status="draft")
    for section in lessons[0].sections.all():
        finish_section(section=section, by=student, now=NOW)
    finish_section(section=lessons[1].sections.first(), by=student, now=NOW)

    (progress,) = student_home(student, now=NOW).units

    assert [(m.is_done, m.is_doing) for m in progress.marks] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    page = sign_in(student).get("/").content.decode()
    assert "sudah dibaca" in page
    assert "1 dari 2 bagian dibaca" in page
    assert "belum dibaca" in page


# --- No score before the policy allows it -----------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/tugas/", "/nilai/", "/latihan/"])
def test_no_page_shows_a_score_before_it_is_released(student, course, teacher, sign_in, path):
    quiz = factories.make_quiz(forms=("single_choice",), points=98_765)
    given = factories.assign_quiz(
        quiz=quiz,
        course=course,
        by=teacher,
        title="Sumatif",
        **PRESETS[Preset.SUMMATIVE].as_fields(),
    )
    sit(given, student)

    kept_back = sign_in(student).get(path).content.decode()
    given.released_at = NOW
    given.save()
    shown = sign_in(student).get(path).content.decode()

    assert "98,765" not in kept_back
    assert ("98,765" in shown) is (path in ("/", "/nilai/"))
    if path == "/nilai/":
        assert "Belum dirilis" in kept_back


def test_results_are_unmarked_until_the_essay_is_marked(student, course, teacher, sign_in):
    given = factories.assign_quiz(quiz=factories.make_quiz(), course=course, by=teacher)
    attempt = start(assignment=given, student=student, now=NOW)
    answer = attempt.answers.select_related("version", "attempt").get(position=2)
    save_answer(answer=answer, change=Change({"text": "Saling membutuhkan."}, 0), now=NOW)
    submit(attempt=attempt, now=NOW)

    before = sign_in(student).get("/nilai/").content.decode()
    essay = Answer.objects.select_related("version").get(attempt=attempt, position=2)
    mark_essay(answer=essay, levels={"konsep": 4, "bukti": 4}, comment="", by=teacher, now=NOW)
    after = sign_in(student).get("/nilai/").content.decode()

    assert "Belum dinilai" in before
    assert "poin" not in before
    assert "1 dari 2 poin" in after


def test_objectives_need_right_and_wrong_to_be_visible(student, course, teacher):
    quiz = factories.make_quiz(forms=("single_choice",) * 3)
    rules = PRESETS[Preset.FORMATIVE].changed(correctness_from="never", key_from="never")
    given = factories.assign_quiz(quiz=quiz, course=course, by=teacher, **rules.as_fields())
    sit(given, student)

    hidden = student_results(student, now=NOW)
    given.correctness_from = "submitted"
    given.save()
    shown = student_results(student, now=NOW)

    assert hidden.results[0].standing.visible.score is True
    assert hidden.objectives == []
    assert [(o.code, o.items, o.points, o.level) for o in shown.objectives] == [
        ("1.1", 3, 1000, "weak")
    ]


def test_practice_and_results_when_there_is_nothing(student, sign_in):
    client = sign_in(student)
    assert "Belum ada latihan" in client.get("/latihan/").content.decode()
    assert "Belum ada nilai" in client.get("/nilai/").content.decode()
    assert "Tidak ada tugas" in client.get("/tugas/").content.decode()


def test_student_pages_refuse_others(operator, editor, teacher, sign_in):
    for user in (operator, editor):
        for path in ("/tugas/", "/latihan/", "/nilai/"):
            assert sign_in(user).get(path).status_code == 403
    assert sign_in(teacher).get("/latihan/").status_code == 403


def test_an_overdue_attempt_is_closed_by_whoever_looks(student, course, teacher, sign_in):
    quiz = factories.make_quiz(forms=("single_choice",))
    given = factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, time_limit_minutes=10, **dates(-1, 1, 2)
    )
    attempt = start(assignment=given, student=student, now=NOW - HOUR)
    sign_in(student).get("/")
    attempt.refresh_from_db()
    assert attempt.submitted_by == "clock"


@pytest.mark.parametrize(("correctness", "is_shown"), [("submitted", True), ("released", False)])
def test_home_tells_of_objectives_only_what_may_be_shown(
    student, course, teacher, sign_in, correctness, is_shown
):
    quiz = factories.make_quiz(forms=("single_choice",) * 3)
    given = factories.assign_quiz(
        quiz=quiz, course=course, by=teacher, correctness_from=correctness, key_from="released"
    )
    sit(given, student)

    overview = student_home(student, now=NOW)
    page = sign_in(student).get("/").content.decode()

    assert [one.percent for one in overview.objectives] == ([33] if is_shown else [])
    assert ("perlu dikuatkan dulu" in page) is is_shown
    assert ("33%" in page) is is_shown
    assert ("Baca pelajaran untuk TP 1.1" in page) is is_shown


def test_home_leads_from_each_mark_to_its_lesson(student, course, sign_in):
    lesson = factories.make_lesson(sections=2)
    finish_section(section=lesson.sections.first(), by=student, now=NOW)
    page = sign_in(student).get("/").content.decode()
    assert page.count(f'href="/materi/{lesson.code}/"') == 2
    assert page.count("1 dari 2 bagian dibaca") == 2
