"""The results of one task: pictures, figures per item, and files that say what the page says."""

import csv
import io
import re
from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from classrooms.models import Assignment, AssignmentStudent
from dashboards.overviews.grid import CellMark
from dashboards.overviews.results import Difficulty, assignment_results
from dashboards.overviews.tasks import with_kinds
from lessons.progress import finish_section
from quizzes.attempts import start, submit
from quizzes.marking import mark_essay
from quizzes.models import Answer, QuizAssignment
from quizzes.saving import Change, save_answer
from tests import factories

NOW = timezone.now()
RIGHT, WRONG, ESSAY = {"option": "a"}, {"option": "b"}, {"text": "Karena saling butuh."}


def sit(assignment, student, *, responses, when=NOW):
    """Start, answer in the order of the quiz, hand in."""
    attempt = start(assignment=assignment, student=student, now=when)
    answers = attempt.answers.select_related("version", "attempt").order_by("position")
    for answer, response in zip(answers, responses, strict=False):
        if response:
            save_answer(answer=answer, change=Change(response, 0), now=when)
    return submit(attempt=attempt, now=when)


def results_of(assignment):
    row = with_kinds(Assignment.objects.filter(pk=assignment.pk)).get()
    return assignment_results(row, now=NOW)


@pytest.fixture
def quiz(course, teacher):
    """Two choices and an essay."""
    forms = ("single_choice", "single_choice", "essay")
    return factories.assign_quiz(
        quiz=factories.make_quiz(forms=forms), course=course, by=teacher, attempts_allowed=None
    )


# --- What it finds ----------------------------------------------------------------------------


def test_items_count_verdicts_and_leave_the_unmarked_out_of_p(quiz, student, classmate, teacher):
    sit(quiz, student, responses=[RIGHT, WRONG, ESSAY])
    sit(quiz, classmate, responses=[WRONG, None, ESSAY])
    essay = Answer.objects.get(attempt__student=student, position=3)
    mark_essay(answer=essay, levels={"konsep": 4, "bukti": 0}, comment="", by=teacher, now=NOW)

    first, second, third = results_of(quiz).items

    assert (first.facility, first.difficulty) == (Fraction(1, 2), Difficulty.MEDIUM)
    assert dict(first.counts) == {"right": 1, "wrong": 1}
    assert (second.facility, second.difficulty) == (Fraction(0), Difficulty.HARD)
    assert dict(second.counts) == {"wrong": 1, "omitted": 1}
    assert (third.facility, str(third.p)) == (Fraction(3, 5), "0.6")
    assert dict(third.counts) == {"partly": 1, "pending": 1}


@pytest.mark.parametrize(
    ("points", "level"),
    [
        (0, Difficulty.HARD),
        (3000, Difficulty.HARD),
        (3001, Difficulty.MEDIUM),
        (7000, Difficulty.MEDIUM),
        (7001, Difficulty.EASY),
        (10_000, Difficulty.EASY),
    ],
)
def test_difficulty_compares_unrounded(quiz, student, points, level):
    item = results_of(quiz).items[0]
    assert type(item)(item.pin, item.counts, points, 10_000).difficulty is level


def test_items_count_only_the_attempt_that_counts(quiz, student):
    sit(quiz, student, responses=[RIGHT, RIGHT, None])
    sit(quiz, student, responses=[WRONG, WRONG, None])

    assert [dict(item.counts) for item in results_of(quiz).items] == [
        {"right": 1},
        {"right": 1},
        {"omitted": 1},
    ]


def test_items_are_found_wherever_shuffling_put_them(course, teacher, student, classmate):
    same = factories.make_quiz(forms=("single_choice",) * 5)
    given = factories.assign_quiz(quiz=same, course=course, by=teacher, shuffle_items=True)
    target = given.pinned_items.get(position=1).version
    for person in (student, classmate):
        attempt = start(assignment=given, student=person, now=NOW)
        for answer in attempt.answers.select_related("version", "attempt"):
            response = RIGHT if answer.version == target else WRONG
            save_answer(answer=answer, change=Change(response, 0), now=NOW)
        submit(attempt=attempt, now=NOW)

    counts = [dict(item.counts) for item in results_of(given).items]

    assert counts == [{"right": 2}, *[{"wrong": 2}] * 4]


