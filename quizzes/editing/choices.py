"""Pilihan ganda and pilihan ganda kompleks: options, and which of them are right."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.items import Credit, Form

from .base import BodyEditor, Group, Rules, TextRow, credit_field


class SingleChoiceEditor(BodyEditor):
    form = Form.SINGLE_CHOICE
    groups = (Group("options", _("Options"), TextRow, first=5),)

    @property
    def key_name(self) -> str:
        return f"{self.prefix}-key"

    @property
    def key_index(self) -> str:
        """The number of the row that is marked as right."""
        if self.data is not None:
            return str(self.data.get(self.key_name, ""))
        known = self.rows["options"].known
        key = self.stored.get("key")
        return str(known.index(key)) if key in known else ""

    def link(self) -> None:
        self.key = self.rows["options"].at(self.key_index)

    def build(self) -> dict[str, Any]:
        return {
            "options": [
                {"id": row.id, "text": row.cleaned_data["text"]}
                for row in self.rows["options"].filled()
            ],
            "key": self.key.id if self.key else "",
        }


class OptionRow(TextRow):
    is_key = forms.BooleanField(label=_("Right"), required=False)
    written = ("text", "is_key")


class MultipleResponseRules(Rules):
    credit = credit_field(*Credit)


class MultipleResponseEditor(BodyEditor):
    form = Form.MULTIPLE_RESPONSE
    groups = (Group("options", _("Options"), OptionRow, first=5),)
    rules_class = MultipleResponseRules

    def initial_row(self, group: Group, part: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": part["text"], "is_key": part["id"] in self.stored.get("keys", ())}

    def build(self) -> dict[str, Any]:
        rows = self.rows["options"].filled()
        return {
            "options": [{"id": row.id, "text": row.cleaned_data["text"]} for row in rows],
            "keys": [row.id for row in rows if row.cleaned_data["is_key"]],
            "credit": self.rules.cleaned_data["credit"],
        }
