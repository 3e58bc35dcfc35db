"""Tables as files: what spreadsheets read back is what went in."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from dashboards.files import Document, Table, as_csv, as_xlsx, plain

NASTY = ["=1+1", "+62 812", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a","b")']
MOMENT = datetime(2026, 11, 27, 23, 59)  # noqa: DTZ001


def document(*rows, head=("Nama", "Nilai")):
    return Document(
        "kelas", "PPKn", [Table("Murid", head, rows), Table("Tugas [1]: a/b", ["A"], [])]
    )


def sheets(content):
    return load_workbook(io.BytesIO(content))


def test_xlsx_keeps_texts_as_texts_and_numbers_as_numbers():
    book = sheets(as_xlsx(document(["Rina", 75], ["Agus", Decimal("2.5")], ["Ketut", None])))
    rows = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    assert rows == [("Nama", "Nilai"), ("Rina", 75), ("Agus", 2.5), ("Ketut", None)]
    assert book.sheetnames == ["Murid", "Tugas 1 ab"]


@pytest.mark.parametrize("text", NASTY)
def test_xlsx_writes_what_looks_like_a_formula_as_text(text):
    cell = sheets(as_xlsx(document([text, 1]))).worksheets[0]["A4"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_xlsx_keeps_moments_as_moments():
    cell = sheets(as_xlsx(document(["Rina", MOMENT]))).worksheets[0]["B4"]
    assert cell.value == MOMENT


def test_xlsx_keeps_leading_zeros():
    assert sheets(as_xlsx(document(["0001", 1]))).worksheets[0]["A4"].value == "0001"


@pytest.mark.parametrize("text", NASTY)
def test_csv_takes_the_power_from_what_looks_like_a_formula(text):
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (75, "75"),
        (-5, "-5"),
        (Decimal("2.5"), "2,5"),
        ("Rina", "Rina"),
        ("a=b", "a=b"),
        (MOMENT, "27/11/2026 23:59"),
    ],
)
def test_csv_writes_values_as_indonesian_spreadsheets_read_them(value, text):
    assert plain(value) == text


def test_csv_keeps_semicolons_quotes_and_lines_in_their_cell():
    name = 'Kirana; "Ayu"\nNotonegoro'
    content = as_csv(document([name, Decimal("17.75")]))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[1:3] == [["Nama", "Nilai"], [name, "17,75"]]
    assert lines[3:] == [[], ["PPKn · Tugas [1]: a/b"], ["A"]]