def test_states_and_scores_leave_out_who_was_not_asked(quiz, student, classmate, school, classroom):
    ready = factories.make_student(school=school, classroom=classroom, name="Zahra")
    sit(quiz, student, responses=[RIGHT, RIGHT, None])
    AssignmentStudent.objects.create(assignment=quiz, student=classmate, is_excused=True)
    start(assignment=quiz, student=ready, now=NOW)

    results = results_of(quiz)

    assert {state.mark: state.count for state in results.states} == {
        CellMark.DONE: 1,
        CellMark.EXCUSED: 1,
        CellMark.DOING: 1,
    }
    assert (results.done, results.given, results.scores) == (1, 2, [67])
    assert (results.middle, results.spread.weak, results.spread.strong) == (67, 0, 1)


def test_reading_has_states_and_no_items(course, teacher, student, classmate, sign_in):
    lesson = factories.make_lesson(sections=1)
    given = factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    finish_section(section=lesson.sections.get(), by=student, now=NOW)

    results = results_of(given)

    assert (results.items, results.done, results.given) == ([], 1, 2)
    page = sign_in(teacher).get(f"/tugas/{given.pk}/hasil/").content.decode()
    assert "1 dari 2 murid selesai" in page
    assert "1 / 1" in page


# --- The page ---------------------------------------------------------------------------------


def test_page_says_the_one_thing_to_see_and_has_a_table_for_each_picture(
    quiz, student, classmate, teacher, sign_in
):
    sit(quiz, student, responses=[RIGHT, WRONG, None])
    sit(quiz, classmate, responses=[RIGHT, None, None])

    page = sign_in(teacher).get(f"/tugas/{quiz.pk}/hasil/").content.decode()

    assert "Semua murid selesai" in page
    assert "Soal 2 paling sukar: p = 0" in page
    assert "Separuh kelas mencapai 33 atau lebih" in page
    assert page.count('role="img"') == 1
    assert page.count("Lihat sebagai tabel") == 2
    assert not re.search(r'(x|y|width|height|x1|x2)="[^"]*,[^"]*"', page)


def test_page_before_anybody_did_anything_says_when_scores_come(quiz, student, teacher, sign_in):
    page = sign_in(teacher).get(f"/tugas/{quiz.pk}/hasil/").content.decode()
    assert "Belum ada nilai" in page
    assert "Belum ada jawaban yang dinilai" in page


def test_page_leads_to_marking_and_to_the_students_view(quiz, student, teacher, sign_in):
    sit(quiz, student, responses=[RIGHT, WRONG, ESSAY])
    page = sign_in(teacher).get(f"/tugas/{quiz.pk}/hasil/").content.decode()
    assert f'href="/periksa/?tugas={quiz.pk}"' in page
    assert f'href="/bank-soal/kuis/{quiz.quiz.code}/?tugas={quiz.pk}"' in page


# --- Files ------------------------------------------------------------------------------------


def cells(client, url):
    """Every sheet of an .xlsx as rows below its head, by the sheet's name."""
    book = load_workbook(io.BytesIO(client.get(url).content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
        for sheet in book.worksheets
    }


def lines(client, url):
    content = client.get(url).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))


@pytest.fixture
def marked(quiz, student, classmate):
    sit(quiz, student, responses=[RIGHT, RIGHT, None])
    sit(quiz, classmate, responses=[RIGHT, WRONG, None])
    return quiz


