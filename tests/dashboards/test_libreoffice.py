"""The files in a real spreadsheet: LibreOffice opens them, and reads what the page says."""

import csv
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quizzes.attempts import start, submit
from quizzes.saving import Change, save_answer
from tests import factories

NOW = timezone.now()
SOFFICE = shutil.which("soffice")
# Between semicolons, UTF-8, formulas as formulas, every sheet.
AS_CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,true,false,false,-1"
READ_CSV = "Text - txt - csv (StarCalc):59,34,76,1"

pytestmark = pytest.mark.skipif(not SOFFICE, reason="no LibreOffice on this computer")


def opened(file: Path, *options: str) -> dict[str, list[list[str]]]:
    """What LibreOffice shows of a file, by sheet."""
    out = file.parent / f"{file.name}-out"
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", *options, "--convert-to", AS_CSV]
    subprocess.run([*command, "--outdir", str(out), str(file)], check=True, capture_output=True)
    sheets = {}
    for path in sorted(out.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as text:
            sheets[path.stem.rpartition("-")[2]] = list(csv.reader(text, delimiter=";"))
    return sheets


@pytest.fixture
def task(course, teacher, student, classmate):
    """Two answers, one half right, by students one of whom is named like a formula."""
    quiz = factories.make_quiz(forms=("single_choice", "single_choice"))
    given = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    student.name = "=1+1"
    student.save()
    for person, right in ((student, 1), (classmate, 2)):
        attempt = start(assignment=given, student=person, now=NOW)
        for answer in attempt.answers.select_related("version", "attempt")[:right]:
            save_answer(answer=answer, change=Change({"option": "a"}, 0), now=NOW)
        submit(attempt=attempt, now=NOW + timedelta(minutes=1))
    return given


def test_libreoffice_opens_the_files_with_the_numbers_of_the_page(
    task, teacher, sign_in, tmp_path
) -> None:
    client = sign_in(teacher)
    book, plain = tmp_path / "hasil.xlsx", tmp_path / "hasil.csv"
    book.write_bytes(client.get(f"/tugas/{task.pk}/hasil/unduh/xlsx/").content)
    plain.write_bytes(client.get(f"/tugas/{task.pk}/hasil/unduh/csv/").content)

    sheets = opened(book)
    (lines,) = opened(plain, f"--infilter={READ_CSV}").values()

    students = [(row[3], row[5], row[6]) for row in sheets["Murid"][3:]]
    assert students == [("=1+1", "50", "1"), ("Agus", "100", "2")]
    assert [row[5] for row in sheets["Soal"][3:]] in (["1", "0.5"], ["1", "0,5"])
    assert [(row[3], row[5], row[6]) for row in lines[2:4]] == [
        ("'=1+1", "50", "1"),
        ("Agus", "100", "2"),
    ]
