"""PG kompleks kategori: each statement belongs in one of the columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from .base import Accepted, Form, FormBody, Judgement, Part, Response, arranged, ids, read_parts
from .credit import Credit, share_of_parts
from .reading import ProblemCode, Reader
from .responses import Fields, by_part, entries, known, only_entry, single


@dataclass(frozen=True, slots=True)
class MarkedCells(Response):
    """(statement, column) pairs sorted by statement; statements without an answer are absent."""

    cells: tuple[tuple[str, str], ...]

    def dump(self) -> dict[str, Any]:
        return {"cells": dict(self.cells)}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement (Markdown) and the id of its right column."""

    id: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Matrix(FormBody[MarkedCells]):
    """Statements to sort into columns."""

    form = Form.MATRIX
    response_type = MarkedCells

    columns: tuple[Part, ...]
    statements: tuple[Statement, ...]
    credit: Credit

    @classmethod
    def read(cls, data: object) -> Self:
        reader = Reader(data, ("columns", "statements", "credit"))
        columns = read_parts(reader, "columns", minimum=2, too_few=ProblemCode.TOO_FEW_COLUMNS)
        statements = []
        for row in reader.rows(
            "statements",
            keys=("id", "text", "key"),
            minimum=1,
            too_few=ProblemCode.NO_STATEMENTS,
        ):
            key = row.value("key", str, "")
            if key == "":
                row.note(ProblemCode.NO_KEY)
            elif key is not None and key not in ids(columns):
                row.note(ProblemCode.UNKNOWN_COLUMN)
            statements.append(Statement(row.id(), row.text("text"), key))
        reader.unique_ids(ids(statements))
        reader.unique_texts((statement.id, statement.text) for statement in statements)
        credit = reader.choice("credit", (Credit.ALL_OR_NOTHING, Credit.PER_PART))
        reader.finish()
        return cls(columns, tuple(statements), credit)

    def read_response(self, data: object) -> MarkedCells | None:
        statements, columns = ids(self.statements), ids(self.columns)
        cells = sorted(
            (known(statement, statements), known(column, columns))
            for statement, column in entries(only_entry(data, "cells")).items()
        )
        return MarkedCells(tuple(cells)) if cells else None

    def response_data(self, fields: Fields) -> object:
        names = by_part(fields, "cell-", ids(self.statements))
        picked = {statement: single(fields, name) for statement, name in names.items()}
        return {"cells": {key: column for key, column in picked.items() if column is not None}}

    def judge(self, response: MarkedCells, accepted: Accepted) -> Judgement:
        cells = dict(response.cells)
        parts = tuple(
            (
                statement.id,
                cells[statement.id] == statement.key
                or cells[statement.id] in accepted.get(statement.id, ()),
            )
            for statement in self.statements
            if statement.id in cells
        )
        right = sum(is_right for _, is_right in parts)
        return Judgement(share_of_parts(self.credit, right, len(self.statements)), parts)

    def right_answer(self) -> MarkedCells:
        return MarkedCells(tuple(sorted((each.id, each.key) for each in self.statements)))

    def can_accept(self, part: str, value: str) -> bool:
        return part in ids(self.statements) and value in ids(self.columns)

    def is_complete(self, response: MarkedCells) -> bool:
        return len(response.cells) == len(self.statements)

    def shuffleable(self) -> tuple[str, ...]:
        return ids(self.statements)

    def in_order(self, order: Sequence[str]) -> Self:
        return replace(self, statements=arranged(self.statements, order))
