"""PG kompleks kategori: columns, and statements that belong in one of them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quizzes.items import Credit, Form

from .base import BodyEditor, Group, Rules, TextRow, credit_field

USUAL_COLUMNS = (_("True"), _("False"))


class StatementRow(TextRow):
    key = forms.ChoiceField(label=_("Right column"), required=False)
    written = ("text", "key")

    def __init__(self, *args: Any, columns: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "…"), *columns]


class MatrixRules(Rules):
    credit = credit_field(Credit.PER_PART, Credit.ALL_OR_NOTHING)


class MatrixEditor(BodyEditor):
    form = Form.MATRIX
    groups = (
        Group("columns", _("Columns"), TextRow, letter="k", first=2, spare=0),
        Group("statements", _("Statements"), StatementRow, letter="s", first=4),
    )
    rules_class = MatrixRules

    def initial_rows(self, group: Group) -> list[dict[str, Any]]:
        """A new matrix asks for true and false, as most do."""
        if group.name == "columns" and self.data is None and not self.stored:
            return [{"part": "", "text": text} for text in USUAL_COLUMNS]
        return super().initial_rows(group)

    def row_options(self, group: Group) -> dict[str, Any]:
        return {"columns": self.column_choices()} if group.name == "statements" else {}

    def column_choices(self) -> list[tuple[str, str]]:
        """Rows of columns by their number, with what is written there."""
        return [
            (
                str(row.index),
                str(row["text"].value() or "")
                or _now("column %(number)d") % {"number": row.index + 1},
            )
            for row in self.rows["columns"]
        ]

    def initial_row(self, group: Group, part: Mapping[str, Any]) -> dict[str, Any]:
        if group.name == "columns":
            return {"text": part["text"]}
        known = self.rows["columns"].known
        key = str(known.index(part["key"])) if part.get("key") in known else ""
        return {"text": part["text"], "key": key}

    def link(self) -> None:
        for row in self.rows["statements"]:
            self.rows["columns"].at(row.cleaned_data["key"])

    def build(self) -> dict[str, Any]:
        statements = []
        for row in self.rows["statements"].filled():
            column = self.rows["columns"].at(row.cleaned_data["key"])
            text = row.cleaned_data["text"]
            statements.append({"id": row.id, "text": text, "key": column.id if column else ""})
        return {
            "columns": [
                {"id": row.id, "text": row.cleaned_data["text"]}
                for row in self.rows["columns"].filled()
            ],
            "statements": statements,
            "credit": self.rules.cleaned_data["credit"],
        }
