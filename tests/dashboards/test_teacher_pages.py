"""What a teacher's own pages show, and to whom they stay closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from classrooms.models import AssignmentStudent
from dashboards.overviews.grid import CellMark, class_grid
from dashboards.overviews.person import student_in_course
from dashboards.overviews.teacher import Step, given_tasks, teacher_home
from lessons.progress import finish_section
from quizzes.attempts import start, submit
from quizzes.models import Answer
from quizzes.presets import PRESETS, Preset
from quizzes.saving import Change, save_answer
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


def sit(assignment, student, *, responses, when=NOW):
    """Start, answer in order of position, hand in."""
    attempt = start(assignment=assignment, student=student, now=when)
    answers = attempt.answers.select_related("version", "attempt").order_by("position")
    for answer, response in zip(answers, responses, strict=False):
        save_answer(answer=answer, change=Change(response, 0), now=when)
    return submit(attempt=attempt, now=when)


RIGHT, WRONG, ESSAY = {"option": "a"}, {"option": "b"}, {"text": "Karena saling butuh."}


# --- The grid ---------------------------------------------------------------------------------


def test_grid_has_a_mark_for_every_student_and_task(student, classmate, course, teacher):
    plain, written = factories.make_quiz(forms=("single_choice",)), factories.make_quiz()
    common = {"course": course, "by": teacher}
    factories.assign_quiz(quiz=plain, title="upcoming", **common, **dates(1, 2, 3))
    done = factories.assign_quiz(quiz=plain, title="done", **common, **dates(-1, 1, 2))
    doing = factories.assign_quiz(quiz=plain, title="doing", **common, **dates(-2, 1, 2))
    late = factories.assign_quiz(quiz=plain, title="late", **common, **dates(-4, -1, 2))
    waiting = factories.assign_quiz(quiz=written, title="waiting", **common, **dates(-5, 1, 2))
    factories.assign_quiz(quiz=plain, title="missed", **common, **dates(-6, -2, -1))
    excused = factories.assign_quiz(quiz=plain, title="excused", **common, **dates(-7, 1, 2))
    few = factories.assign_quiz(
        quiz=plain, title="few", only_chosen=True, **common, **dates(-8, 1, 2)
    )
    AssignmentStudent.objects.create(assignment=few, student=classmate)
    AssignmentStudent.objects.create(assignment=excused, student=student, is_excused=True)
    sit(done, student, responses=[RIGHT])
    sit(waiting, student, responses=[RIGHT, ESSAY])
    start(assignment=doing, student=student, now=NOW)

    grid = class_grid(course, by_need=False, now=NOW)

    titles = [column.assignment.title for column in grid.columns]
    assert titles == ["done", "doing", "late", "waiting", "missed", "excused", "few", "upcoming"]
    agus, rina = grid.rows
    assert (agus.student, rina.student) == (classmate, student)
    assert [cell.mark for cell in rina.cells] == [
        CellMark.DONE,
        CellMark.DOING,
        CellMark.LATE,
        CellMark.WAITING,
        CellMark.MISSED,
        CellMark.EXCUSED,
        CellMark.NOT_GIVEN,
        CellMark.UPCOMING,
    ]
    assert [cell.percent for cell in rina.cells][:4] == [100, None, None, None]
    assert agus.cells[6].mark is CellMark.NOT_STARTED
    assert rina.behind == 2
    assert (grid.columns[5].done, grid.columns[5].given) == (0, 1)
    assert late.title == "late"


def test_grid_shows_reading_as_sections_of_all(student, course, teacher, sign_in):
    lesson = factories.make_lesson(sections=3)
    factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    finish_section(section=lesson.sections.first(), by=student, now=NOW)

    grid = class_grid(course, by_need=False, now=NOW)

    assert grid.rows[0].cells[0].reading == "1/3"
    assert "1/3" in sign_in(teacher).get(f"/kelas/{course.pk}/").content.decode()


def test_grid_puts_who_needs_help_first(school, classroom, course, teacher, sign_in):
    names = ("Adi", "Bela", "Citra", "Dodi")
    adi, bela, citra, dodi = (
        factories.make_student(school=school, classroom=classroom, name=name) for name in names
    )
    quiz = factories.make_quiz(forms=("single_choice",))
    common = {"quiz": quiz, "course": course, "by": teacher}
    closed = factories.assign_quiz(**common, **dates(-6, -2, -1))
    late = factories.assign_quiz(**common, **dates(-5, -1, 2))
    for student, response in ((adi, RIGHT), (bela, WRONG), (citra, RIGHT)):
        sit(closed, student, responses=[response], when=NOW - 3 * DAY)
    for student in (adi, bela, dodi):
        sit(late, student, responses=[RIGHT])

    rows = class_grid(course, by_need=True, now=NOW).rows

    assert [row.student for row in rows] == [dodi, citra, bela, adi]
    page = sign_in(teacher).get(f"/kelas/{course.pk}/?urut=bantuan").content.decode()
    assert page.index("Dodi") < page.index("Adi")


def test_grid_leads_to_the_task_and_to_the_student(student, course, teacher, sign_in):
    given = factories.assign_quiz(quiz=factories.make_quiz(), course=course, by=teacher)
    page = sign_in(teacher).get(f"/kelas/{course.pk}/").content.decode()
    assert f'href="/tugas/{given.pk}/"' in page
    assert f'href="/kelas/{course.pk}/murid/{student.pk}/#tugas-{given.pk}"' in page
    assert 'scope="row"' in page
    assert "<caption" in page


def test_grid_without_students_or_tasks_says_what_to_do(course, teacher, student, sign_in):
    empty = factories.make_course(
        classroom=factories.make_classroom(school=course.school, name="XI-9"), teacher=teacher
    )
    client = sign_in(teacher)
    assert "belum punya murid" in client.get(f"/kelas/{empty.pk}/").content.decode()
    assert "belum punya tugas" in client.get(f"/kelas/{course.pk}/").content.decode()


def test_who_came_later_owes_nothing_that_had_closed(course, classroom, teacher, school):
    late_comer = factories.make_student(school=school, classroom=None, name="Baru")
    factories.enroll(late_comer, classroom, joined_at=NOW - 2 * DAY)
    quiz = factories.make_quiz()
    common = {"quiz": quiz, "course": course, "by": teacher}
    factories.assign_quiz(**common, **dates(-9, -8, -7))
    factories.assign_quiz(**common, **dates(-8, -2, -1))

    (row,) = class_grid(course, by_need=False, now=NOW).rows

    assert [cell.mark for cell in row.cells] == [CellMark.MISSED, CellMark.NOT_GIVEN]


# --- One student ------------------------------------------------------------------------------


def test_student_page_lists_every_attempt_and_says_which_counts(student, course, teacher, sign_in):
    quiz = factories.make_quiz(forms=("single_choice",) * 3)
    rules = PRESETS[Preset.FORMATIVE].as_fields()
    given = factories.assign_quiz(quiz=quiz, course=course, by=teacher, **rules)
    best = sit(given, student, responses=[RIGHT, RIGHT])
    sit(given, student, responses=[RIGHT])

    overview = student_in_course(course, student.pk, now=NOW)

    ((first, second),) = [line.attempts for line in overview.lines]
    assert (first.attempt.pk, first.counts, second.counts) == (best.pk, True, False)
    assert [o.points for o in overview.objectives] == [2000]
    page = sign_in(teacher).get(f"/kelas/{course.pk}/murid/{student.pk}/").content.decode()
    assert "2 dari 3 poin" in page
    assert "1 dari 3 poin" in page
    assert page.count("yang dihitung") == 1


def test_student_page_shows_only_this_course(student, course, other_course, teacher, other_teacher):
    quiz = factories.make_quiz()
    factories.assign_quiz(quiz=quiz, course=course, by=teacher, title="mine")
    factories.assign_quiz(quiz=quiz, course=other_course, by=other_teacher, title="theirs")
    overview = student_in_course(course, student.pk, now=NOW)
    assert [line.cell.task.title for line in overview.lines] == ["mine"]


# --- Home and tasks ---------------------------------------------------------------------------


def test_home_begins_with_three_steps(course, teacher, sign_in):
    page = sign_in(teacher).get("/").content.decode()
    assert "Tiga langkah untuk mulai" in page
    assert "Perlu Anda" not in page


def test_home_without_classes_says_who_enters_them(school, sign_in):
    newcomer = factories.make_member(school=school, role=Role.TEACHER, name="Wati")
    assert "belum mengajar kelas" in sign_in(newcomer).get("/").content.decode()


def test_home_says_what_needs_the_teacher(student, classmate, course, teacher, sign_in):
    written, plain = factories.make_quiz(), factories.make_quiz(forms=("single_choice",))
    common = {"course": course, "by": teacher}
    marking = factories.assign_quiz(quiz=written, title="uraian", **common, **dates(-9, -8, -7))
    rules = PRESETS[Preset.SUMMATIVE].as_fields()
    release = factories.assign_quiz(
        quiz=plain, title="sumatif", **common, **rules, **dates(-3, -2, -1)
    )
    factories.assign_quiz(quiz=plain, title="besok", **common, **dates(-1, 1, 2))
    factories.assign_quiz(quiz=plain, title="nanti", **common, **dates(-1, 5, 6))
    practice = PRESETS[Preset.PRACTICE].as_fields()
    factories.assign_quiz(quiz=plain, title="latihan", **common, **practice, **dates(-1, 1, 2))
    sit(marking, student, responses=[RIGHT, ESSAY], when=NOW - 8.5 * DAY)
    sit(release, student, responses=[RIGHT], when=NOW - 2 * DAY)

    needs = teacher_home(teacher, now=NOW).needs

    assert [(n.step, n.given and n.given.assignment.title, n.count) for n in needs] == [
        (Step.MARK, "uraian", 1),
        (Step.RELEASE, "sumatif", 1),
        (Step.REMIND, "besok", 2),
        (Step.BEHIND, None, 1),
    ]
    page = sign_in(teacher).get("/").content.decode()
    assert "1 jawaban perlu diperiksa" in page
    assert "2 murid belum mulai" in page


def test_home_and_tasks_show_only_own_courses(
    student, course, other_course, teacher, other_teacher, sign_in
):
    quiz = factories.make_quiz()
    theirs = factories.assign_quiz(
        quiz=quiz, course=other_course, by=other_teacher, title="punya Siti"
    )
    sit(theirs, student, responses=[RIGHT, ESSAY])
    client = sign_in(teacher)
    for path in ("/", "/tugas/", "/kelas/", "/nilai/"):
        page = client.get(path).content.decode()
        assert "punya Siti" not in page
        assert "Sejarah" not in page


def test_task_list_groups_by_phase(course, student, teacher):
    quiz = factories.make_quiz(forms=("single_choice",))
    common = {"quiz": quiz, "course": course, "by": teacher}
    running = factories.assign_quiz(**common, title="running", **dates(-1, 1, 2))
    factories.assign_quiz(**common, title="coming", **dates(1, 2, 3))
    factories.assign_quiz(**common, title="older", **dates(-9, -8, -7))
    factories.assign_quiz(**common, title="newer", **dates(-5, -4, -3))
    sit(running, student, responses=[RIGHT])

    groups = given_tasks(teacher, now=NOW)

    assert {g.phase.value: [one.assignment.title for one in g.given] for g in groups} == {
        "running": ["running"],
        "coming": ["coming"],
        "closed": ["newer", "older"],
    }
    assert (groups[0].given[0].done, groups[0].given[0].of) == (1, 1)


# --- To whom they stay closed -----------------------------------------------------------------


@pytest.mark.parametrize("path", ["/kelas/{course}/", "/kelas/{course}/murid/{student}/"])
def test_class_pages_are_for_the_teachers_of_the_course(
    student, course, other_course, teacher, other_teacher, operator, admin, sign_in, path
):
    url = path.format(course=course.pk, student=student.pk)
    assert sign_in(teacher).get(url).status_code == 200
    assert sign_in(other_teacher).get(url).status_code == 404
    for user in (student, operator, admin):
        assert sign_in(user).get(url).status_code == 403


def test_student_page_finds_only_students_of_the_course(
    student, other_student, course, teacher, sign_in
):
    assert sign_in(teacher).get(f"/kelas/{course.pk}/murid/{other_student.pk}/").status_code == 404
    assert sign_in(teacher).get(f"/kelas/{course.pk}/murid/999999/").status_code == 404


def test_class_list_refuses_students_and_editors(student, editor, operator, classroom, sign_in):
    assert sign_in(student).get("/kelas/").status_code == 403
    assert sign_in(editor).get("/kelas/").status_code == 403
    assert "XI-1" in sign_in(operator).get("/kelas/").content.decode()


def test_unmarked_is_never_a_number(student, course, teacher, sign_in):
    given = factories.assign_quiz(quiz=factories.make_quiz(), course=course, by=teacher)
    sit(given, student, responses=[RIGHT, ESSAY])
    assert Answer.objects.filter(points=None).count() == 1
    (row,) = class_grid(course, by_need=False, now=NOW).rows
    assert (row.cells[0].mark, row.cells[0].percent) == (CellMark.WAITING, None)


def test_class_page_tells_two_of_one_name_apart(
    school, classroom, course, teacher, student, sign_in
):
    twin = factories.make_student(school=school, classroom=classroom, name=student.name)
    twin.nis = "0042"
    twin.save()
    page = sign_in(teacher).get(f"/kelas/{course.pk}/").content.decode()
    assert f"{student.name} (0042)</a>" in page
    assert f"{student.name} ({student.username})</a>" in page


def test_class_page_adds_nothing_to_a_name_that_stands_alone(course, teacher, student, sign_in):
    page = sign_in(teacher).get(f"/kelas/{course.pk}/").content.decode()
    assert f"{student.name}</a>" in page