def test_task_file_says_what_the_page_says(marked, teacher, sign_in):
    client = sign_in(teacher)
    found = cells(client, f"/tugas/{marked.pk}/hasil/unduh/xlsx/")

    assert [(row[3], row[5], row[6], row[7]) for row in found["Murid"]] == [
        ("Agus", 33, 1, 3),
        ("Rina Wulandari", 67, 2, 3),
    ]
    assert found["Status"] == [["selesai", 2]]
    assert sum(row[2] for row in found["Nilai"]) == 2
    items = [(row[0], row[5], row[7], row[9], row[10]) for row in found["Soal"]]
    assert items == [(1, 1, 2, 0, 0), (2, 0.5, 1, 1, 0), (3, 0, 0, 0, 2)]
    page = client.get(f"/tugas/{marked.pk}/hasil/").content.decode()
    assert "p = 0,5" in page
    assert [int(n) for n in re.findall(r'<td class="num">(33|67)</td>', page)] == [33, 67]


def test_class_file_says_what_the_grid_says(marked, course, teacher, sign_in):
    found = cells(sign_in(teacher), f"/kelas/{course.pk}/unduh/xlsx/")
    assert [(row[3], row[4], row[5]) for row in found["Murid"]] == [
        ("Agus", 0, 33),
        ("Rina Wulandari", 0, 67),
    ]
    assert [(row[0], row[5], row[6]) for row in found["Tugas"]] == [("Kuis 1", 2, 2)]


def test_student_file_says_what_the_page_says(marked, course, student, teacher, sign_in):
    found = cells(sign_in(teacher), f"/kelas/{course.pk}/murid/{student.pk}/unduh/xlsx/")
    ((title, _kind, _opens, _due, state, score, points, possible, *_rest),) = found["Tugas"]
    assert (title, state, score, points, possible) == ("Kuis 1", "selesai", 67, 2, 3)
    ((code, _text, items, points, possible, percent, _state),) = found["Tujuan pembelajaran"]
    assert (code[:3], items, points, possible, percent) == ("TP ", 3, 2, 3, 67)


def test_csv_files_carry_the_same_rows(marked, course, student, teacher, sign_in):
    client = sign_in(teacher)
    for url in (
        f"/kelas/{course.pk}/unduh/csv/",
        f"/tugas/{marked.pk}/hasil/unduh/csv/",
        f"/kelas/{course.pk}/murid/{student.pk}/unduh/csv/",
    ):
        text = [";".join(line) for line in lines(client, url)]
        assert any("67" in line for line in text), url


@pytest.mark.parametrize("name", ["=1+1", "+Rina", "@Rina", '=HYPERLINK("http://x","y")'])
def test_name_like_a_formula_stays_text(marked, course, student, teacher, sign_in, name):
    student.name = name
    student.save()
    client = sign_in(teacher)

    for url in (f"/kelas/{course.pk}/unduh/", f"/tugas/{marked.pk}/hasil/unduh/"):
        book = load_workbook(io.BytesIO(client.get(f"{url}xlsx/").content))
        named = [c for c in book.worksheets[0]["D"] if c.value == name]
        assert [cell.data_type for cell in named] == ["s"]
        assert f"'{name}" in {cell for line in lines(client, f"{url}csv/") for cell in line}


def test_file_is_an_attachment_with_a_plain_name(course, student, teacher, sign_in):
    answer = sign_in(teacher).get(f"/kelas/{course.pk}/unduh/xlsx/")
    assert re.fullmatch(
        r'attachment; filename="pendidikan-pancasila-xi-1-\d{4}-\d\d-\d\d\.xlsx"',
        answer.headers["Content-Disposition"],
    )


def test_other_kinds_of_files_do_not_exist(course, student, teacher, sign_in):
    assert sign_in(teacher).get(f"/kelas/{course.pk}/unduh/pdf/").status_code == 404


def test_opening_results_closes_what_is_overdue(quiz, student, teacher, sign_in):
    QuizAssignment.objects.filter(pk=quiz.pk).update(time_limit_minutes=5)
    quiz.refresh_from_db()
    start(assignment=quiz, student=student, now=NOW - timedelta(minutes=30))
    page = sign_in(teacher).get(f"/tugas/{quiz.pk}/hasil/").content.decode()
    assert "Semua murid selesai" in page
