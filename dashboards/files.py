"""Tables as files for a spreadsheet: .xlsx and .csv. They know nothing of what is in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

Value = str | int | Decimal | datetime | None  # a datetime on the school's own clock, without zone
# A spreadsheet takes a text that begins so for a formula; in .csv nothing else marks it as text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# What Excel refuses in the name of a sheet.
NO_SHEET_NAME = str.maketrans("", "", "[]:*?/\\'")
SHEET_NAME_LENGTH = 31
WIDEST = 48


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows as long as it. Numbers stay numbers, texts stay texts, None stays empty."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Document:
    """`name` is the file's name without its ending; `heading` stands above the first table."""

    name: str
    heading: str
    tables: Sequence[Table]


def as_xlsx(document: Document) -> bytes:
    """One sheet per table; every text is written as text, so that no name becomes a formula."""
    import xlsxwriter

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    title = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    for number, table in enumerate(document.tables, start=1):
        name = table.title.translate(NO_SHEET_NAME)[:SHEET_NAME_LENGTH] or str(number)
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, f"{document.heading} · {table.title}", title)
        for column, text in enumerate(table.head):
            sheet.write_string(2, column, text, head)
        for row, values in enumerate(table.rows, start=3):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, moment)
                elif value is not None:
                    sheet.write_number(row, column, value)
        for column, width in enumerate(_widths(table)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(3, 0)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        sheet.repeat_rows(2)
    book.close()
    return memory.getvalue()


def _widths(table: Table) -> list[int]:
    columns = zip(table.head, *table.rows, strict=True)
    heads = [min(len(text), 16) for text in table.head]
    longest = [max((len(plain(value)) for value in cells[1:]), default=0) for cells in columns]
    return [min(WIDEST, max(pair) + 2) for pair in zip(heads, longest, strict=True)]


def as_csv(document: Document) -> bytes:
    """All tables in one file, for a spreadsheet with Indonesian settings: UTF-8 with a mark, parts
    between semicolons, a decimal comma."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for number, table in enumerate(document.tables):
        if number:
            lines.writerow([])
        lines.writerow([plain(f"{document.heading} · {table.title}")])
        lines.writerow([plain(word) for word in table.head])
        lines.writerows([[plain(value) for value in row] for row in table.rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def plain(value: Value) -> str:
    """A value as .csv carries it: a text that looks like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return str(value).replace(".", ",")
